/**
 * Events on the time line of the day: how they are moved and stretched, which lane a bar lies in, where
 * the hours are. Times are seconds from the start of the day.
 */
import type { DayEvent } from '../../api/types';

/** Bars snap to this: five minutes, or one where the day is short. */
export const stepOf = (horizonS: number): number => (horizonS <= 7200 ? 60 : 300);

const snapped = (time: number, step: number): number => Math.round(time / step) * step;
const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The event moved as a whole; it keeps its length and stays in the day as far as it fits. */
export function movedBy<E extends Pick<DayEvent, 'start_s' | 'end_s'>>(
  event: E,
  byS: number,
  horizonS: number,
  step: number,
): E {
  const length = event.end_s - event.start_s;
  const start_s = within(snapped(event.start_s + byS, step), 0, Math.max(0, horizonS - length));
  return { ...event, start_s, end_s: start_s + length };
}

/** The event with one end moved; it is never shorter than a step. */
export function stretchedBy<E extends Pick<DayEvent, 'start_s' | 'end_s'>>(
  event: E,
  end: 'start' | 'end',
  byS: number,
  horizonS: number,
  step: number,
): E {
  if (end === 'start') {
    const start_s = within(snapped(event.start_s + byS, step), 0, Math.max(0, event.end_s - step));
    return { ...event, start_s };
  }
  const last = Math.max(horizonS, event.start_s + step);
  return { ...event, end_s: within(snapped(event.end_s + byS, step), event.start_s + step, last) };
}

/** The lane of each span, counted from 0: spans that overlap lie in different ones, in as few as can be. */
export function lanesOf(spans: readonly Pick<DayEvent, 'start_s' | 'end_s'>[]): number[] {
  const lanes = new Array<number>(spans.length).fill(0);
  const free: number[] = [];
  const order = spans.map((_, k) => k).sort((a, b) => spans[a]!.start_s - spans[b]!.start_s || a - b);
  for (const k of order) {
    const { start_s, end_s } = spans[k]!;
    const lane = free.findIndex((time) => time <= start_s);
    lanes[k] = lane < 0 ? free.length : lane;
    free[lanes[k]] = end_s;
  }
  return lanes;
}

const TICKS_S = [300, 900, 1800, 3600, 7200, 14_400, 28_800];
const MOST_TICKS = 13;

/** Times that the axis names, from the start of the day to its end. */
export function ticksOf(horizonS: number): number[] {
  const step = TICKS_S.find((s) => horizonS / s <= MOST_TICKS) ?? 28_800;
  return Array.from({ length: Math.floor(horizonS / step + 1e-9) + 1 }, (_, k) => k * step);
}

/** A time as a share of the day, for whatever is drawn along it. */
export const shareOf = (timeS: number, horizonS: number): number => within(timeS / horizonS, 0, 1);
