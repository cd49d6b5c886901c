import { describe, expect, it } from 'vitest';
import type { Conflict, Futures, FuturesDetail, FutureSummary, Run } from '../src/api/types';
import { collisionTimes, histogram, poseAt, separations, standingOf } from '../src/futures/outcomes';
import { fold, type LiveRun } from '../src/run/useRunLive';

const summary = { id: 'f', conflict_id: '0-17' } as FutureSummary;
const futures = (change: Partial<Futures> = {}): Futures => ({
  state: 'done',
  model_hash: 'abc',
  conflicts: [summary],
  considered: 6,
  serious: 23,
  minute: null,
  ...change,
});
const conflict = (id: string, severity: Conflict['severity'] = 'serious'): Conflict =>
  ({ id, severity }) as Conflict;

describe('what a run’s futures say of an encounter', () => {
  it('finds the one that was rolled', () => {
    expect(standingOf(futures(), conflict('0-17'))).toEqual({ kind: 'rolled', summary });
  });

  it('says why there are none', () => {
    expect(standingOf(futures({ state: 'none', conflicts: [] }), conflict('0-17')).kind).toBe(
      'not_installed',
    );
    expect(standingOf(futures({ state: 'running', conflicts: [] }), conflict('0-17')).kind).toBe('rolling');
    expect(standingOf(futures({ state: 'pending', conflicts: [] }), conflict('0-17')).kind).toBe('rolling');
    expect(standingOf(futures(), conflict('0-3', 'slight')).kind).toBe('too_slight');
    expect(standingOf(futures(), conflict('0-3'))).toEqual({ kind: 'beyond_the_worst', rolled: [summary] });
  });
});

describe('the distribution of a figure', () => {
  it('counts every value once, in bars of a round width from 0', () => {
    const { edges, counts } = histogram([0, 0.19, 0.2, 1.35, 1.4]);
    expect(edges.slice(0, 3)).toEqual([0, 0.1, 0.2]);
    expect(edges.at(-1)).toBeCloseTo(1.4, 12);
    expect(counts).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  });

  it('reaches as far as the simulation’s own value', () => {
    const { edges, counts } = histogram([0.3, 0.4], 5);
    expect(edges.at(-1)).toBeGreaterThanOrEqual(5);
    expect(counts.reduce((a, b) => a + b)).toBe(2);
  });

  it('has an axis where nothing differs from 0, and where there is nothing', () => {
    expect(histogram([0, 0]).counts).toEqual([2]);
    expect(histogram([]).counts).toEqual([0]);
  });

  it('keeps contacts apart from near misses, and leaves out who never was on a collision course', () => {
    const outcome = (contact: boolean, gap: number | null, ttc: number | null) => ({
      contact,
      min_separation_m: gap,
      min_ttc_s: ttc,
      likelihood: 0,
    });
    const detail = {
      outcomes: [outcome(true, 0, 0), outcome(false, 0.5, null), outcome(false, 2, 1.5)],
    } as FuturesDetail;
    expect(separations(detail)).toEqual({ apart: [0.5, 2], touched: 1 });
    expect(collisionTimes(detail)).toEqual([0, 1.5]);
  });
});

describe('a body of a shown future', () => {
  const track: [number, number, number][] = [
    [0, 0, 3],
    [1, 0, -3],
    [1, 2, -3],
  ];

  it('is between its points, turning the short way', () => {
    const [x, y, heading] = poseAt(track, 0.5)!;
    expect([x, y]).toEqual([0.5, 0]);
    expect(Math.cos(heading)).toBeCloseTo(-1, 9); // over π, not through 0
    expect(poseAt(track, 2)).toEqual([1, 2, -3]);
  });

  it('is not there before its first and after its last point', () => {
    expect(poseAt(track, -0.01)).toBeNull();
    expect(poseAt(track, 2.01)).toBeNull();
  });
});

describe('a run’s events', () => {
  const live: LiveRun = { run: {} as Run, replications: 0, partial: [], previews: {}, clips: [] };

  it('leaves the state as it was when futures are ready, or a newer server tells something unknown', () => {
    expect(fold(live, { type: 'futures.ready', seq: 9, conflicts: 6 })).toBe(live);
    expect(fold(live, { type: 'what.is.this', seq: 10 } as never)).toBe(live);
  });
});
