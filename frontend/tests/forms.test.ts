import { describe, expect, it } from 'vitest';
import { areaBetween, cornersOf } from '../src/editor/engine/area';
import { ordersPerHour } from '../src/editor/engine/recorded';

describe('a closed floor drawn from corner to corner', () => {
  it('is the same whichever corner came first', () => {
    const area = areaBetween([1, 2], [4, 1]);
    expect(area).toEqual({ x_m: 2.5, y_m: 1.5, length_m: 3, width_m: 1, heading_rad: 0 });
    expect(areaBetween([4, 1], [1, 2])).toEqual(area);
  });

  it('is never thinner than the server accepts', () => {
    expect(areaBetween([1, 1], [1.01, 1])).toMatchObject({ length_m: 0.2, width_m: 0.2 });
  });

  it('turns about its middle', () => {
    const area = { x_m: 5, y_m: 5, length_m: 4, width_m: 2, heading_rad: Math.PI / 2 };
    const [first] = cornersOf(area);
    expect(first![0]).toBeCloseTo(4);
    expect(first![1]).toBeCloseTo(7);
  });
});

describe('recorded orders as a profile', () => {
  it('counts what came in each hour, the last one as long as it is', () => {
    const recorded = {
      arrival_s: [0, 10, 3599, 3600, 5000, 9000],
      articles: [['a'], ['a'], ['b'], ['a'], ['a'], ['a']],
      units: null,
      due_s: null,
    };
    expect(ordersPerHour(recorded, 5400)).toEqual([
      { start_s: 0, end_s: 3600, orders_per_hour: 3, promise_s: null },
      { start_s: 3600, end_s: 5400, orders_per_hour: 4, promise_s: null },
    ]);
  });

  it('has a window even without orders', () => {
    expect(ordersPerHour({ arrival_s: [], articles: [], units: null, due_s: null }, 1800)).toEqual([
      { start_s: 0, end_s: 1800, orders_per_hour: 0, promise_s: null },
    ]);
  });
});
