/** Places where something is done, with their servers, and the conveyors between them. */
import type { Station } from '../api/types';
import { TextField } from '../components/TextField';
import { FieldSet } from '../fields/FieldSet';
import { Heading, type ControlProps } from '../fields/FieldRow';
import { Item } from '../fields/lists';
import { freshModel } from '../fields/schema';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { ConveyorsForm } from './ConveyorsForm';
import { freeName, replaceStation, tidyStation } from './engine/stations';
import { FoldedCard, FormPage, Section, useSection } from './forms';

const t = text.stations;
/** So many are shown open; more are opened one by one. */
export const FEW = 3;

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
      <ConveyorsForm />
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
