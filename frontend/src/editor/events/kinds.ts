/** The kinds of event: what each can happen to, which numbers it has, and a first one of it. */
import {
  EVENT_KINDS,
  STAFF_ROLES,
  VEHICLE_TYPES,
  type DayEvent,
  type EventKind,
  type FloorArea,
  type Station,
} from '../../api/types';
import { number } from '../../format';
import { text } from '../../text';
import type { EditorModel } from '../context';
import { roundTo } from '../engine/geometry';

const v = text.events;

export interface Choice {
  value: string;
  label: string;
}

export const amountOf = (kind: EventKind): string | undefined =>
  (v.amounts as Partial<Record<EventKind, string>>)[kind];
export const hasArea = (kind: EventKind): boolean => kind === 'aisle_blocked' || kind === 'spill';

const STORES = new Set(['rack', 'desk', 'door', 'conveyor', 'charger']);

/** What an event of a kind can happen to in this variant; none where it needs nothing, or nothing is there. */
export function targetsOf(kind: EventKind, { layout, document }: EditorModel): Choice[] {
  const stations = (kinds: readonly Station['kind'][]): Choice[] =>
    document.stations.filter((s) => kinds.includes(s.kind)).map((s) => ({ value: s.id, label: s.id }));
  switch (kind) {
    case 'part_blocked':
      return [...layout.values()]
        .filter((part) => part.state !== 'removed' && STORES.has(part.partClass))
        .map(({ id, name }) => ({ value: id, label: name === id ? name : `${name} (${id})` }));
    case 'absent':
      return STAFF_ROLES.map((role) => ({ value: role, label: text.staffing.roles[role] }));
    case 'vehicle_down':
      return VEHICLE_TYPES.map((type) => ({ value: type, label: text.fleet.types[type] }));
    case 'station_down':
      return stations(['pack', 'ship', 'receive', 'work', 'charge']);
    case 'dock_closed':
      return stations(['ship', 'receive']);
    default:
      return [];
  }
}

/** What has nothing here to happen to cannot be chosen: the server would refuse it. */
export const kindsOf = (model: EditorModel): (Choice & { disabled: boolean })[] =>
  EVENT_KINDS.map((kind) => ({
    value: kind,
    label: v.kinds[kind],
    disabled: !hasArea(kind) && kind !== 'demand_surge' && targetsOf(kind, model).length === 0,
  }));

export function freshEvent(kind: EventKind, model: EditorModel): DayEvent {
  const { horizon_s: horizon } = model.document.experiment;
  const [x0, y0, x1, y1] = model.plan.bounds;
  const middle: FloorArea = {
    x_m: roundTo((x0 + x1) / 2, 0.1),
    y_m: roundTo((y0 + y1) / 2, 0.1),
    length_m: 2,
    width_m: 2,
    heading_rad: 0,
  };
  return {
    kind,
    start_s: Math.min(3600, horizon / 4),
    end_s: Math.min(7200, horizon / 2),
    target: targetsOf(kind, model)[0]?.value ?? null,
    area: hasArea(kind) ? middle : null,
    amount: kind === 'demand_surge' ? 1.5 : 1,
  };
}

/** The same time with something else happening in it. */
export const become = (event: DayEvent, kind: EventKind, model: EditorModel): DayEvent => ({
  ...freshEvent(kind, model),
  start_s: event.start_s,
  end_s: event.end_s,
  ...(hasArea(kind) && event.area ? { area: event.area } : {}),
});

/** What a bar says besides its kind: to what it happens, and how many or how much. */
export function nameOf(event: DayEvent, model: EditorModel): string {
  const target = targetsOf(event.kind, model).find((choice) => choice.value === event.target);
  const whom = target?.label ?? event.target ?? '';
  if (event.kind === 'demand_surge') return `× ${number(event.amount, 2)}`;
  if (event.area) {
    const { length_m, width_m } = event.area;
    return text.zones.size(number(length_m, 1), `${number(width_m, 1)} m`);
  }
  return amountOf(event.kind) ? `${number(event.amount, 0)} × ${whom}` : whom;
}
