/** Equipment to place: choose it, then click in the plan; with the keyboard, Enter places it in the middle. */
import { EquipmentIcon } from '../components/Icons';
import { text } from '../text/en';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { roundTo } from './engine/geometry';

const DRAWN: Record<string, string> = { shelf: 'shelf' };

export function Palette() {
  const model = useEditor();
  const tool = useEditorState((s) => s.tool);
  const item = useEditorState((s) => s.item);
  const setTool = useEditorState((s) => s.setTool);
  const [x0, y0, x1, y1] = model.plan.bounds;
  const inMiddle = (id: string): void => {
    actionsOf(model).add(id, {
      x_m: roundTo((x0 + x1) / 2, 0.1),
      y_m: roundTo((y0 + y1) / 2, 0.1),
      z_m: 0,
      heading_rad: 0,
    });
    setTool('select');
  };
  return (
    <section className="panel" aria-label={text.editor.equipment}>
      <div className="spread panel-head">
        <h2 className="section-head">{text.editor.equipment}</h2>
      </div>
      <div className="palette">
        {[...model.items.values()].map((entry) => {
          const on = tool === 'add' && item === entry.id;
          return (
            <button
              key={entry.id}
              type="button"
              aria-pressed={on}
              disabled={model.readOnly}
              title={`${entry.label}, ${entry.size_m.join(' × ')} m`}
              data-testid={`add-${entry.id}`}
              onClick={() => setTool(on ? 'select' : 'add', on ? null : entry.id)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                inMiddle(entry.id);
              }}
            >
              <EquipmentIcon item={DRAWN[entry.id] ?? entry.id} partClass={entry.part_class} />
              {entry.label}
            </button>
          );
        })}
      </div>
    </section>
  );
}
