/** The box around a chosen part, turned with it, in pixels. */
import type { Placement, Vec2 } from '../api/types';
import { boxOf } from '../editor/engine/geometry';
import { outline, type LayoutPart } from '../editor/engine/placement';
import { toScreen, type Viewport } from './viewport';

interface SelectionOutlineProps {
  part: LayoutPart;
  at: Placement;
  viewport: Viewport;
  /** Shows the handle by which the part is turned; the class marks it for whoever takes the press. */
  handle?: string;
}

const PAD_PX = 5;
const KNOB_PX = 26;

export function SelectionOutline({ part, at, viewport, handle }: SelectionOutlineProps) {
  const { x0, y0, x1, y1 } = boxOf(part.shape);
  const pad = PAD_PX / viewport.scale;
  const shape: Vec2[] = [
    [x0 - pad, y0 - pad],
    [x1 + pad, y0 - pad],
    [x1 + pad, y1 + pad],
    [x0 - pad, y1 + pad],
  ];
  const points = outline({ ...part, shape }, at).map((p) => toScreen(viewport, p));
  const top: Vec2 = [(points[2]![0] + points[3]![0]) / 2, (points[2]![1] + points[3]![1]) / 2];
  const middle = toScreen(viewport, [at.x_m, at.y_m]);
  const away = Math.hypot(top[0] - middle[0], top[1] - middle[1]) || 1;
  const knob: Vec2 = [
    top[0] + ((top[0] - middle[0]) / away) * KNOB_PX,
    top[1] + ((top[1] - middle[1]) / away) * KNOB_PX,
  ];
  return (
    <g data-testid="selection">
      <polygon
        className="selection-box"
        points={points.map((p) => p.join(',')).join(' ')}
        pointerEvents="none"
      />
      {points.map(([x, y], index) => (
        <rect
          key={index}
          x={x - 4}
          y={y - 4}
          width={8}
          height={8}
          className="selection-handle"
          pointerEvents="none"
        />
      ))}
      {handle && (
        <>
          <path d={`M${top.join(' ')}L${knob.join(' ')}`} className="selection-box" pointerEvents="none" />
          <circle
            cx={knob[0]}
            cy={knob[1]}
            r={6}
            className={`selection-handle ${handle}`}
            data-testid="rotate-handle"
          />
        </>
      )}
    </g>
  );
}
