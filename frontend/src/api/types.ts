/**
 * The names under which the workspace knows the shapes that cross the HTTP and WebSocket seam. They are
 * generated from the server's schema (`schema.d.ts`); what the schema cannot say stands here: the events
 * of the sockets, the series by name. Units are in the names, as in the API: metres, seconds, radians.
 */
import type { components } from './schema';

type S = components['schemas'];

export type Vec2 = [number, number];
export type Vec3 = [number, number, number];

export interface Page<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { pointer: string; message: string }[];
  findings?: Finding[];
  /** Of a file of order lines: its first faults, and how many there are; its days, where one has to be chosen. */
  row_faults?: { line: number; message: string }[];
  row_fault_count?: number;
  /** Whether the file could be read without these rows. */
  can_skip?: boolean;
  days?: { day: string; orders: number; lines: number }[];
  current_revision?: number | { number: number; author?: string };
  /** Why a shared link shows nothing any more. */
  reason?: 'expired' | 'revoked';
}

/** An array that names every member of a union, once each. */
const allOf =
  <T extends string>() =>
  <const A extends readonly T[]>(names: A & ([T] extends [A[number]] ? unknown : never)): A =>
    names;

// ── Session and settings ────────────────────────────────────────────────────

export type Role = S['RoleEnum'];
export type Session = S['Session'];
export type Member = Required<S['Member']>;
export type ApiClient = S['ApiClient'];
export type NewApiClient = S['CreatedApiClient'];
export type AuditEvent = Required<S['AuditEvent']>;

// ── Sharing ─────────────────────────────────────────────────────────────────

export type ShareLink = S['ShareLink'];
export type CreatedShareLink = S['CreatedShareLink'];
export type Shared = S['Shared'];

// ── Twin ────────────────────────────────────────────────────────────────────

export type PartClass = S['PartClassEnum'];
export type NoteKind = S['NoteKindEnum'];
/** With what a facility's socket tells while the import runs. */
export type Revision = S['Revision'] & { progress?: number; message?: string };
export type Facility = S['Facility'];
export type Placement = S['Placement'];
export type Part = S['Part'];
export type FloorPlan = S['FloorPlan'];
export type VariantPlan = S['VariantPlan'];
export type Camera = Required<S['Camera']>;
export type CatalogItem = S['CatalogueItem'];
export type StationKind = S['StationKindEnum'];

export const PART_CLASSES = allOf<PartClass>()([
  'rack',
  'desk',
  'conveyor',
  'charger',
  'vehicle',
  'clutter',
  'person',
  'barrier',
  'marking',
  'door',
  'wall',
  'column',
  'floor',
  'ceiling',
  'lamp',
]);

// ── The scenario document (version 1), with every default written out ───────

export type ScenarioDocument = S['ScenarioDocument'];
export type LayoutEdit = ScenarioDocument['layout'][number];
export type Zone = ScenarioDocument['zones'][number];
export type ZoneKind = Zone['kind'];
export type Station = S['ScenarioStation'];
export type Conveyor = S['ScenarioConveyor'];
export type Storage = S['ScenarioStorage'];
export type FaceStock = S['ScenarioFaceStock'];
export type Shift = S['ScenarioShift'];
export type Break = S['ScenarioBreak'];
export type RoleStaffing = S['ScenarioRoleStaffing'];
export type StaffRole = RoleStaffing['role'];
export type Battery = S['ScenarioBattery'];
export type VehicleFleet = S['ScenarioVehicleFleet'];
export type VehicleType = VehicleFleet['type'];
export type Traffic = S['ScenarioTraffic'];
export type Demand = S['ScenarioDemand'];
export type DemandWindow = S['ScenarioDemandWindow'];
export type InboundWindow = S['ScenarioInboundWindow'];
export type RecordedOrders = S['ScenarioRecordedOrders'];
export type DayEvent = S['ScenarioEvent'];
export type EventKind = DayEvent['kind'];
export type FloorArea = S['ScenarioFloorArea'];
export type Experiment = S['ScenarioExperiment'];
export type Routing = S['ScenarioRouting'];
export type RoutingStep = S['ScenarioStep'];
export type JobWindow = S['ScenarioJobWindow'];
export type Duration = S['ScenarioDuration'];

/** A stretch of the day, in seconds from its start. */
export interface Span {
  start_s: number;
  end_s: number;
}

export const STORAGE_POLICIES = allOf<Storage['policy']>()(['random', 'abc', 'given']);
export const STAFF_ROLES = allOf<StaffRole>()(['picker', 'packer', 'shipper', 'operator']);
export const VEHICLE_TYPES = allOf<VehicleType>()(['amr', 'agv', 'forklift', 'pallet_jack']);
export const EVENT_KINDS = allOf<EventKind>()([
  'part_blocked',
  'aisle_blocked',
  'spill',
  'absent',
  'demand_surge',
  'vehicle_down',
  'station_down',
  'dock_closed',
]);

// ── Scenarios ───────────────────────────────────────────────────────────────

export type ScenarioRow = S['ScenarioRow'];
export type Scenario = S['Scenario'];
export type Finding = S['Finding'];
export type ValidationSummary = S['LayoutSummary'];
export type Validation = S['Validation'];
export type RunTime = S['RunTime'];
export type Move = S['Move'];
export type OrderPreview = S['OrderPreview'];
export type ReadOrders = S['ReadOrders'];
export type DocumentChange = S['Change'];

// ── Runs ────────────────────────────────────────────────────────────────────

export type RunStatus = S['RunStatusEnum'];
export type StepStatus = S['WorkStatusEnum'];
export type StepKind = S['StepKindEnum'];
export type RunStep = S['Step'];
export type RunSummary = S['RunSummary'];
export type Run = S['Run'];
export type Better = S['BetterEnum'];
export type Metric = S['Metric'];
export type Precision = S['Precision'];

export interface Series {
  mean: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}
export type RunSeries = { step_s: number; start_of_day: string } & Record<string, Series | number | string>;
export type RunMetrics = Omit<S['Metrics'], 'series'> & { series: RunSeries };

export type AgentPose = S['AgentPose'];
export type Conflict = S['Conflict'];
export type Film = S['Film'];
export type Playback = S['Playback'];
export type PlayedDocument = S['PlayedDocument'];
export type Conflicts = S['Conflicts'];
export type ConflictRate = S['ConflictRate'];
export type Density = S['Density'];
export type Audit = S['Audit'];
export type Clip = S['Clip'];
export type Futures = S['Futures'];
export type TunedModel = S['TunedModel'];

/** What a model was held to; the card that ships with its weights has it. */
export interface ModelBar {
  key: string;
  what: string;
  value: number | null;
  unit: string;
  wanted: string;
  verdict: string;
}
/** A world model with its card; cards of older weights lack some of it. */
export type WorldModel = Omit<S['WorldModel'], 'card'> & {
  card: {
    purpose?: string;
    trained_minutes?: number;
    parameters?: number;
    limits?: string[];
    bars?: ModelBar[];
  };
};
export type FutureSummary = S['FutureSummary'];
export type FuturesDetail = S['FuturesDetail'];
export type ShownAgent = S['ShownAgent'];
export type ShownFutures = S['ShownFutures'];

export interface PartialMetric {
  key: string;
  label: string;
  unit: string;
  mean: number | null;
  low: number | null;
  high: number | null;
  count: number;
}

/** What `/ws/runs/{id}/` says; defined beside the sender, in `scenarios/announce.py`. */
export type RunEvent =
  | { type: 'run.snapshot'; seq: number; run: Run }
  | { type: 'run.status'; seq: number; status: RunStatus; progress: number; message: string }
  | {
      type: 'step.status';
      seq: number;
      step_id: string;
      kind: StepKind;
      index: number;
      status: StepStatus;
      progress: number;
      message: string;
    }
  | {
      type: 'metrics.partial';
      seq: number;
      replications: number;
      metrics: PartialMetric[];
      precision: Precision | null;
    }
  | {
      type: 'preview';
      step_id: string;
      camera_id: string;
      frame: number;
      frame_count: number;
      width_px: number;
      height_px: number;
      byte_length: number;
    }
  | { type: 'clip.ready'; seq: number; clip: Clip }
  | { type: 'futures.ready'; seq: number; conflicts: number };

// ── Comparisons ─────────────────────────────────────────────────────────────

/** A mean with its interval, wherever it comes from. */
export type Interval = Pick<S['Estimate'], 'mean' | 'low' | 'high'>;
export type DifferenceRow = S['DifferenceRow'];
export type Verdict = DifferenceRow['verdict'];
export type ComparisonRun = S['ComparedRun'];
export type Best = S['Best'];
/** How far the demonstration is in this organisation. */
export type Demonstration = S['Demonstration'];

export type Comparison = Omit<S['Comparison'], 'series' | 'changes'> & {
  series: Record<string, RunSeries>;
  changes: Record<string, Pick<DocumentChange, 'area' | 'message'>[]>;
};
/** A comparison in a list: without its figures. */
export type ComparisonRow = Comparison;
export type Report = S['Report'];
