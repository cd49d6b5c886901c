/** The conveyors between stations: in a form of their own, and the fields of one beside the drawing. */
import type { Conveyor } from '../api/types';
import { FieldSet } from '../fields/FieldSet';
import { Item } from '../fields/lists';
import { freshModel } from '../fields/schema';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { coursesOf, lengthOf } from './engine/conveyors';
import { freeName } from './engine/stations';
import { FoldedCard, Section, useSection } from './forms';
import { FEW, NameField, RemoveButton } from './StationsForm';

const t = text.stations;

export function ConveyorsForm() {
  const [conveyors, write, readOnly] = useSection('conveyors');
  const { stations } = useEditor().document;
  const goTo = useEditorState((s) => s.goTo);
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
              <ConveyorFields belt={belt} index={index} />
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
}

interface ConveyorFieldsProps {
  belt: Conveyor;
  index: number;
  /** Tells under which name it goes on. */
  onRename?: (id: string) => void;
}

export function ConveyorFields({ belt, index, onRename }: ConveyorFieldsProps) {
  const [conveyors, write] = useSection('conveyors');
  const { document, layout } = useEditor();
  const others = conveyors.filter((_, i) => i !== index).map(({ id }) => id);
  /** Where a course begins: straight from the one station to the other, as far as their places are known. */
  const begin = (): Partial<Conveyor> => {
    const [straight] = coursesOf({ ...document, conveyors: [{ ...belt, path: null }] }, layout);
    const length = straight ? lengthOf(straight.points) : 0;
    const path = length > 0 ? straight!.points.map(([x, y]): [number, number] => [x, y]) : null;
    return {
      path: path ?? [[0, 0], [1, 0]], // prettier-ignore
      length_m: path ? Math.round(length * 10) / 10 || 1 : 10,
      capacity: 10,
    };
  };
  return (
    <FieldSet
      of="Conveyor"
      value={belt}
      begin={begin()}
      controls={{ id: (props) => <NameField taken={others} {...props} /> }}
      onChange={(next) => {
        write(conveyors.map((old, i) => (i === index ? next : old)));
        if (next.id !== belt.id) onRename?.(next.id);
      }}
    />
  );
}
