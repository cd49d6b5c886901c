/** A small facility and document that the tests of the engine share. */
import type { CatalogItem, Part, ScenarioDocument } from '../src/api/types';

export const part = (id: string, x: number, y: number, size: [number, number, number] = [2, 8, 4]): Part => ({
  id,
  name: id.toUpperCase(),
  part_class: 'rack',
  mesh_id: `mesh-${id}`,
  placement: { x_m: x, y_m: y, z_m: 0, heading_rad: 0 },
  size_m: size,
  bounds: {
    lower: [x - size[0] / 2, y - size[1] / 2, 0],
    upper: [x + size[0] / 2, y + size[1] / 2, size[2]],
  },
  footprint: [
    [x - size[0] / 2, y - size[1] / 2],
    [x + size[0] / 2, y - size[1] / 2],
    [x + size[0] / 2, y + size[1] / 2],
    [x - size[0] / 2, y + size[1] / 2],
  ],
});

export const parts: Part[] = [part('rack-1', 5, 10), part('rack-2', 10, 10), part('rack-3', 15, 10)];

export const bench: CatalogItem = {
  id: 'pack-bench',
  label: 'Pack bench',
  part_class: 'desk',
  size_m: [1.8, 0.8, 1.5],
  station_kind: 'pack',
  holds_storage: false,
  note: '',
};
export const rack: CatalogItem = {
  id: 'pallet-rack',
  label: 'Pallet rack',
  part_class: 'rack',
  size_m: [8.4, 1.1, 5.1],
  station_kind: null,
  holds_storage: true,
  note: '',
};
export const items = new Map([bench, rack].map((item) => [item.id, item]));

export const emptyDocument = (): ScenarioDocument => ({
  version: 1,
  layout: [],
  stations: [],
  conveyors: [],
  zones: [],
  storage: {
    part_ids: null,
    face_pitch_m: 1.3,
    policy: 'random',
    popularity: 0.8,
    given: [],
    stock: null,
  },
  staffing: [
    {
      role: 'picker',
      shifts: [{ start_s: 0, end_s: 28_800, heads: 4 }],
      hourly_cost: 32,
      walking_speed_mps: 1.34,
      walking_speed_sd_mps: 0.15,
      breaks: [],
      also: [],
      at_end: 'finish',
    },
  ],
  fleet: [],
  traffic: { one_way: 'narrow', keep_right: true, person_limit_mps: 1.2 },
  demand: {
    windows: [{ start_s: 0, end_s: 28_800, orders_per_hour: 60, promise_s: null }],
    lines_per_order_mean: 3,
    units_per_line_mean: 1,
    orders_per_tour: 2,
    pick_s: 12,
    pick_unit_s: 0,
    pack_unit_s: 0,
    station_choice: 'shortest_line',
    pack_s: 60,
    ship_s: 30,
    promise_s: 3600,
    cutoffs_s: [],
    patience_s: null,
    recorded: null,
    inbound: null,
    release: 'first_come',
    batching: 'first_come',
    assignment: 'nearest',
    routing: 'shortest',
  },
  routings: [],
  events: [],
  experiment: {
    horizon_s: 28_800,
    replications: 10,
    target_half_width: null,
    max_replications: 100,
    smallest_difference: 0.02,
    selection: 'kim_nelson',
    long_run: false,
    seed: 1,
    confidence: 0.95,
    start_of_day: '06:00',
    clip_camera_ids: [],
    clip_start_s: null,
    clip_duration_s: 10,
    clip_width_px: 256,
    clip_height_px: 144,
    clip_model: 'renderer',
  },
});

/** A generator of chance that gives the same numbers every time (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
