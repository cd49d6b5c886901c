import { describe, expect, it } from 'vitest';
import { lanesOf, movedBy, shareOf, stepOf, stretchedBy, ticksOf } from '../src/editor/engine/timeline';
import { chance } from './fixtures';

const HOUR = 3600;
const DAY = 8 * HOUR;
const span = (from: number, to: number) => ({
  start_s: Math.round(from * HOUR),
  end_s: Math.round(to * HOUR),
});

describe('a bar on the time line', () => {
  it('moves as a whole in steps of five minutes and stays in the day', () => {
    expect(movedBy(span(1, 2), 20 * 60 + 100, DAY, 300)).toEqual(span(4 / 3, 7 / 3));
    expect(movedBy(span(1, 2), -9 * HOUR, DAY, 300)).toEqual(span(0, 1));
    expect(movedBy(span(1, 2), 99 * HOUR, DAY, 300)).toEqual(span(7, 8));
  });

  it('keeps its length even where it is longer than the day', () => {
    expect(movedBy(span(0, 10), HOUR, DAY, 300)).toEqual(span(0, 10));
  });

  it('is stretched at either end, never to nothing and never past the day', () => {
    expect(stretchedBy(span(1, 2), 'end', HOUR / 2, DAY, 300)).toEqual(span(1, 2.5));
    expect(stretchedBy(span(1, 2), 'end', -9 * HOUR, DAY, 300)).toEqual(span(1, 1 + 1 / 12));
    expect(stretchedBy(span(1, 2), 'end', 99 * HOUR, DAY, 300)).toEqual(span(1, 8));
    expect(stretchedBy(span(1, 2), 'start', 99 * HOUR, DAY, 300)).toEqual(span(2 - 1 / 12, 2));
    expect(stretchedBy(span(1, 2), 'start', -99 * HOUR, DAY, 300)).toEqual(span(0, 2));
  });

  it('keeps what else an event says', () => {
    const event = { ...span(1, 2), kind: 'spill' as const, from_the_future: 1 };
    expect(movedBy(event, HOUR, DAY, 300)).toEqual({ ...event, ...span(2, 3) });
  });

  it('snaps to the minute on a short day', () => {
    expect(stepOf(HOUR)).toBe(60);
    expect(stepOf(DAY)).toBe(300);
  });
});

describe('lanes', () => {
  it('share one where nothing overlaps, ends and beginnings touching', () => {
    expect(lanesOf([span(0, 1), span(1, 2), span(3, 4)])).toEqual([0, 0, 0]);
  });

  it('take the first free one in the order of time, whatever the order of the list', () => {
    expect(lanesOf([span(2, 5), span(0, 3), span(3, 4)])).toEqual([1, 0, 0]);
  });

  it('never put two overlapping bars into one, and need no more than overlap at once', () => {
    const random = chance(3);
    for (let round = 0; round < 50; round++) {
      const spans = Array.from({ length: 12 }, () => {
        const from = Math.floor(random() * 20);
        return span(from, from + 1 + Math.floor(random() * 6));
      });
      const lanes = lanesOf(spans);
      const meet = (a: number, b: number): boolean =>
        spans[a]!.start_s < spans[b]!.end_s && spans[b]!.start_s < spans[a]!.end_s;
      for (let a = 0; a < 12; a++)
        for (let b = 0; b < a; b++) if (meet(a, b)) expect(lanes[a]).not.toBe(lanes[b]);
      const busiest = Math.max(
        ...spans.map((s) => spans.filter((o) => o.start_s <= s.start_s && s.start_s < o.end_s).length),
      );
      expect(Math.max(...lanes) + 1).toBe(busiest);
    }
  });
});

describe('the axis', () => {
  it.each([
    [HOUR, 900 / 3],
    [DAY, HOUR],
    [24 * HOUR, 2 * HOUR],
    [48 * HOUR, 4 * HOUR],
  ])('of %i s names a round time at most thirteen times, from the first on', (horizon, step) => {
    const ticks = ticksOf(horizon);
    expect(ticks[0]).toBe(0);
    expect(ticks[1]).toBe(step);
    expect(ticks.at(-1)).toBeLessThanOrEqual(horizon);
    expect(ticks.length).toBeLessThanOrEqual(14);
  });

  it('shows what lies outside the day at its edge', () => {
    expect(shareOf(-5, DAY)).toBe(0);
    expect(shareOf(2 * DAY, DAY)).toBe(1);
    expect(shareOf(DAY / 4, DAY)).toBe(0.25);
  });
});
