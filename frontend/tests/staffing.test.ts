import { describe, expect, it } from 'vitest';
import type { Shift } from '../src/api/types';
import {
  gridOf,
  headHours,
  paint,
  paintSlots,
  slotCount,
  slotLength,
  totals,
} from '../src/editor/engine/staffing';
import { chance, emptyDocument } from './fixtures';

const DAY = 8 * 3600;

describe('the staffing grid', () => {
  it('has half-hour slots for a shift and hours for a day', () => {
    expect(slotLength(DAY)).toBe(1800);
    expect(slotCount(DAY)).toBe(16);
    expect(slotCount(24 * 3600)).toBe(24);
    expect(slotCount(1800)).toBe(6);
  });

  it('shows a shift in the slots that it covers', () => {
    const grid = gridOf([{ start_s: 3600, end_s: 7200, heads: 3 }], DAY);
    expect(grid.slice(0, 6)).toEqual([0, 0, 3, 3, 0, 0]);
  });

  it('cuts what was there and keeps the rest', () => {
    const before: Shift[] = [{ start_s: 0, end_s: DAY, heads: 4 }];
    expect(paint(before, 3600, 7200, 6)).toEqual([
      { start_s: 0, end_s: 3600, heads: 4 },
      { start_s: 3600, end_s: 7200, heads: 6 },
      { start_s: 7200, end_s: DAY, heads: 4 },
    ]);
    expect(before).toEqual([{ start_s: 0, end_s: DAY, heads: 4 }]);
  });

  it('joins equal neighbours into one shift', () => {
    const painted = paint([{ start_s: 0, end_s: 3600, heads: 4 }], 3600, 7200, 4);
    expect(painted).toEqual([{ start_s: 0, end_s: 7200, heads: 4 }]);
  });

  it('leaves no shift where nobody works', () => {
    expect(paint([{ start_s: 0, end_s: 3600, heads: 4 }], 0, 3600, 0)).toEqual([]);
  });

  it('paints backwards as well, and within what the document allows', () => {
    expect(paintSlots([], DAY, 3, 1, 2)).toEqual([{ start_s: 1800, end_s: 7200, heads: 2 }]);
    expect(paint([], 0, 3600, 9999)[0]!.heads).toBe(500);
    expect(paint([], 0, 3600, -3)).toEqual([]);
  });

  it('agrees with a plain array, whatever is painted', () => {
    const random = chance(3);
    let shifts: Shift[] = [];
    const model = new Array<number>(16).fill(0);
    for (let i = 0; i < 300; i++) {
      const [a, b, heads] = [Math.floor(random() * 16), Math.floor(random() * 16), Math.floor(random() * 6)];
      shifts = paintSlots(shifts, DAY, a, b, heads);
      for (let slot = Math.min(a, b); slot <= Math.max(a, b); slot++) model[slot] = heads;
      expect(gridOf(shifts, DAY)).toEqual(model);
      for (let k = 1; k < shifts.length; k++)
        expect(shifts[k]!.start_s).toBeGreaterThanOrEqual(shifts[k - 1]!.end_s);
    }
  });

  it('counts hours and cost within the horizon only', () => {
    const row = { ...emptyDocument().staffing[0]!, shifts: [{ start_s: 0, end_s: 2 * DAY, heads: 2 }] };
    expect(headHours(row, DAY)).toBe(16);
    expect(totals(emptyDocument())).toEqual({ hours: 32, cost: 1024 });
  });
});
