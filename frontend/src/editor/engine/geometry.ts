/** Plane geometry of footprints: metres, radians, counter-clockwise as seen from above. */
import type { Placement, Vec2 } from '../../api/types';

export const DEGREE = Math.PI / 180;

/** Heading in (−π, π], with quarter turns exact so that four of them end where they began. */
export function normalHeading(heading: number): number {
  const turn = 2 * Math.PI;
  let h = heading % turn;
  if (h <= -Math.PI + 1e-12) h += turn;
  if (h > Math.PI + 1e-12) h -= turn;
  const quarters = h / (Math.PI / 2);
  if (Math.abs(quarters - Math.round(quarters)) < 1e-9) h = (Math.round(quarters) * Math.PI) / 2;
  return h === 0 ? 0 : h;
}

/** Millimetres are enough for a floor plan; a rounded number is also a readable one. */
export function roundTo(value: number, step: number): number {
  const rounded = Math.round(value / step) * step;
  const digits = Math.max(0, Math.ceil(-Math.log10(step)) + 1);
  const clean = Number(rounded.toFixed(digits));
  return clean === 0 ? 0 : clean;
}

export function rotate([x, y]: Vec2, heading: number): Vec2 {
  const c = Math.cos(heading);
  const s = Math.sin(heading);
  return [c * x - s * y, s * x + c * y];
}

/** A ring around its own anchor, brought to a placement. */
export function placed(ring: Vec2[], at: Placement): Vec2[] {
  return ring.map((point) => {
    const [x, y] = rotate(point, at.heading_rad);
    return [x + at.x_m, y + at.y_m];
  });
}

export function boxRing(length: number, width: number): Vec2[] {
  const [l, w] = [length / 2, width / 2];
  return [
    [-l, -w],
    [l, -w],
    [l, w],
    [-l, w],
  ];
}

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export function boxOf(points: Iterable<Vec2>): Box {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const [x, y] of points) {
    box.x0 = Math.min(box.x0, x);
    box.y0 = Math.min(box.y0, y);
    box.x1 = Math.max(box.x1, x);
    box.y1 = Math.max(box.y1, y);
  }
  return box;
}

export const boxesTouch = (a: Box, b: Box): boolean =>
  a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;

/** Even–odd: how often a ray to the right crosses the ring. */
export function encloses(ring: readonly Vec2[], [x, y]: Vec2): boolean {
  let inside = false;
  ring.forEach(([ax, ay], k) => {
    const [bx, by] = ring[(k + 1) % ring.length]!;
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  });
  return inside;
}

export const samePlacement = (a: Placement, b: Placement, tolerance = 1e-6): boolean =>
  Math.abs(a.x_m - b.x_m) < tolerance &&
  Math.abs(a.y_m - b.y_m) < tolerance &&
  Math.abs(a.z_m - b.z_m) < tolerance &&
  Math.abs(normalHeading(a.heading_rad - b.heading_rad)) < tolerance;
