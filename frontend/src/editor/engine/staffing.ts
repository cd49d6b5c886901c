/**
 * The staffing grid: heads of a role per slot of the day, and the shifts that say the same.
 *
 * The grid is a view of the shifts: slots that a shift only partly covers show the heads at their
 * middle and are not rewritten unless they are painted.
 */
import type { RoleStaffing, ScenarioDocument, Shift } from '../../api/types';

export const MAX_HEADS = 500;

/** Half hours of a shift, hours of a day; shorter where the day itself is short. Never more than 24 slots. */
export function slotLength(horizonS: number): number {
  if (horizonS <= 3600) return 300;
  if (horizonS <= 3 * 3600) return 900;
  if (horizonS <= 8 * 3600) return 1800;
  if (horizonS <= 24 * 3600) return 3600;
  return 7200;
}

export function slotCount(horizonS: number): number {
  return Math.max(1, Math.ceil(horizonS / slotLength(horizonS) - 1e-9));
}

export function headsAt(shifts: readonly Shift[], timeS: number): number {
  return shifts.find((s) => s.start_s <= timeS && timeS < s.end_s)?.heads ?? 0;
}

/** Heads per slot, read at the middle of the slot. */
export function gridOf(shifts: readonly Shift[], horizonS: number): number[] {
  const length = slotLength(horizonS);
  return Array.from({ length: slotCount(horizonS) }, (_, slot) => {
    const start = slot * length;
    return headsAt(shifts, (start + Math.min(start + length, horizonS)) / 2);
  });
}

/** Writes heads over a stretch of the day: what was there is cut, equal neighbours become one shift. */
export function paint(shifts: readonly Shift[], startS: number, endS: number, heads: number): Shift[] {
  if (endS <= startS) return [...shifts];
  const clean = Math.min(MAX_HEADS, Math.max(0, Math.round(heads)));
  const cut: Shift[] = [];
  for (const shift of shifts) {
    if (shift.start_s < startS) cut.push({ ...shift, end_s: Math.min(shift.end_s, startS) });
    if (shift.end_s > endS) cut.push({ ...shift, start_s: Math.max(shift.start_s, endS) });
  }
  if (clean > 0) cut.push({ start_s: startS, end_s: endS, heads: clean });
  return merged(cut.filter((shift) => shift.end_s > shift.start_s && shift.heads > 0));
}

/** Paints the slots `first..last` (either order) of a grid. */
export function paintSlots(
  shifts: readonly Shift[],
  horizonS: number,
  first: number,
  last: number,
  heads: number,
): Shift[] {
  const length = slotLength(horizonS);
  const [from, to] = first <= last ? [first, last] : [last, first];
  return paint(shifts, from * length, Math.min((to + 1) * length, horizonS), heads);
}

function merged(shifts: Shift[]): Shift[] {
  const ordered = [...shifts].sort((a, b) => a.start_s - b.start_s);
  const out: Shift[] = [];
  for (const shift of ordered) {
    const before = out.at(-1);
    if (before && before.heads === shift.heads && Math.abs(before.end_s - shift.start_s) < 1e-6) {
      out[out.length - 1] = { ...before, end_s: shift.end_s };
    } else out.push(shift);
  }
  return out;
}

/** Head-hours within the horizon. */
export function headHours(row: RoleStaffing, horizonS: number): number {
  return row.shifts.reduce(
    (sum, s) =>
      sum + (Math.max(0, Math.min(s.end_s, horizonS) - Math.min(s.start_s, horizonS)) * s.heads) / 3600,
    0,
  );
}

export const cost = (row: RoleStaffing, horizonS: number): number =>
  headHours(row, horizonS) * row.hourly_cost;

export function totals(document: ScenarioDocument): { hours: number; cost: number } {
  const horizon = document.experiment.horizon_s;
  return document.staffing.reduce(
    (sum, row) => ({ hours: sum.hours + headHours(row, horizon), cost: sum.cost + cost(row, horizon) }),
    { hours: 0, cost: 0 },
  );
}

export const emptyRole = (role: RoleStaffing['role']): RoleStaffing => ({
  role,
  shifts: [],
  hourly_cost: 32,
  walking_speed_mps: 1.34,
  walking_speed_sd_mps: 0.15,
  breaks: [],
  also: [],
  at_end: 'finish',
});
