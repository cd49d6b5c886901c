/**
 * The commands of the editor: pure functions from one document to the next.
 *
 * Layout commands keep one net edit per part, so that a document stays as short as what it says:
 * a part dragged fifty times has one `move`. Each function returns the same document object when
 * it changes nothing, and shares everything that it does not touch.
 */
import type {
  CatalogItem,
  LayoutEdit,
  Placement,
  ScenarioDocument,
  Shift,
  StaffRole,
  Station,
  Vec3,
} from '../../api/types';
import { normalHeading, roundTo, samePlacement } from './geometry';
import type { LayoutPart } from './placement';

export const tidy = (at: Placement): Placement => ({
  x_m: roundTo(at.x_m, 0.001),
  y_m: roundTo(at.y_m, 0.001),
  z_m: roundTo(at.z_m, 0.001),
  heading_rad: normalHeading(at.heading_rad),
});

export const withLayout = (document: ScenarioDocument, layout: LayoutEdit[]): ScenarioDocument => ({
  ...document,
  layout,
});

const isTurnOf = (edit: LayoutEdit, id: string): boolean =>
  (edit.kind === 'move' || edit.kind === 'rotate') && edit.part_id === id;

/** Brings parts to places: one `move` each, or a new place in the edit that made the part. */
export function place(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  moves: ReadonlyMap<string, Placement>,
): ScenarioDocument {
  let edits = document.layout;
  for (const [id, wanted] of moves) {
    const part = layout.get(id);
    if (!part || part.state === 'removed') continue;
    const isBack = part.rest !== null && samePlacement(part.rest, wanted, 5e-4);
    const at = isBack && part.rest ? part.rest : tidy(wanted);
    if (samePlacement(part.at, at)) continue;
    edits = placeOne(edits, part, at, isBack);
  }
  return edits === document.layout ? document : withLayout(document, edits);
}

function placeOne(edits: LayoutEdit[], part: LayoutPart, at: Placement, isBack: boolean): LayoutEdit[] {
  if (part.rest === null) {
    return edits
      .filter((edit) => !isTurnOf(edit, part.id))
      .map((edit) => {
        const made = edit.kind === 'add' ? edit.part_id : edit.kind === 'duplicate' ? edit.new_part_id : null;
        return made === part.id ? ({ ...edit, at } as LayoutEdit) : edit;
      });
  }
  const move: LayoutEdit = { kind: 'move', part_id: part.id, at };
  const first = edits.findIndex((edit) => isTurnOf(edit, part.id));
  const kept = edits.filter((edit, index) => index === first || !isTurnOf(edit, part.id));
  if (isBack) return kept.filter((edit) => !isTurnOf(edit, part.id));
  return first < 0 ? [...kept, move] : kept.map((edit) => (isTurnOf(edit, part.id) ? move : edit));
}

/** Turns parts about their own middles. */
export function turn(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  ids: readonly string[],
  byRad: number,
): ScenarioDocument {
  const moves = new Map<string, Placement>();
  for (const id of ids) {
    const part = layout.get(id);
    if (part) moves.set(id, { ...part.at, heading_rad: part.at.heading_rad + byRad });
  }
  return place(document, layout, moves);
}

/** Shifts parts along the floor. */
export function shift(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  ids: readonly string[],
  dx: number,
  dy: number,
): ScenarioDocument {
  const moves = new Map<string, Placement>();
  for (const id of ids) {
    const part = layout.get(id);
    if (part) moves.set(id, { ...part.at, x_m: part.at.x_m + dx, y_m: part.at.y_m + dy });
  }
  return place(document, layout, moves);
}

/** Takes parts out; what the variant itself added simply disappears, with the stations on it. */
export function remove(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  ids: readonly string[],
): ScenarioDocument {
  let edits = document.layout;
  const gone = new Set<string>();
  for (const id of ids) {
    const part = layout.get(id);
    if (!part || part.state === 'removed') continue;
    gone.add(id);
    edits = edits.filter((edit) => !isTurnOf(edit, id));
    if (part.rest === null) {
      edits = edits.filter((edit) => !(edit.kind === 'add' && edit.part_id === id));
      edits = edits.filter((edit) => !(edit.kind === 'duplicate' && edit.new_part_id === id));
    } else edits = [...edits, { kind: 'remove', part_id: id }];
  }
  if (gone.size === 0) return document;
  const stations = document.stations.filter((s) => !s.part_id || !gone.has(s.part_id));
  return {
    ...withLayout(document, edits),
    stations: stations.length < document.stations.length ? stations : document.stations,
  };
}

/**
 * Brings parts to how the base variant has them: its places, what it removed, what it added.
 * Parts that only this variant has are left alone.
 */
export function resetToBase(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  base: { layout: ReadonlyMap<string, LayoutPart>; edits: readonly LayoutEdit[] },
  ids: readonly string[],
): ScenarioDocument {
  let next = document;
  for (const id of ids) {
    const wanted = base.layout.get(id);
    const part = layout.get(id);
    if (!wanted) continue;
    if (wanted.state === 'removed') next = remove(next, layout, [id]);
    else if (part && part.state !== 'removed') next = place(next, layout, new Map([[id, wanted.at]]));
    else next = bringBack(next, wanted, base.edits);
  }
  return next;
}

function bringBack(
  document: ScenarioDocument,
  wanted: LayoutPart,
  baseEdits: readonly LayoutEdit[],
): ScenarioDocument {
  if (wanted.rest === null) {
    const made = baseEdits.find(
      (edit) =>
        (edit.kind === 'add' && edit.part_id === wanted.id) ||
        (edit.kind === 'duplicate' && edit.new_part_id === wanted.id),
    );
    return made
      ? withLayout(document, [...document.layout, { ...made, at: wanted.at } as LayoutEdit])
      : document;
  }
  const kept = document.layout.filter((edit) => !(edit.kind === 'remove' && edit.part_id === wanted.id));
  const atRest = { ...wanted, at: wanted.rest, state: 'unchanged' as const };
  return place(withLayout(document, kept), new Map([[wanted.id, atRest]]), new Map([[wanted.id, wanted.at]]));
}

/** A new identifier such as "pallet-rack-3", free in this layout. */
export function freeId(
  layout: ReadonlyMap<string, LayoutPart>,
  stem: string,
  taken: ReadonlySet<string> = new Set(),
): string {
  const clean = stem.replace(/[^A-Za-z0-9_.:-]/g, '-').slice(0, 70) || 'part';
  for (let n = 1; ; n++) {
    const id = `${clean}-${n}`;
    if (!layout.has(id) && !taken.has(id)) return id;
  }
}

/** Places a catalogue item; one that offers a station brings it along. */
export function add(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  item: CatalogItem,
  at: Placement,
): { document: ScenarioDocument; id: string } {
  const id = freeId(layout, item.id);
  return { document: placeItem(document, item, id, at), id };
}

/** The same under an identifier that the caller knows to be free, at any size. */
export function placeItem(
  document: ScenarioDocument,
  item: CatalogItem,
  id: string,
  at: Placement,
  size: Vec3 = item.size_m,
): ScenarioDocument {
  const name = `${item.label} ${id.slice(id.lastIndexOf('-') + 1)}`;
  const edit: LayoutEdit = { kind: 'add', part_id: id, item: item.id, name, at: tidy(at), size_m: size };
  const next = withLayout(document, [...document.layout, edit]);
  const stations = item.station_kind
    ? [...document.stations, newStation(document.stations, id, item.station_kind)]
    : null;
  return stations ? { ...next, stations } : next;
}

function newStation(stations: readonly Station[], partId: string, kind: Station['kind']): Station {
  const id = stationId(stations, partId);
  return { id, kind, part_id: partId, at: null, capacity: 1, manned: false, buffer: null, pool: null };
}

/** A station is called as its part, unless another one is. */
export function stationId(stations: readonly Station[], partId: string): string {
  const taken = new Set(stations.map((s) => s.id));
  return taken.has(partId) ? freeId(new Map(), `${partId}-station`, taken) : partId;
}

/** Sets length, width and height of a part that came from the catalogue. */
export function resize(document: ScenarioDocument, id: string, size: Vec3): ScenarioDocument {
  if (!size.every((edge) => edge >= 0.05 && edge <= 200)) return document;
  return withLayout(
    document,
    document.layout.map((edit) =>
      edit.kind === 'add' && edit.part_id === id ? { ...edit, size_m: size } : edit,
    ),
  );
}

/** Replaces a whole section of the document: the forms edit sections, not single numbers. */
export function setSection<K extends keyof ScenarioDocument>(
  document: ScenarioDocument,
  key: K,
  value: ScenarioDocument[K],
): ScenarioDocument {
  return document[key] === value ? document : { ...document, [key]: value };
}

/** Replaces the shifts of a role. */
export function setShifts(document: ScenarioDocument, role: StaffRole, shifts: Shift[]): ScenarioDocument {
  return {
    ...document,
    staffing: document.staffing.map((row) => (row.role === role ? { ...row, shifts } : row)),
  };
}
