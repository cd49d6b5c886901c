import { describe, expect, it } from 'vitest';
import { areaBetween, cornersOf } from '../src/editor/engine/area';
import { busiest, hasTimes, missing, toForm, usedTwice, wishesOf } from '../src/editor/engine/orderFile';
import { countsOf, expectedCounts, ordersPerHour } from '../src/editor/engine/recorded';

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

describe('orders by hour', () => {
  it('are counted where they are recorded, in quarters of an hour on a short day', () => {
    const recorded = {
      arrival_s: [0, 899, 900, 5400],
      articles: [['a'], ['a'], ['a'], ['a']],
      units: null,
      due_s: null,
    };
    expect(countsOf(recorded, 3600)).toEqual([2, 1, 0, 0]);
    expect(countsOf(recorded, 4 * 3600)).toEqual([3, 1, 0, 0]);
  });

  it('are expected from rates, which add up where windows overlap', () => {
    const window = (start_s: number, end_s: number, orders_per_hour: number) => ({
      start_s,
      end_s,
      orders_per_hour,
      promise_s: null,
    });
    const windows = [window(0, 7200, 60), window(1800, 3600, 20)];
    expect(expectedCounts(windows, 4 * 3600)).toEqual([70, 60, 0, 0]);
  });
});

describe('a file of orders', () => {
  const preview = {
    columns: ['id', 'sku', 'at'],
    rows: [['1', 'a', '2018-12-04 06:00']],
    separator: ',',
    encoding: 'utf-8',
    sheets: [],
    sheet: '',
    guess: { order: 'id', article: 'sku', when: null, quantity: null, due: null },
  };

  it('is not read before it is known where everything stands', () => {
    const wishes = wishesOf(preview);
    expect(missing(wishes)).toEqual(['when']);
    const said = { ...wishes, columns: { ...wishes.columns, when: 'at' } };
    expect(missing(said)).toEqual([]);
    expect(hasTimes(preview, said)).toBe(true);
    expect(usedTwice({ ...said, columns: { ...said.columns, due: 'at' } })).toBe('at');
  });

  it('is asked for with what was said, and no more', () => {
    const wishes = {
      ...wishesOf(preview),
      zones: { written: 'UTC', here: 'Europe/Berlin' },
      days: { first: '2018-12-04', last: '2018-12-05' },
    };
    expect(toForm(wishes)).toEqual({
      order: 'id',
      article: 'sku',
      encoding: 'utf-8',
      written_zone: 'UTC',
      here_zone: 'Europe/Berlin',
      first_day: '2018-12-04',
      last_day: '2018-12-05',
      spread: 'random',
    });
  });

  it('begins with its busiest day', () => {
    expect(busiest([{ day: 'a', orders: 1 }, { day: 'b', orders: 3 }, { day: 'c', orders: 2 }])?.day).toBe('b'); // prettier-ignore
  });
});
