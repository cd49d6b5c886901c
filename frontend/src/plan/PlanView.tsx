/**
 * A floor plan that can be moved and zoomed. It draws the paper: grid, building, ground, parts, a layer in
 * metres and a layer in pixels; what is on it, its callers decide. Dragging the paper moves the view unless
 * the caller takes the press. What lies under the pointer is worked out from where things are, because parts
 * are pixels of a canvas; the part that the pointer rests on gets a shape of its own, with its name.
 */
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type PointerEvent,
  type ReactNode,
} from 'react';
import type { FloorPlan, Vec2 } from '../api/types';
import { FitIcon, MinusIcon, PlusIcon } from '../components/Icons';
import type { LayoutPart } from '../editor/engine/placement';
import { text } from '../text';
import { PaperContext, type Pick as PickPart } from './paper';
import { pathOf, turnOf } from './partShapes';
import { toScreen, useViewport, type Bounds, type Viewport } from './viewport';

export interface PlanPress {
  world: Vec2;
  /** The part or zone that the gesture began on. */
  partId: string | null;
  event: PointerEvent<SVGSVGElement>;
}

interface PlanViewProps {
  plan: Pick<FloorPlan, 'building'>;
  bounds: Bounds;
  label: string;
  padding?: number;
  /** Shapes in metres, y up, under the parts. */
  ground?: ReactNode;
  /** The parts (`PartsLayer`). */
  parts?: ReactNode;
  /** Shapes in metres, y up, over the parts. */
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

/** Thin lines are met this far beside them, in pixels. */
const SLACK_PX = 3;

const keyOf = (element: Element): string | null =>
  element.closest('[data-part-id]')?.getAttribute('data-part-id') ?? null;

export function PlanView(props: PlanViewProps) {
  const {
    plan,
    bounds,
    label,
    padding = 44,
    ground,
    parts,
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

  const pick = useRef<PickPart | null>(null);
  const [hovered, setHovered] = useState<LayoutPart | null>(null);
  const answer = useCallback((next: PickPart | null) => {
    pick.current = next;
    setHovered(null);
  }, []);
  const paper = useMemo(() => ({ viewport, answer }), [viewport, answer]);
  const partAt = (at: Vec2): LayoutPart | null => pick.current?.(at, SLACK_PX / viewport.scale) ?? null;
  /** What lies over the parts, then a part, then what lies under them. */
  const keyAt = (event: PointerEvent<SVGSVGElement>, at: Vec2): string | null => {
    const over = keyOf(event.target as Element) ?? partAt(at)?.id;
    if (over) return over;
    const under = document.elementsFromPoint(event.clientX, event.clientY).find(keyOf);
    return under ? keyOf(under) : null;
  };

  const begun = useRef<string | null>(null);
  const pressOf = (event: PointerEvent<SVGSVGElement>, at = worldOf(event)): PlanPress => ({
    world: at,
    partId: begun.current,
    event,
  });
  const onPointerDown = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.button === 2) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = [event.clientX, event.clientY];
    const at = worldOf(event);
    begun.current = keyAt(event, at);
    const taken = event.button === 0 && props.onPress?.(pressOf(event, at));
    gesture.current = taken ? 'caller' : 'pan';
    setHovered(null);
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>): void => {
    const at = worldOf(event);
    if (gesture.current === 'caller') props.onDrag?.(pressOf(event, at));
    else if (gesture.current === 'pan') {
      panBy(event.clientX - last.current[0], event.clientY - last.current[1]);
      last.current = [event.clientX, event.clientY];
    } else setHovered(partAt(at));
    props.onHover?.(at);
  };
  const onPointerUp = (event: PointerEvent<SVGSVGElement>): void => {
    if (gesture.current === 'caller') props.onRelease?.(pressOf(event));
    gesture.current = 'none';
  };

  const { width, height, cx, cy, scale } = viewport;
  const step = [0.1, 0.5, 1, 2, 5, 10, 20].find((metres) => metres * scale >= 24) ?? 50;
  const [gx, gy] = toScreen(viewport, [0, 0]);
  const inMetres = `translate(${width / 2} ${height / 2}) scale(${scale} ${-scale}) translate(${-cx} ${-cy})`;
  return (
    <div className="plan">
      <svg className="plan-ground" aria-hidden={ground ? undefined : true}>
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
        <g transform={inMetres}>
          {plan.building.map((ring, index) => (
            <polygon key={index} className="plan-building" points={ring.map((p) => p.join(',')).join(' ')} />
          ))}
          {ground}
        </g>
      </svg>
      <PaperContext.Provider value={paper}>{parts}</PaperContext.Provider>
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
        onPointerLeave={() => setHovered(null)}
      >
        <g transform={inMetres}>
          {hovered && (
            <path
              d={pathOf(hovered.shape)}
              transform={turnOf(hovered.at)}
              className="part-hovered"
              data-part-id={hovered.id}
            >
              <title>{hovered.name}</title>
            </path>
          )}
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
