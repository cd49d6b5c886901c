import { expect, it } from 'vitest';
import type { FloorArea, Vec2 } from '../src/api/types';
import { areaGesture, areaHandle, AREA_TURN } from '../src/editor/engine/areaGesture';

const area: FloorArea = { x_m: 10, y_m: 6, length_m: 4, width_m: 2, heading_rad: 0 };
const drag = (from: Vec2, to: Vec2, handle: string | null = null): FloorArea =>
  areaGesture(area, from, handle)(to, 'grid');

it('a handle draws out its side, the opposite one stays', () => {
  expect(drag([12, 6], [13.04, 9], areaHandle([1, 0]))).toEqual({ ...area, x_m: 10.5, length_m: 5 });
  expect(drag([8, 5], [7, 4], areaHandle([-1, -1]))).toEqual({ x_m: 9.5, y_m: 5.5, length_m: 5, width_m: 3, heading_rad: 0 }); // prettier-ignore
});

it('the rectangle itself is moved, on the grid', () => {
  expect(drag([11, 6.5], [12.32, 5.5])).toEqual({ ...area, x_m: 11.3, y_m: 5 });
});

it('the knob turns it about its middle', () => {
  expect(drag([10, 8], [8, 6], AREA_TURN).heading_rad).toBeCloseTo(Math.PI / 2);
});

it('beside it another is drawn from corner to corner', () => {
  expect(drag([20, 20], [22, 23])).toEqual({ x_m: 21, y_m: 21.5, length_m: 2, width_m: 3, heading_rad: 0 });
});

it('a side is never drawn through the opposite one', () => {
  expect(drag([12, 6], [2, 6], areaHandle([1, 0])).length_m).toBe(0.2);
});
