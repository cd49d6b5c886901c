/**
 * Zones of floor with a rule, as pure functions from one document to the next. In a selection, zones and
 * parts are told apart by their keys. Each function returns the same document when it changes nothing.
 */
import type { FloorArea, ScenarioDocument, Vec2, Zone, ZoneKind } from '../../api/types';
import type { Change } from './against';
import { cornersOf, sameArea, tidyArea } from './area';
import { boxOf, type Box } from './geometry';

export const ZONE_KINDS: readonly ZoneKind[] = ['keep_out', 'one_way', 'slow', 'crossing'];
export const MOST_ZONES = 100;

/** Length and width of a zone that is placed without being drawn; an aisle is drawn this wide. */
export const USUAL_M: Record<ZoneKind, readonly [number, number]> = {
  keep_out: [3, 3],
  one_way: [8, 3],
  slow: [4, 4],
  crossing: [4, 2],
};
const USUAL_LIMIT_MPS = 1;

const PREFIX = 'zone:';
export const zoneKey = (id: string): string => PREFIX + id;
/** The id of the zone that a key means; null for a part's. */
export const zoneIdOf = (key: string): string | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;
export const zoneIdsOf = (keys: readonly string[]): string[] =>
  keys.map(zoneIdOf).filter((id) => id !== null);

const withZones = (document: ScenarioDocument, zones: Zone[]): ScenarioDocument => ({ ...document, zones });

/** A zone of a kind with its usual rule. */
function made(kind: ZoneKind, id: string, name: string | null, area: FloorArea): Zone {
  const common = { id, name, area: tidyArea(area) };
  if (kind === 'keep_out') return { ...common, kind, who: 'everyone' };
  if (kind === 'slow') return { ...common, kind, limit_mps: USUAL_LIMIT_MPS };
  return { ...common, kind };
}

/** An id such as "keep-out-2" with its number, free among the zones. */
function freeId(zones: readonly Zone[], kind: ZoneKind): [string, number] {
  const taken = new Set(zones.map((zone) => zone.id));
  for (let n = 1; ; n++) {
    const id = `${kind.replace('_', '-')}-${n}`;
    if (!taken.has(id)) return [id, n];
  }
}

/** Adds a zone; `named` says what the n-th of its kind is called. No more are added than the server takes. */
export function addZone(
  document: ScenarioDocument,
  kind: ZoneKind,
  area: FloorArea,
  named: (n: number) => string,
): { document: ScenarioDocument; id: string | null } {
  if (document.zones.length >= MOST_ZONES) return { document, id: null };
  const [id, n] = freeId(document.zones, kind);
  const zone = made(kind, id, named(n), area);
  return { document: withZones(document, [...document.zones, zone]), id };
}

/** Brings zones to areas. */
export function setAreas(
  document: ScenarioDocument,
  areas: ReadonlyMap<string, FloorArea>,
): ScenarioDocument {
  const zones = document.zones.map((zone) => {
    const wanted = areas.get(zone.id);
    const area = wanted && tidyArea(wanted);
    return area && !sameArea(area, zone.area) ? { ...zone, area } : zone;
  });
  return zones.some((zone, index) => zone !== document.zones[index]) ? withZones(document, zones) : document;
}

const areasOf = (
  document: ScenarioDocument,
  ids: readonly string[],
  change: (area: FloorArea) => FloorArea,
): Map<string, FloorArea> =>
  new Map(document.zones.filter((z) => ids.includes(z.id)).map((z) => [z.id, change(z.area)]));

export const shifted = (area: FloorArea, [dx, dy]: Vec2): FloorArea => ({
  ...area,
  x_m: area.x_m + dx,
  y_m: area.y_m + dy,
});

export const shiftZones = (document: ScenarioDocument, ids: readonly string[], by: Vec2): ScenarioDocument =>
  setAreas(
    document,
    areasOf(document, ids, (area) => shifted(area, by)),
  );

/** Turns zones about their own middles. */
export const turnZones = (
  document: ScenarioDocument,
  ids: readonly string[],
  byRad: number,
): ScenarioDocument =>
  setAreas(
    document,
    areasOf(document, ids, (area) => ({ ...area, heading_rad: area.heading_rad + byRad })),
  );

export function removeZones(document: ScenarioDocument, ids: readonly string[]): ScenarioDocument {
  const zones = document.zones.filter((zone) => !ids.includes(zone.id));
  return zones.length < document.zones.length ? withZones(document, zones) : document;
}

/** Changes what a zone is called or asks for. */
export function changeZone(
  document: ScenarioDocument,
  id: string,
  change: (zone: Zone) => Zone,
): ScenarioDocument {
  const zones = document.zones.map((zone) => (zone.id === id ? change(zone) : zone));
  const same = zones.every((zone, k) => JSON.stringify(zone) === JSON.stringify(document.zones[k]));
  return same ? document : withZones(document, zones);
}

/** The same ground with another rule. */
export const becomes = (zone: Zone, kind: ZoneKind): Zone =>
  zone.kind === kind ? zone : made(kind, zone.id, zone.name, zone.area);

/** Puts copies of zones down, shifted; they need not be there any more. */
export function pasteZones(
  document: ScenarioDocument,
  copied: readonly Zone[],
  by: Vec2,
): { document: ScenarioDocument; ids: string[] } {
  const zones = [...document.zones];
  const ids: string[] = [];
  for (const zone of copied.slice(0, MOST_ZONES - document.zones.length)) {
    const [id] = freeId(zones, zone.kind);
    zones.push({ ...zone, id, area: tidyArea(shifted(zone.area, by)) });
    ids.push(id);
  }
  return ids.length ? { document: withZones(document, zones), ids } : { document, ids };
}

/** Brings zones to how the base has them; those that only this variant has are left alone. */
export function resetZones(
  document: ScenarioDocument,
  base: readonly Zone[],
  ids: readonly string[],
): ScenarioDocument {
  const wanted = base.filter((zone) => ids.includes(zone.id));
  const here = new Set(document.zones.map((zone) => zone.id));
  const zones = document.zones.map((zone) => wanted.find((w) => w.id === zone.id) ?? zone);
  const back = wanted.filter((zone) => !here.has(zone.id));
  const next = withZones(document, [...zones, ...back]);
  return JSON.stringify(next.zones) === JSON.stringify(document.zones) ? document : next;
}

/** `changed`: another kind, name or rule on the same ground. */
export type ZoneChange = Change | 'changed';

function changeOf(zone: Zone, was: Zone | undefined): ZoneChange {
  if (!was) return 'added';
  const [a, b] = [zone.area, was.area];
  const isAs = (keys: readonly (keyof FloorArea)[]): boolean =>
    keys.every((key) => Math.abs(a[key] - b[key]) < 5e-4);
  if (!isAs(['length_m', 'width_m'])) return 'resized';
  if (!isAs(['x_m', 'y_m', 'heading_rad'])) return 'moved';
  return JSON.stringify({ ...zone, area: null }) === JSON.stringify({ ...was, area: null })
    ? 'unchanged'
    : 'changed';
}

/** Every zone that differs from the base's, by id; those that the base has and the variant lost included. */
export function zoneChanges(zones: readonly Zone[], base: readonly Zone[]): Map<string, ZoneChange> {
  const was = new Map(base.map((zone) => [zone.id, zone]));
  const here = new Set(zones.map((zone) => zone.id));
  const out = new Map<string, ZoneChange>();
  for (const zone of zones) {
    const change = changeOf(zone, was.get(zone.id));
    if (change !== 'unchanged') out.set(zone.id, change);
  }
  for (const zone of base) if (!here.has(zone.id)) out.set(zone.id, 'removed');
  return out;
}

/** Zones that lie within a box as a whole: one is too large to be touched by chance. */
export const zonesWithin = (zones: readonly Zone[], box: Box): string[] =>
  zones
    .filter((zone) => {
      const { x0, y0, x1, y1 } = boxOf(cornersOf(zone.area));
      return x0 >= box.x0 && y0 >= box.y0 && x1 <= box.x1 && y1 <= box.y1;
    })
    .map((zone) => zone.id);
