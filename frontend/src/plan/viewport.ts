/** A window onto the floor plan: which point is in the middle, and how many pixels a metre has. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { Vec2 } from '../api/types';

export type Bounds = [number, number, number, number];

export interface Viewport {
  width: number;
  height: number;
  cx: number;
  cy: number;
  /** Pixels per metre. */
  scale: number;
}

const MIN_SCALE = 1;
const MAX_SCALE = 600;

export const toScreen = (v: Viewport, [x, y]: Vec2): Vec2 => [
  v.width / 2 + (x - v.cx) * v.scale,
  v.height / 2 - (y - v.cy) * v.scale,
];

export const toWorld = (v: Viewport, [x, y]: Vec2): Vec2 => [
  v.cx + (x - v.width / 2) / v.scale,
  v.cy - (y - v.height / 2) / v.scale,
];

export function fitted(width: number, height: number, [x0, y0, x1, y1]: Bounds, padding: number): Viewport {
  const w = Math.max(x1 - x0, 0.5);
  const h = Math.max(y1 - y0, 0.5);
  const room = (side: number): number => Math.max(side - 2 * padding, side * 0.5, 10);
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, Math.min(room(width) / w, room(height) / h)));
  return { width, height, cx: (x0 + x1) / 2, cy: (y0 + y1) / 2, scale };
}

export interface ViewportControl {
  viewport: Viewport;
  ref: RefObject<SVGSVGElement | null>;
  fit: () => void;
  zoomBy: (factor: number, at?: Vec2) => void;
  panBy: (dx: number, dy: number) => void;
  centreOn: (at: Vec2, scale?: number) => void;
  /** World coordinates of a pointer event. */
  worldOf: (event: { clientX: number; clientY: number }) => Vec2;
}

/** Follows the size of its SVG, fits the bounds until the person moves the view. */
export function useViewport(bounds: Bounds, padding: number): ViewportControl {
  const ref = useRef<SVGSVGElement>(null);
  const touched = useRef(false);
  const [viewport, setViewport] = useState<Viewport>(() => fitted(800, 600, bounds, padding));
  const [x0, y0, x1, y1] = bounds;
  const box = useMemo<Bounds>(() => [x0, y0, x1, y1], [x0, y0, x1, y1]);

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => {
      const { width, height } = element.getBoundingClientRect();
      if (width < 2 || height < 2) return;
      setViewport((v) => (touched.current ? { ...v, width, height } : fitted(width, height, box, padding)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, padding]);

  const zoomBy = useCallback((factor: number, at?: Vec2) => {
    touched.current = true;
    setViewport((v) => {
      const point = at ?? [v.width / 2, v.height / 2];
      const before = toWorld(v, point);
      const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, v.scale * factor));
      const after = toWorld({ ...v, scale }, point);
      return { ...v, scale, cx: v.cx + before[0] - after[0], cy: v.cy + before[1] - after[1] };
    });
  }, []);

  // React listens to wheels passively; zooming has to keep the page from scrolling.
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoomBy(Math.exp(-event.deltaY * 0.0015), [event.clientX - box.left, event.clientY - box.top]);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [zoomBy]);

  const panBy = useCallback((dx: number, dy: number) => {
    touched.current = true;
    setViewport((v) => ({ ...v, cx: v.cx - dx / v.scale, cy: v.cy + dy / v.scale }));
  }, []);
  const fit = useCallback(() => {
    touched.current = false;
    setViewport((v) => fitted(v.width, v.height, box, padding));
  }, [box, padding]);
  const centreOn = useCallback(([cx, cy]: Vec2, scale?: number) => {
    touched.current = true;
    setViewport((v) => ({ ...v, cx, cy, scale: scale ? Math.max(scale, v.scale) : v.scale }));
  }, []);
  const latest = useRef(viewport);
  useLayoutEffect(() => {
    latest.current = viewport;
  });
  const worldOf = useCallback((event: { clientX: number; clientY: number }): Vec2 => {
    const box = ref.current?.getBoundingClientRect();
    return toWorld(latest.current, [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)]);
  }, []);

  return { viewport, ref, fit, zoomBy, panBy, centreOn, worldOf };
}
