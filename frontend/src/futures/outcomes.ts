/** What a run's futures say of one encounter, and their values sorted for a chart. Pure. */
import type { Conflict, Futures, FuturesDetail, FutureSummary, ShownFutures, Vec3 } from '../api/types';

/** Why there is nothing to show, or what there is. */
export type Standing =
  | { kind: 'rolled'; summary: FutureSummary }
  | { kind: 'rolling' }
  | { kind: 'not_installed' }
  | { kind: 'too_slight' }
  | { kind: 'beyond_the_worst'; rolled: FutureSummary[] };

export function standingOf(futures: Futures, conflict: Conflict): Standing {
  if (futures.state === 'none') return { kind: 'not_installed' };
  if (futures.state !== 'done') return { kind: 'rolling' };
  const summary = futures.conflicts.find((one) => one.conflict_id === conflict.id);
  if (summary) return { kind: 'rolled', summary };
  if (conflict.severity === 'slight') return { kind: 'too_slight' };
  return { kind: 'beyond_the_worst', rolled: futures.conflicts };
}

export type Choice = keyof ShownFutures;
export const CHOICES: readonly Choice[] = ['likeliest', 'median', 'worst'];

export interface Histogram {
  /** Ends of the bars: one more than there are bars, from 0. */
  edges: number[];
  counts: number[];
}

const STEPS = [0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 50];
const MOST_BARS = 14;

/** Values of 0 or more in bars of one round width; `reach` is a value that the axis must hold, too. */
export function histogram(values: readonly number[], reach = 0): Histogram {
  const top = Math.max(reach, ...values, STEPS[0]!);
  const step = STEPS.find((width) => top / width <= MOST_BARS) ?? top / MOST_BARS;
  const bars = Math.max(1, Math.ceil(top / step - 1e-9));
  const counts = new Array<number>(bars).fill(0);
  for (const value of values) counts[Math.min(bars - 1, Math.floor(value / step + 1e-9))]! += 1;
  return { edges: Array.from({ length: bars + 1 }, (_, k) => k * step), counts };
}

/** The separations of the futures without contact, and how many touched. */
export function separations(detail: FuturesDetail): { apart: number[]; touched: number } {
  const apart = detail.outcomes.flatMap(({ contact, min_separation_m }) =>
    contact || min_separation_m === null ? [] : [Math.max(0, min_separation_m)],
  );
  return { apart, touched: detail.outcomes.filter(({ contact }) => contact).length };
}

/** Times to collision of the futures that ever were on a collision course. */
export const collisionTimes = (detail: FuturesDetail): number[] =>
  detail.outcomes.flatMap(({ min_ttc_s }) => (min_ttc_s === null ? [] : [min_ttc_s]));

/** Where a body of a shown future is, `k` steps after its start; null before and after. Turns the short way. */
export function poseAt(track: readonly Vec3[], k: number): Vec3 | null {
  if (k < 0 || k > track.length - 1) return null;
  const first = Math.min(Math.floor(k), Math.max(0, track.length - 2));
  const [a, b] = [track[first]!, track[first + 1] ?? track[first]!];
  const share = k - first;
  const turn = Math.atan2(Math.sin(b[2] - a[2]), Math.cos(b[2] - a[2]));
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * turn];
}
