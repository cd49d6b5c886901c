/** Places where something is done, with their servers, and the conveyors between them. */
import type { Conveyor, Station } from '../api/types';
import { TextField } from '../components/TextField';
import { FieldSet } from '../fields/FieldSet';
import { Heading, type ControlProps } from '../fields/FieldRow';
import { Item } from '../fields/lists';
import { freshModel } from '../fields/schema';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { freeName, replaceStation, tidyStation } from './engine/stations';
import { FoldedCard, FormPage, Section, useSection } from './forms';

const t = text.stations;
/** So many are shown open; more are opened one by one. */
const FEW = 3;

export function StationsForm() {
  const [stations, write, readOnly] = useSection('stations');
  const { plan } = useEditor();
  const goTo = useEditorState((s) => s.goTo);
  const [x0, y0, x1, y1] = plan.bounds;
  const at = { x_m: Math.round(5 * (x0 + x1)) / 10, y_m: Math.round(5 * (y0 + y1)) / 10 };
  const fresh = (kind: Station['kind']): Station =>
    freshModel('Station', {
      id: freeName(
        stations.map((station) => station.id),
        kind,
      ),
      kind,
      at: freshModel('Placement', at),
    }) as unknown as Station;
  return (
    <FormPage title={t.title} lead={t.lead}>
      <Section name="stations">
        {stations.length === 0 && <p className="muted">{t.none}</p>}
        {stations.map((station, index) => (
          <Item key={index} index={index} rows={stations}>
            <StationCard station={station} index={index} />
          </Item>
        ))}
      </Section>
      <div className="row-wrap">
        {(['pack', 'ship', 'receive', 'work', 'charge', 'park'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="btn small"
            disabled={readOnly}
            onClick={() => {
              write([...stations, fresh(kind)]);
              goTo(`/stations/${stations.length}`);
            }}
          >
            {t.add(text.fields.Station.kind.choices[kind])}
          </button>
        ))}
      </div>
      <Conveyors />
    </FormPage>
  );
}

function StationCard({ station, index }: { station: Station; index: number }) {
  const { document, readOnly, layout } = useEditor();
  const part = layout.get(station.part_id ?? '');
  const kind = text.fields.Station.kind.choices[station.kind];
  const [stations, write] = useSection('stations');
  return (
    <FoldedCard
      title={station.id}
      facts={t.facts(kind, part?.name ?? null, station.capacity)}
      open={document.stations.length <= FEW}
      aside={
        <RemoveButton
          name={station.id}
          disabled={readOnly}
          onClick={() => write(stations.filter((_, i) => i !== index))}
        />
      }
    >
      <StationFields station={station} index={index} />
      {usesOf(station.id, document).length > 0 && (
        <p className="tiny muted" style={{ marginTop: 8 }}>
          {t.usedBy(usesOf(station.id, document).join(', '))}
        </p>
      )}
    </FoldedCard>
  );
}

/** Conveyors and routings that name a station. */
function usesOf(id: string, { conveyors, routings }: ReturnType<typeof useEditor>['document']): string[] {
  return [
    ...conveyors.filter((belt) => belt.from_station === id || belt.to_station === id).map((belt) => belt.id),
    ...routings
      .filter(({ steps }) => steps.some((step) => step.stations.includes(id)))
      .map(({ id: name }) => name),
  ];
}

/** The fields of a station that its kind knows; the inspector shows them, too. */
export function StationFields({ station, index }: { station: Station; index: number }) {
  const { document, readOnly, layout } = useEditor();
  const apply = useEditorState((s) => s.apply);
  const isWork = station.kind === 'work';
  const isServed = station.kind === 'pack' || station.kind === 'ship';
  const hidden: (keyof Station)[] = [
    ...(isWork ? [] : (['manned', 'buffer'] as const)),
    ...(isServed ? [] : (['pool'] as const)),
  ];
  const others = document.stations.filter((_, i) => i !== index).map(({ id }) => id);
  const part = station.part_id ? layout.get(station.part_id) : undefined;
  return (
    <FieldSet
      of="Station"
      value={station}
      skip={hidden}
      tidy={tidyStation}
      begin={{ at: freshModel('Placement', { ...part?.at, z_m: 0 }) as unknown as Station['at'], buffer: 4 }}
      controls={{ id: (props) => <NameField taken={others} {...props} /> }}
      onChange={(next) => {
        if (!readOnly)
          apply(
            text.editor.did.section(text.editor.tabs.stations),
            replaceStation(document, index, next),
            null,
          );
      }}
    />
  );
}

/** A name that nothing else of its kind has. */
export function NameField({ taken, ...props }: ControlProps & { taken: readonly string[] }) {
  return (
    <>
      <Heading {...props} />
      <TextField
        label={text.fields.Station.id.label}
        value={props.value as string}
        disabled={props.disabled}
        check={(typed) => (taken.includes(typed) ? text.faults.taken(typed) : props.check(typed))}
        onCommit={props.commit}
      />
    </>
  );
}

export function RemoveButton(props: { name: string; disabled: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="btn small danger"
      aria-label={t.remove(props.name)}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      {text.app.remove}
    </button>
  );
}

function Conveyors() {
  const [conveyors, write, readOnly] = useSection('conveyors');
  const { document, layout } = useEditor();
  const goTo = useEditorState((s) => s.goTo);
  const { stations } = document;
  const [from, to] = stations;
  const fresh = (): Conveyor =>
    freshModel('Conveyor', {
      id: freeName(
        conveyors.map(({ id }) => id),
        'conveyor',
      ),
      from_station: from!.id,
      to_station: to!.id,
    }) as unknown as Conveyor;
  return (
    <>
      <div>
        <h2 className="page-title">{t.conveyors}</h2>
        <p className="muted">{t.conveyorsLead}</p>
      </div>
      <Section name="conveyors">
        {conveyors.map((belt, index) => (
          <Item key={index} index={index} rows={conveyors}>
            <FoldedCard
              title={belt.id}
              facts={t.belt(belt.from_station, belt.to_station)}
              open={conveyors.length <= FEW}
              aside={
                <RemoveButton
                  name={belt.id}
                  disabled={readOnly}
                  onClick={() => write(conveyors.filter((_, i) => i !== index))}
                />
              }
            >
              <FieldSet
                of="Conveyor"
                value={belt}
                begin={begin(belt)}
                controls={{
                  id: (props) => (
                    <NameField
                      taken={conveyors.filter((other) => other !== belt).map(({ id }) => id)}
                      {...props}
                    />
                  ),
                }}
                onChange={(next) => write(conveyors.map((old, i) => (i === index ? next : old)))}
              />
            </FoldedCard>
          </Item>
        ))}
      </Section>
      {stations.length < 2 && <p className="muted">{t.conveyorNeeds}</p>}
      <div className="row-wrap">
        <button
          type="button"
          className="btn small"
          disabled={readOnly || stations.length < 2}
          onClick={() => {
            write([...conveyors, fresh()]);
            goTo(`/conveyors/${conveyors.length}`);
          }}
        >
          {t.addConveyor}
        </button>
      </div>
    </>
  );

  /** Where a course begins: straight from the one station to the other, as far as their places are known. */
  function begin(belt: Conveyor): Partial<Conveyor> {
    const place = (id: string): [number, number] | null => {
      const station = stations.find((one) => one.id === id);
      const at = station?.at ?? layout.get(station?.part_id ?? '')?.at;
      return at ? [at.x_m, at.y_m] : null;
    };
    const [start, end] = [place(belt.from_station), place(belt.to_station)];
    const isLong = start && end && Math.hypot(end[0] - start[0], end[1] - start[1]) > 0;
    const path: [number, number][] = isLong ? [start, end] : [[0, 0], [1, 0]]; // prettier-ignore
    const length_m = isLong ? Math.hypot(end[0] - start[0], end[1] - start[1]) : 10;
    return { path, length_m: Math.round(length_m * 10) / 10 || 1, capacity: 10 };
  }
}
