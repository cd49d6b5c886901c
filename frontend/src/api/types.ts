/**
 * The shapes that cross the HTTP and WebSocket seam. Units are in the names, as in the API:
 * metres, seconds, radians. Only degrees and clock times on screen are different.
 */

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
  current_revision?: number | { number: number; author?: string };
}

export type Role = 'viewer' | 'analyst' | 'planner' | 'admin';

export interface Session {
  user: { id: string; email: string; name: string };
  organisation: { id: string; name: string };
  organisations: { id: string; name: string; role: Role }[];
  role: Role;
}

// ── Twin ────────────────────────────────────────────────────────────────────

export const PART_CLASSES = [
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
] as const;
export type PartClass = (typeof PART_CLASSES)[number];

export type NoteKind = 'read' | 'dropped' | 'assumed';

export interface Revision {
  id: string;
  facility_id: string;
  number: number;
  status: 'pending' | 'importing' | 'ready' | 'failed';
  source_name: string;
  unit: string | null;
  up_axis: string | null;
  part_count: number;
  bounds: { lower: Vec3; upper: Vec3 } | null;
  report: { notes: { kind: NoteKind; subject: string; message: string }[] } | null;
  error: { code: string; message: string } | null;
  created_at: string;
  scene_hash: string | null;
  progress?: number;
  message?: string;
}

export interface Facility {
  id: string;
  name: string;
  created_at: string;
  latest_revision: Revision | null;
  thumbnail_url: string | null;
  scenario_count: number;
  part_count: number;
}

export interface Placement {
  x_m: number;
  y_m: number;
  z_m: number;
  heading_rad: number;
}

export interface Part {
  id: string;
  name: string;
  part_class: PartClass;
  mesh_id: string;
  placement: Placement;
  size_m: Vec3;
  bounds: { lower: Vec3; upper: Vec3 };
  footprint: Vec2[] | null;
}

export interface FloorPlan {
  building: Vec2[][];
  footprints: { part_id: string; part_class: PartClass; polygon: Vec2[]; height_m: number }[];
  cell_m: number;
  origin_m: Vec2;
  bounds: [number, number, number, number];
  walkable_area_m2: number;
}

export interface VariantPlan extends FloorPlan {
  faces: { part_id: string; x_m: number; y_m: number }[];
  stations: { id: string; kind: StationKind; stands: Vec3[] }[];
}

export interface Camera {
  id: string;
  name: string;
  position_m: Vec3;
  target_m: Vec3;
  horizontal_fov_rad: number;
  width_px: number;
  height_px: number;
}

export type StationKind = 'pack' | 'ship' | 'receive' | 'work' | 'charge' | 'park';

export interface CatalogItem {
  id: string;
  label: string;
  part_class: PartClass;
  size_m: Vec3;
  station_kind: StationKind | null;
}

// ── The scenario document (version 1) ──────────────────────────────────────

export type LayoutEdit =
  | { kind: 'add'; part_id: string; item: string; name?: string | null; at: Placement; size_m?: Vec3 | null }
  | { kind: 'move'; part_id: string; at: Placement }
  | { kind: 'rotate'; part_id: string; by_rad: number }
  | { kind: 'remove'; part_id: string }
  | { kind: 'duplicate'; part_id: string; new_part_id: string; at: Placement };

// Fields that came after the first documents were saved are optional: an old document does not have them.

export interface Station {
  id: string;
  kind: StationKind;
  part_id?: string | null;
  at?: Placement | null;
  capacity: number;
  manned?: boolean;
  buffer?: number | null;
}

export interface Conveyor {
  id: string;
  from_station: string;
  to_station: string;
  speed_mps: number;
  length_m?: number | null;
}

export interface FaceStock {
  lines: number;
  reorder_share: number;
}

export const STORAGE_POLICIES = ['random', 'abc', 'given'] as const;

export interface Storage {
  part_ids?: string[] | null;
  face_pitch_m: number;
  policy: (typeof STORAGE_POLICIES)[number];
  popularity: number;
  given?: { article: string; part_id: string; ordinal: number }[];
  stock?: FaceStock | null;
}

/** A stretch of the day, in seconds from its start. */
export interface Span {
  start_s: number;
  end_s: number;
}

export interface Shift extends Span {
  heads: number;
}

export interface Break extends Span {
  groups: number;
}

export const STAFF_ROLES = ['picker', 'packer', 'shipper', 'operator'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export interface RoleStaffing {
  role: StaffRole;
  shifts: Shift[];
  hourly_cost: number;
  walking_speed_mps: number;
  walking_speed_sd_mps: number;
  breaks?: Break[];
  also?: StaffRole[];
  at_end?: 'finish' | 'hand_over';
}

export const VEHICLE_TYPES = ['amr', 'agv', 'forklift', 'pallet_jack'] as const;
export type VehicleType = (typeof VEHICLE_TYPES)[number];

export interface Battery {
  capacity_kwh: number;
  drive_w: number;
  idle_w: number;
  charge_w: number;
  start_share: number;
  low_share: number;
  full_share: number;
  opportunity: boolean;
}

export interface VehicleFleet {
  type: VehicleType;
  count: number;
  length_m: number;
  width_m: number;
  speed_mps: number;
  acceleration_mps2: number;
  hourly_cost: number;
  handling_s?: number | null;
  aisle_m?: number | null;
  battery?: Battery | null;
}

export interface Traffic {
  one_way: 'none' | 'narrow' | 'all';
  keep_right: boolean;
  person_limit_mps: number;
}

export interface DemandWindow extends Span {
  orders_per_hour: number;
}

export interface InboundWindow extends Span {
  pallets_per_hour: number;
}

export interface RecordedOrders {
  arrival_s: number[];
  articles: string[][];
}

export interface Demand {
  windows: DemandWindow[];
  recorded?: RecordedOrders | null;
  inbound?: InboundWindow[] | null;
  lines_per_order_mean: number;
  orders_per_tour: number;
  pick_s: number;
  pack_s: number;
  ship_s: number;
  promise_s?: number;
  cutoffs_s?: number[];
  patience_s?: number | null;
  release?: 'first_come' | 'due_first' | 'smallest_first';
  batching?: 'first_come' | 'nearest';
  assignment?: 'nearest' | 'longest_idle';
  routing: 'shortest' | 's_shape' | 'largest_gap' | 'return';
}

export const EVENT_KINDS = [
  'part_blocked',
  'aisle_blocked',
  'spill',
  'absent',
  'demand_surge',
  'vehicle_down',
  'station_down',
  'dock_closed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface FloorArea {
  x_m: number;
  y_m: number;
  length_m: number;
  width_m: number;
  heading_rad: number;
}

export interface DayEvent extends Span {
  kind: EventKind;
  target?: string | null;
  area?: FloorArea | null;
  amount: number;
}

export interface Experiment {
  horizon_s: number;
  replications: number;
  target_half_width?: number | null;
  max_replications?: number;
  smallest_difference?: number;
  seed: number;
  confidence: number;
  start_of_day: string;
  clip_camera_ids: string[];
  clip_start_s?: number | null;
  clip_duration_s: number;
  clip_width_px: number;
  clip_height_px: number;
}

export interface RoutingStep {
  stations: string[];
  process: { family: string; mean_s: number; cv: number };
  rework?: { probability: number; to_step: number } | null;
  scrap_probability: number;
}

export interface Routing {
  id: string;
  windows: (Span & { jobs_per_hour: number })[];
  population?: number | null;
  steps: RoutingStep[];
  moved_by: 'nothing' | 'vehicle';
  due_s?: number | null;
}

export interface ScenarioDocument {
  version: 1;
  layout: LayoutEdit[];
  stations: Station[];
  conveyors?: Conveyor[];
  storage: Storage;
  staffing: RoleStaffing[];
  fleet: VehicleFleet[];
  traffic?: Traffic;
  demand: Demand;
  routings?: Routing[];
  events: DayEvent[];
  experiment: Experiment;
}

export interface ScenarioRow {
  id: string;
  facility_id: string;
  name: string;
  base_id: string | null;
  color_index: number;
  revision: {
    id: string;
    number: number;
    created_at: string;
    author: string | null;
    twin_revision_id: string;
  };
  latest_run: RunSummary | null;
  change_count: number;
}

export interface Scenario extends ScenarioRow {
  document: ScenarioDocument;
}

export interface Finding {
  severity: 'error' | 'warning';
  code: string;
  pointer: string;
  message: string;
  part_ids: string[];
  at_m: Vec2 | null;
}

export interface ValidationSummary {
  face_count: number;
  reachable_face_count: number;
  storage_area_m2: number;
  mean_walk_to_pack_m: number | null;
}

export interface Validation {
  findings: Finding[];
  ok: boolean;
  summary: ValidationSummary | null;
}

export interface DocumentChange {
  area: string;
  pointer?: string;
  message: string;
}

// ── Runs ────────────────────────────────────────────────────────────────────

export type RunStatus = 'queued' | 'running' | 'cancelling' | 'cancelled' | 'failed' | 'done';
export type StepStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export type StepKind = 'prepare' | 'replication' | 'clip' | 'summarise';

export interface RunStep {
  id: string;
  kind: StepKind;
  index: number;
  label: string;
  status: StepStatus;
  progress: number;
  message: string;
  started_at: string | null;
  finished_at: string | null;
  attempts: number;
}

export interface RunSummary {
  id: string;
  scenario_id: string;
  scenario_name: string;
  scenario_revision: number;
  status: RunStatus;
  progress: number;
  message: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  replications: number;
  clip_count: number;
  error: string | { code?: string; message: string } | null;
  headline?: {
    key: string;
    label: string;
    unit: string;
    mean: number | null;
    low?: number | null;
    high?: number | null;
  }[];
}

export interface Run extends RunSummary {
  steps: RunStep[];
  events_url: string;
}

export type Better = 'higher' | 'lower' | 'neutral';

export interface Metric {
  key: string;
  label: string;
  unit: string;
  better: Better;
  headline: boolean;
  definition: string;
  mean: number | null;
  low: number | null;
  high: number | null;
  count: number;
  values: (number | null)[];
}

export interface Series {
  mean: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

export type RunSeries = { step_s: number; start_of_day: string } & Record<string, Series | number | string>;

export interface RunMetrics {
  replications: number;
  confidence: number;
  metrics: Metric[];
  series: RunSeries;
  utilisation: Record<string, Record<string, number>>;
  little_law: { relative_error: number | null } | null;
  orders: { in: number; shipped: number; open: number; failed: number };
}

/** Where somebody was and how they moved at an instant; null where an older run did not keep it. */
export interface AgentPose {
  x_m: number;
  y_m: number;
  heading_rad: number | null;
  vx_mps: number | null;
  vy_mps: number | null;
}

export interface Conflict {
  id: string;
  replication: number;
  start_s: number;
  end_s: number;
  at_s: number;
  at_clock: string;
  agents: string[];
  kinds: string[];
  poses: AgentPose[];
  x_m: number;
  y_m: number;
  geometry: string;
  min_ttc_s: number | null;
  max_drac_mps2: number | null;
  min_pet_s: number | null;
  min_separation_m: number;
  max_closing_mps: number;
  max_delta_v_mps: number | null;
  contact: boolean;
  severity: 'contact' | 'serious' | 'slight';
  /** From before it to after it, in seconds of its replication. */
  replay_s: [number, number];
}

export interface Conflicts {
  conflicts: Conflict[];
  counts: { contact: number; serious: number; slight: number };
}

export interface Density {
  origin_m: Vec2;
  cell_m: number;
  rows: number;
  columns: number;
  values: number[];
  /** Conflicts weighted by severity on the same cells. */
  conflict_values: number[];
}

export interface Audit {
  verdict: string;
  reasons: string[];
  omission_rate: number | null;
  ghost_rate_per_frame: number | null;
  position_error_m: number | null;
  flicker: number | null;
  out_of_distribution: number | boolean | null;
}

export interface Clip {
  id: string;
  camera: { id: string; name: string };
  start_s: number;
  start_clock: string;
  duration_s: number;
  frame_count: number;
  width_px: number;
  height_px: number;
  video_url: string;
  poster_url: string | null;
  sidecar_url: string | null;
  audit: Audit | null;
  model_hash: string;
  control_hash: string;
}

export interface PartialMetric {
  key: string;
  label: string;
  unit: string;
  mean: number | null;
  low: number | null;
  high: number | null;
  count: number;
}

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
  | { type: 'metrics.partial'; seq: number; replications: number; metrics: PartialMetric[] }
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
  | { type: 'clip.ready'; seq: number; clip: Clip };

// ── Comparisons ─────────────────────────────────────────────────────────────

export interface Interval {
  mean: number | null;
  low: number | null;
  high: number | null;
}

export type Verdict = 'better' | 'worse' | 'no_difference_shown' | 'changed';

export interface DifferenceRow {
  key: string;
  label: string;
  unit: string;
  better: Better;
  headline: boolean;
  base: Interval;
  variant: Interval;
  difference: Interval;
  relative: number | null;
  p_holm: number | null;
  verdict: Verdict;
  sentence: string;
  variance_reduction: number | null;
}

export interface ComparisonRun {
  run: RunSummary;
  scenario_name: string;
  color_index: number;
  letter: string;
}

export interface ComparisonRow {
  id: string;
  name: string;
  facility_id: string;
  status: 'waiting' | 'ready' | 'failed';
  headline: string;
  detail: string;
  created_at: string;
  runs: ComparisonRun[];
}

export interface Comparison extends ComparisonRow {
  differences: { letter: string; rows: DifferenceRow[] }[];
  series: Record<string, RunSeries>;
  changes: Record<string, DocumentChange[]>;
  how_sure: string[];
  error?: string | { message: string } | null;
}

export interface Report {
  id: string;
  format: 'pdf' | 'xlsx';
  status: string;
  progress: number;
  error: string | { message: string } | null;
  file_url: string | null;
  file_name: string;
}

// ── Settings ────────────────────────────────────────────────────────────────

export interface Member {
  id: string;
  email: string;
  name: string;
  role: Role;
}

export interface ApiClient {
  id: string;
  name: string;
  client_id: string;
  scopes: string[] | string;
  created_at: string;
}

export interface NewApiClient {
  client_id: string;
  client_secret: string;
}

export interface AuditEvent {
  id: string;
  created_at: string;
  actor: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  subject_name: string;
  address: string | null;
}
