/** Equipment to place: choose it, then click in the plan; with the keyboard, Enter places it in the middle. */
import type { Vec2 } from '../api/types';
import { EquipmentIcon } from '../components/Icons';
import { decimal } from '../format';
import { text } from '../text';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { roundTo } from './engine/geometry';
import { usualField } from './engine/racks';

const DRAWN: Record<string, string> = { shelf: 'shelf' };

export function Palette() {
  const model = useEditor();
  const tool = useEditorState((s) => s.tool);
  const item = useEditorState((s) => s.item);
  const setTool = useEditorState((s) => s.setTool);
  const setRacks = useEditorState((s) => s.setRacks);
  const [x0, y0, x1, y1] = model.plan.bounds;
  const middle: Vec2 = [roundTo((x0 + x1) / 2, 0.1), roundTo((y0 + y1) / 2, 0.1)];
  const inMiddle = (id: string): void => {
    actionsOf(model).add(id, {
      x_m: middle[0],
      y_m: middle[1],
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
              title={`${entry.label}, ${entry.size_m.map((edge) => decimal(edge, 1)).join(' × ')} m`}
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
      <button
        type="button"
        className="btn small palette-racks"
        aria-pressed={tool === 'racks'}
        disabled={model.readOnly}
        onClick={() => setRacks(tool === 'racks' ? null : usualField('pallet-rack', middle))}
      >
        {text.racks.open}
      </button>
    </section>
  );
}
