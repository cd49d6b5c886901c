/** In which unit a number of the document is shown: by the ending of its name, with the exceptions named here. */
import type { Field } from './schema';

export interface Shown {
  unit: string;
  /** What is shown is the document's number times this. */
  factor: number;
  digits: number;
  step: number;
  /** A time of day instead of a number; the end of the day may be meant. */
  clock?: 'start' | 'end';
}

const seconds: Shown = { unit: 's', factor: 1, digits: 1, step: 1 };
const minutes: Shown = { unit: 'min', factor: 1 / 60, digits: 0, step: 15 };
const share: Shown = { unit: '%', factor: 100, digits: 1, step: 1 };
const shareRound: Shown = { ...share, digits: 0, step: 5 };
const rate: Shown = { unit: '/h', factor: 1, digits: 1, step: 5 };
const plain: Shown = { unit: '', factor: 1, digits: 2, step: 0.1 };
const watts: Shown = { unit: 'W', factor: 1, digits: 0, step: 50 };

const NAMED: Readonly<Record<string, Shown>> = {
  'Battery.rescue_s': { ...minutes, step: 5 },
  'Battery.capacity_kwh': { unit: 'kWh', factor: 1, digits: 2, step: 0.5 },
  'Conveyor.speed_mps': { unit: 'm/s', factor: 1, digits: 2, step: 0.05 },
  'Demand.cutoffs_s': { ...seconds, clock: 'end' },
  'Demand.lines_per_order_mean': { ...plain, digits: 1, step: 0.5 },
  'Demand.patience_s': minutes,
  'Demand.promise_s': minutes,
  'Demand.units_per_line_mean': { ...plain, digits: 1, step: 0.5 },
  'DemandWindow.promise_s': minutes,
  'Duration.cv': { ...plain, step: 0.05 },
  'Experiment.clip_start_s': { ...seconds, clock: 'start' },
  'Experiment.confidence': { ...share, step: 1 },
  'Experiment.horizon_s': { unit: 'h', factor: 1 / 3600, digits: 2, step: 0.5 },
  'Experiment.smallest_difference': { ...share, step: 0.5 },
  'Experiment.target_half_width': { ...share, step: 0.5 },
  'FaceStock.reorder_share': shareRound,
  'InboundWindow.pallets_per_hour': { ...rate, step: 1 },
  'Rework.probability': share,
  'RoleStaffing.walking_speed_mps': { unit: 'm/s', factor: 1, digits: 2, step: 0.05 },
  'RoleStaffing.walking_speed_sd_mps': { unit: 'm/s', factor: 1, digits: 2, step: 0.05 },
  'Routing.due_s': minutes,
  'Step.scrap_probability': share,
  'VehicleFleet.length_m': { unit: 'm', factor: 1, digits: 2, step: 0.05 },
  'VehicleFleet.width_m': { unit: 'm', factor: 1, digits: 2, step: 0.05 },
};

const ENDINGS: readonly (readonly [string, Shown])[] = [
  ['start_s', { ...seconds, clock: 'start' }],
  ['end_s', { ...seconds, clock: 'end' }],
  ['_mps2', { unit: 'm/s²', factor: 1, digits: 2, step: 0.1 }],
  ['_mps', { unit: 'm/s', factor: 1, digits: 2, step: 0.1 }],
  ['_per_hour', rate],
  ['hourly_cost', { unit: '€/h', factor: 1, digits: 2, step: 1 }],
  ['_share', shareRound],
  ['_rad', { unit: '°', factor: 180 / Math.PI, digits: 1, step: 15 }],
  ['_kwh', { unit: 'kWh', factor: 1, digits: 2, step: 0.5 }],
  ['_px', { unit: 'px', factor: 1, digits: 0, step: 16 }],
  ['_w', watts],
  ['_s', seconds],
  ['_m', { unit: 'm', factor: 1, digits: 2, step: 0.1 }],
];

export function shownAs(field: Field): Shown {
  const named = NAMED[`${field.of}.${field.name}`];
  if (named) return named;
  const ending = ENDINGS.find(([end]) => field.name.endsWith(end))?.[1];
  if (field.kind === 'integer') return { ...(ending ?? { ...plain, step: 1 }), digits: 0 };
  return ending ?? plain;
}

/** The document's number for what was typed: without the dust of the conversion. */
export function toDocument(field: Field, typed: number): number {
  const value = typed / shownAs(field).factor;
  return field.kind === 'integer' ? Number(value.toFixed(9)) : Number(value.toPrecision(12));
}
