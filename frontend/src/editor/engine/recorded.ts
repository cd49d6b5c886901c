/** Recorded orders as a profile: what came in each hour of the day. */
import type { DemandWindow, RecordedOrders } from '../../api/types';

/** One window for each hour of the horizon, with the orders that came in it; never none at all. */
export function ordersPerHour(recorded: RecordedOrders, horizonS: number): DemandWindow[] {
  const hours = Math.max(1, Math.ceil(horizonS / 3600 - 1e-9));
  const counts = new Array<number>(hours).fill(0);
  for (const time of recorded.arrival_s) {
    const hour = Math.floor(time / 3600);
    if (time < horizonS) counts[hour]! += 1;
  }
  return counts.map((count, hour) => {
    const [start_s, end_s] = [hour * 3600, Math.min((hour + 1) * 3600, horizonS)];
    return { start_s, end_s, orders_per_hour: (count * 3600) / (end_s - start_s), promise_s: null };
  });
}
