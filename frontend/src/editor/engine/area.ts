/** A rectangle of floor that is closed, drawn from corner to corner. */
import type { FloorArea, Vec2 } from '../../api/types';
import { roundTo } from './geometry';

const LEAST_M = 0.2;

/** The rectangle between two corners, to a decimetre; never thinner than the server accepts. */
export function areaBetween([x0, y0]: Vec2, [x1, y1]: Vec2): FloorArea {
  const length_m = Math.max(LEAST_M, roundTo(Math.abs(x1 - x0), 0.1));
  const width_m = Math.max(LEAST_M, roundTo(Math.abs(y1 - y0), 0.1));
  return {
    x_m: roundTo((x0 + x1) / 2, 0.05),
    y_m: roundTo((y0 + y1) / 2, 0.05),
    length_m,
    width_m,
    heading_rad: 0,
  };
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
