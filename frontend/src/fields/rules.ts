/**
 * What the document asks of fields together, as the server's models do: a change that breaks such a rule is
 * refused where it is typed. Each rule says which words tell about it, and null where all is well.
 */
import type { Battery, Duration, Experiment, RoleStaffing, Routing, Span, Station } from '../api/types';

export type Rule =
  | 'endsBefore'
  | 'lowAboveFull'
  | 'cvUniform'
  | 'cvErlang'
  | 'cvHyper'
  | 'cvNone'
  | 'clipTooLong'
  | 'clipEndsLate'
  | 'reworkAhead'
  | 'noTime'
  | 'overlap'
  | 'sameStation'
  | 'placeNeeded';

type Check = (value: never) => Rule | null;

const span = (value: Span): Rule | null => (value.end_s <= value.start_s ? 'endsBefore' : null);

function duration({ family, cv }: Duration): Rule | null {
  if (family === 'uniform' && cv > 3 ** -0.5 + 1e-9) return 'cvUniform';
  if (family === 'erlang' && !(cv > 0 && cv <= 1)) return 'cvErlang';
  if (family === 'hyperexponential' && cv <= 1) return 'cvHyper';
  if ((family === 'gamma' || family === 'lognormal') && cv === 0) return 'cvNone';
  return null;
}

function experiment(value: Experiment): Rule | null {
  if (value.clip_duration_s > value.horizon_s) return 'clipTooLong';
  const start = value.clip_start_s;
  return start !== null && start + value.clip_duration_s > value.horizon_s ? 'clipEndsLate' : null;
}

function routing({ steps, population }: Routing): Rule | null {
  if (steps.some((step, number) => step.rework && step.rework.to_step > number)) return 'reworkAhead';
  const work = steps.reduce((sum, step) => sum + step.process.mean_s, 0);
  return population !== null && work <= 0 ? 'noTime' : null;
}

const overlaps = (spans: readonly Span[]): boolean =>
  [...spans]
    .sort((a, b) => a.start_s - b.start_s)
    .some((one, index, all) => index > 0 && one.start_s < all[index - 1]!.end_s - 1e-9);

const RULES: Readonly<Record<string, Check>> = {
  Battery: (b: Battery) => (b.low_share < b.full_share ? null : 'lowAboveFull'),
  Break: span,
  DemandWindow: span,
  Duration: duration,
  Experiment: experiment,
  InboundWindow: span,
  JobWindow: span,
  RoleStaffing: (r: RoleStaffing) => (overlaps(r.shifts) || overlaps(r.breaks) ? 'overlap' : null),
  Routing: routing,
  Shift: span,
  Conveyor: (c: { from_station: string; to_station: string }) =>
    c.from_station === c.to_station ? 'sameStation' : null,
  Station: (s: Station) => (s.part_id === null && s.at === null ? 'placeNeeded' : null),
} satisfies Record<string, Check>;

/** The rule of a definition that a value breaks; null where it breaks none. */
export const ruleBroken = (definition: string, value: unknown): Rule | null =>
  RULES[definition]?.(value as never) ?? null;

/** A duration of another family, with a spread that the family knows. */
export function withFamily(value: Duration, family: Duration['family']): Duration {
  const next = { ...value, family };
  if (duration(next) === null) return next;
  const cv = { uniform: 0.3, erlang: 0.5, hyperexponential: 1.5, gamma: 0.3, lognormal: 0.3 }[
    family as string
  ];
  return { ...next, cv: cv ?? value.cv };
}
