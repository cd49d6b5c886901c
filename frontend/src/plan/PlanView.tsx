/**
 * A floor plan that can be moved and zoomed. It draws the paper: grid, building, a layer in metres
 * and a layer in pixels; what is on it, its callers decide. Dragging the paper moves the view unless
 * the caller takes the press.
 */
import { useEffect, useId, useRef, type PointerEvent, type ReactNode } from 'react';
import type { FloorPlan, Vec2 } from '../api/types';
import { FitIcon, MinusIcon, PlusIcon } from '../components/Icons';
import { text } from '../text';
import { toScreen, useViewport, type Bounds, type Viewport } from './viewport';

export interface PlanPress {
  world: Vec2;
  partId: string | null;
  event: PointerEvent<SVGSVGElement>;
}

interface PlanViewProps {
  plan: Pick<FloorPlan, 'building'>;
  bounds: Bounds;
  label: string;
  padding?: number;
  /** Shapes in metres, y up. */
  world?: ReactNode;
  /** Shapes in pixels, over the others. */
  screen?: (viewport: Viewport) => ReactNode;
  /** Returns true where the caller takes the gesture; the plan then does not move. */
  onPress?: (press: PlanPress) => boolean;
  onDrag?: (press: PlanPress) => void;
  onRelease?: (press: PlanPress) => void;
  onHover?: (world: Vec2) => void;
  cursor?: string;
  controls?: boolean;
  grid?: boolean;
  focus?: { at: Vec2; serial: number } | null;
  testId?: string;
}

const partOf = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest('[data-part-id]')?.getAttribute('data-part-id') ?? null) : null;

export function PlanView(props: PlanViewProps) {
  const {
    plan,
    bounds,
    label,
    padding = 44,
    world,
    screen,
    cursor,
    controls = true,
    grid = true,
    focus,
  } = props;
  const { viewport, ref, fit, zoomBy, panBy, centreOn, worldOf } = useViewport(bounds, padding);
  const gesture = useRef<'none' | 'caller' | 'pan'>('none');
  const last = useRef<Vec2>([0, 0]);
  const gridId = useId();

  useEffect(() => {
    if (focus) centreOn(focus.at, 22);
  }, [focus, centreOn]);

  const press = (event: PointerEvent<SVGSVGElement>): PlanPress => ({
    world: worldOf(event),
    partId: partOf(event.target),
    event,
  });
  const onPointerDown = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.button === 2) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = [event.clientX, event.clientY];
    const taken = event.button === 0 && props.onPress?.(press(event));
    gesture.current = taken ? 'caller' : 'pan';
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>): void => {
    if (gesture.current === 'caller') props.onDrag?.(press(event));
    else if (gesture.current === 'pan') {
      panBy(event.clientX - last.current[0], event.clientY - last.current[1]);
      last.current = [event.clientX, event.clientY];
    }
    props.onHover?.(worldOf(event));
  };
  const onPointerUp = (event: PointerEvent<SVGSVGElement>): void => {
    if (gesture.current === 'caller') props.onRelease?.(press(event));
    gesture.current = 'none';
  };

  const { width, height, cx, cy, scale } = viewport;
  const step = [0.1, 0.5, 1, 2, 5, 10, 20].find((metres) => metres * scale >= 24) ?? 50;
  const [gx, gy] = toScreen(viewport, [0, 0]);
  return (
    <div className="plan">
      <svg
        ref={ref}
        className="plan-svg"
        role="group"
        aria-label={label}
        data-testid={props.testId ?? 'plan'}
        style={{ cursor }}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        {grid && (
          <>
            <defs>
              <pattern
                id={gridId}
                width={step * scale}
                height={step * scale}
                x={gx}
                y={gy}
                patternUnits="userSpaceOnUse"
              >
                <path d={`M${step * scale} 0H0V${step * scale}`} className="plan-grid" />
              </pattern>
            </defs>
            <rect width={width} height={height} fill={`url(#${gridId})`} />
          </>
        )}
        <g
          transform={`translate(${width / 2} ${height / 2}) scale(${scale} ${-scale}) translate(${-cx} ${-cy})`}
        >
          {plan.building.map((ring, index) => (
            <polygon key={index} className="plan-building" points={ring.map((p) => p.join(',')).join(' ')} />
          ))}
          {world}
        </g>
        {screen?.(viewport)}
      </svg>
      {controls && (
        <div className="plan-zoom">
          <button
            type="button"
            className="btn icon small"
            aria-label={text.view.zoomIn}
            onClick={() => zoomBy(1.35)}
          >
            <PlusIcon />
          </button>
          <button
            type="button"
            className="btn icon small"
            aria-label={text.view.zoomOut}
            onClick={() => zoomBy(1 / 1.35)}
          >
            <MinusIcon />
          </button>
          <button type="button" className="btn icon small" aria-label={text.view.fit} onClick={fit}>
            <FitIcon />
          </button>
        </div>
      )}
    </div>
  );
}
