/** The chosen rectangle of floor in pixels, with handles on its sides and corners and a knob to turn it by. */
import type { FloorArea, Vec2 } from '../api/types';
import { cornersOf, cursorOf, handleAt, HANDLES } from '../editor/engine/area';
import { rotate } from '../editor/engine/geometry';
import { toScreen, type Viewport } from './viewport';

const KNOB_PX = 26;
/** A side shorter than this has no room for a handle between two others. */
const ROOM_PX = 30;

interface AreaOutlineProps {
  area: FloorArea;
  viewport: Viewport;
  /** What a handle and the knob are called for whoever takes the press; without, there are none. */
  handles?: { nameOf: (handle: (typeof HANDLES)[number]) => string; rotate: string };
}

/** A thin area is taken by the middles of its sides alone. */
function hasRoom(area: FloorArea, [sx, sy]: (typeof HANDLES)[number], scale: number): boolean {
  const thin = Math.min(area.length_m, area.width_m) * scale < ROOM_PX;
  return !thin || sx === 0 || sy === 0;
}

export function AreaOutline({ area, viewport, handles }: AreaOutlineProps) {
  const points = cornersOf(area).map((corner) => toScreen(viewport, corner));
  const top = toScreen(viewport, handleAt(area, [0, 1]));
  const [ux, uy] = rotate([0, 1], area.heading_rad);
  const knob: Vec2 = [top[0] + ux * KNOB_PX, top[1] - uy * KNOB_PX];
  return (
    <g data-testid="selection">
      <polygon
        className="selection-box"
        points={points.map((p) => p.join(',')).join(' ')}
        pointerEvents="none"
      />
      {handles && (
        <>
          <path d={`M${top.join(' ')}L${knob.join(' ')}`} className="selection-box" pointerEvents="none" />
          {HANDLES.filter((handle) => hasRoom(area, handle, viewport.scale)).map((handle) => {
            const [x, y] = toScreen(viewport, handleAt(area, handle));
            return (
              <rect
                key={handle.join()}
                x={x - 5}
                y={y - 5}
                width={10}
                height={10}
                className="selection-handle"
                data-handle={handles.nameOf(handle)}
                style={{ cursor: cursorOf(area, handle) }}
              />
            );
          })}
          <circle
            cx={knob[0]}
            cy={knob[1]}
            r={6}
            className="selection-handle rotate-handle"
            data-handle={handles.rotate}
            data-testid="rotate-handle"
          />
        </>
      )}
    </g>
  );
}
