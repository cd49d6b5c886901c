/** Zones to draw: choose a kind, then draw it in the plan; with the keyboard, Enter places it in the middle. */
import { ZonePicture } from '../components/Icons';
import { text } from '../text';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { roundTo } from './engine/geometry';
import { USUAL_M, ZONE_KINDS } from './engine/zones';

const z = text.zones;

export function ZonePalette() {
  const model = useEditor();
  const tool = useEditorState((s) => s.tool);
  const zoneKind = useEditorState((s) => s.zoneKind);
  const drawZones = useEditorState((s) => s.drawZones);
  const setTool = useEditorState((s) => s.setTool);
  const [x0, y0, x1, y1] = model.plan.bounds;
  return (
    <section className="panel" aria-label={z.title}>
      <div className="spread panel-head">
        <h2 className="section-head">{z.title}</h2>
      </div>
      <div className="palette zone-palette">
        {ZONE_KINDS.map((kind) => {
          const on = tool === 'zone' && zoneKind === kind;
          return (
            <button
              key={kind}
              type="button"
              aria-pressed={on}
              disabled={model.readOnly}
              title={z.paletteHint(z.kinds[kind])}
              data-testid={`zone-${kind}`}
              onClick={() => (on ? setTool('select') : drawZones(kind))}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                const [length_m, width_m] = USUAL_M[kind];
                actionsOf(model).addZone(kind, {
                  x_m: roundTo((x0 + x1) / 2, 0.1),
                  y_m: roundTo((y0 + y1) / 2, 0.1),
                  length_m,
                  width_m,
                  heading_rad: 0,
                });
              }}
            >
              <ZonePicture kind={kind} />
              {z.short[kind]}
            </button>
          );
        })}
      </div>
    </section>
  );
}
