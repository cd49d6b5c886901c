/** Orders over the day: counted where they are recorded, expected where they are drawn from windows. */
import type { DemandWindow, RecordedOrders } from '../../api/types';

/** How long a stretch is for which orders are counted: an hour, a quarter of one on a short day. */
export const binOf = (horizonS: number): number => (horizonS <= 3 * 3600 ? 900 : 3600);

const binCount = (horizonS: number, binS: number): number => Math.max(1, Math.ceil(horizonS / binS - 1e-9));

/** How many orders came in each stretch of the horizon. */
export function countsOf(recorded: RecordedOrders, horizonS: number, binS = binOf(horizonS)): number[] {
  const counts = new Array<number>(binCount(horizonS, binS)).fill(0);
  for (const time of recorded.arrival_s) if (time < horizonS) counts[Math.floor(time / binS)]! += 1;
  return counts;
}

/** How many orders windows bring in each stretch of the horizon on average; the rates of windows that overlap add up. */
export function expectedCounts(
  windows: readonly DemandWindow[],
  horizonS: number,
  binS = binOf(horizonS),
): number[] {
  return Array.from({ length: binCount(horizonS, binS) }, (_, bin) => {
    const [from, to] = [bin * binS, Math.min((bin + 1) * binS, horizonS)];
    const within = (w: DemandWindow): number =>
      Math.max(0, Math.min(w.end_s, to) - Math.max(w.start_s, from));
    return windows.reduce((sum, w) => sum + (within(w) * w.orders_per_hour) / 3600, 0);
  });
}

/** One window for each hour of the horizon, with the orders that came in it; never none at all. */
export function ordersPerHour(recorded: RecordedOrders, horizonS: number): DemandWindow[] {
  return countsOf(recorded, horizonS, 3600).map((count, hour) => {
    const [start_s, end_s] = [hour * 3600, Math.min((hour + 1) * 3600, horizonS)];
    return { start_s, end_s, orders_per_hour: (count * 3600) / (end_s - start_s), promise_s: null };
  });
}
