/** The chosen conveyor: how long it is and what that rests on, how long goods are on it, and its fields. */
import { Item } from '../fields/lists';
import { metres, number } from '../format';
import { text } from '../text';
import { actionsOf } from './actions';
import { ConveyorFields } from './ConveyorsForm';
import { useEditor, useEditorState } from './context';
import { conveyorKey, type Course } from './engine/conveyors';
import { FormSurroundings, Section } from './forms';
import { useConveyors } from './useConveyors';

const t = text.conveyors;

export function ConveyorInspector({ id }: { id: string }) {
  const model = useEditor();
  const { readOnly } = model;
  const { conveyors } = model.document;
  const { courses, changes } = useConveyors();
  const select = useEditorState((s) => s.select);
  const goTo = useEditorState((s) => s.goTo);
  const index = conveyors.findIndex((belt) => belt.id === id);
  const belt = conveyors[index];
  if (!belt) return null;
  const course = courses.find((other) => other.belt.id === id);
  const change = changes.get(id) ?? 'unchanged';
  return (
    <section className="panel" aria-label={text.editor.inspector} data-testid="inspector">
      <div className="spread panel-head">
        <h2 className="section-head ellipsis">{id}</h2>
        {change !== 'unchanged' && <span className="pill">{wordOf(change)}</span>}
      </div>
      <p className="muted small">{text.stations.belt(belt.from_station, belt.to_station)}</p>
      <p className="small" style={{ margin: '4px 0 9px' }} data-testid="conveyor-facts">
        {course ? factsOf(course) : t.noPlace}
      </p>
      <FormSurroundings>
        <Section name="conveyors">
          <Item index={index} rows={conveyors}>
            <ConveyorFields belt={belt} index={index} onRename={(next) => select([conveyorKey(next)])} />
          </Item>
        </Section>
      </FormSurroundings>
      {course && !readOnly && <p className="muted small">{t.courseHint}</p>}
      <div className="row-wrap" style={{ marginTop: 12, gap: 6 }}>
        <button
          type="button"
          className="btn small danger"
          disabled={readOnly}
          onClick={() => actionsOf(model).remove()}
        >
          {text.editor.remove}
        </button>
        <button type="button" className="btn small" onClick={() => goTo(`/conveyors/${index}`)}>
          {t.toForm}
        </button>
      </div>
    </section>
  );
}

export const wordOf = (change: 'unchanged' | 'changed' | 'added'): string =>
  change === 'changed' ? text.zones.changed : text.editor.state[change];

const factsOf = ({ belt, length_m, measured }: Course): string =>
  t.facts[measured](
    metres(length_m, 1),
    `${number(belt.speed_mps, 2)} m/s`,
    `${number(length_m / belt.speed_mps, 0)} s`,
  );
