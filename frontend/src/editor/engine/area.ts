/** A rectangle of floor that is closed, drawn from corner to corner. */
import type { FloorArea, Vec2 } from '../../api/types';
import { DEGREE, normalHeading, rotate, roundTo } from './geometry';
import { snapAngle, snapLength, type SnapMode } from './snapping';

/** The sides that the server takes. */
export const LEAST_M = 0.2;
export const MOST_M = 500;

const side = (length: number): number => Math.min(MOST_M, Math.max(LEAST_M, length));

/** Millimetres, a heading within half a turn, sides that the server takes. */
export const tidyArea = (area: FloorArea): FloorArea => ({
  ...area,
  x_m: roundTo(area.x_m, 0.001),
  y_m: roundTo(area.y_m, 0.001),
  length_m: side(roundTo(area.length_m, 0.001)),
  width_m: side(roundTo(area.width_m, 0.001)),
  heading_rad: normalHeading(area.heading_rad),
});

export const sameArea = (a: FloorArea, b: FloorArea): boolean =>
  (['x_m', 'y_m', 'length_m', 'width_m', 'heading_rad'] as const).every(
    (key) => Math.abs(a[key] - b[key]) < 5e-4,
  );

/** The rectangle between two corners, each on the grid; never thinner than the server accepts. */
export function areaBetween(from: Vec2, to: Vec2, mode: SnapMode = 'grid'): FloorArea {
  const [x0, y0, x1, y1] = [...from, ...to].map((value) => snapLength(value, mode)) as [
    number,
    number,
    number,
    number,
  ];
  return tidyArea({
    x_m: (x0 + x1) / 2,
    y_m: (y0 + y1) / 2,
    length_m: Math.abs(x1 - x0),
    width_m: Math.abs(y1 - y0),
    heading_rad: 0,
  });
}

/** A strip of a width that runs from one point to another: on the grid in steps of 15° and a decimetre. */
export function stripBetween(from: Vec2, to: Vec2, width_m: number, mode: SnapMode = 'grid'): FloorArea {
  const [x0, y0] = [snapLength(from[0], mode), snapLength(from[1], mode)];
  const heading_rad = snapAngle(Math.atan2(to[1] - y0, to[0] - x0), mode);
  const [along] = rotate([to[0] - x0, to[1] - y0], -heading_rad);
  const length_m = side(snapLength(along, mode));
  const [dx, dy] = rotate([length_m / 2, 0], heading_rad);
  return tidyArea({ x_m: x0 + dx, y_m: y0 + dy, length_m, width_m, heading_rad });
}

/** Which side or corner of a rectangle is taken: along its length, and across it. */
export type Handle = readonly [-1 | 0 | 1, -1 | 0 | 1];
export const HANDLES: readonly Handle[] = [
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 0],
];

/** The rectangle with a side or corner drawn by (dx, dy); the opposite one stays where it is. */
export function drawnOut(area: FloorArea, [sx, sy]: Handle, [dx, dy]: Vec2, mode: SnapMode): FloorArea {
  const [along, across] = rotate([dx, dy], -area.heading_rad);
  const length_m = sx ? side(snapLength(area.length_m + sx * along, mode)) : area.length_m;
  const width_m = sy ? side(snapLength(area.width_m + sy * across, mode)) : area.width_m;
  const [x, y] = rotate(
    [(sx * (length_m - area.length_m)) / 2, (sy * (width_m - area.width_m)) / 2],
    area.heading_rad,
  );
  return tidyArea({ ...area, x_m: area.x_m + x, y_m: area.y_m + y, length_m, width_m });
}

/** Where a handle of a rectangle is. */
export function handleAt(area: FloorArea, [sx, sy]: Handle): Vec2 {
  const [x, y] = rotate([(sx * area.length_m) / 2, (sy * area.width_m) / 2], area.heading_rad);
  return [area.x_m + x, area.y_m + y];
}

/** The pointer's shape over a handle, by the way in which it draws. */
export function cursorOf(area: FloorArea, [sx, sy]: Handle): string {
  const [x, y] = rotate([sx, sy], area.heading_rad);
  const eighth = ((Math.round(Math.atan2(y, x) / (45 * DEGREE)) % 4) + 4) % 4;
  return ['ew-resize', 'nesw-resize', 'ns-resize', 'nwse-resize'][eighth]!;
}

/** Its corners, counter-clockwise. */
export function cornersOf({ x_m, y_m, length_m, width_m, heading_rad }: FloorArea): Vec2[] {
  const [cos, sin] = [Math.cos(heading_rad), Math.sin(heading_rad)];
  const corner = (a: number, b: number): Vec2 => [
    x_m + (cos * a * length_m - sin * b * width_m) / 2,
    y_m + (sin * a * length_m + cos * b * width_m) / 2,
  ];
  return [corner(1, 1), corner(-1, 1), corner(-1, -1), corner(1, -1)];
}
