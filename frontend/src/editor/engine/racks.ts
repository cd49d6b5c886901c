/**
 * A field of racks from a few numbers: parallel rows of bays with an aisle between each two. Each row is
 * one item of the catalogue, so that it can be moved, resized and removed like any other.
 */
import type { CatalogItem, Placement, ScenarioDocument, Vec2, Vec3 } from '../../api/types';
import { freeId, placeItem } from './commands';
import { boxesTouch, boxOf, boxRing, placed, rotate, type Box } from './geometry';
import { outline, type LayoutPart } from './placement';

export interface RackField {
  /** The catalogue item that each row is. */
  item: RackItem;
  bays: number;
  rows: number;
  levels: number;
  depth_m: number;
  aisle_m: number;
  /** The way that the rows run. */
  heading_rad: number;
  /** The middle of the field. */
  at: Vec2;
}

/** Length of a bay and height of a level as the server's shapes have them (`scenarios/layout/equipment.py`). */
export const RACKING = {
  'pallet-rack': { bay_m: 2.8, level_m: 1.7, fewestLevels: 1, depth_m: 1.1, aisle_m: 3.2, levels: 3 },
  shelf: { bay_m: 1.3, level_m: 0.5, fewestLevels: 2, depth_m: 0.6, aisle_m: 1.4, levels: 4 },
} as const;
export type RackItem = keyof typeof RACKING;
export const RACK_ITEMS = Object.keys(RACKING) as RackItem[];

/** Someone who picks stands 0.45 m off a face: narrower, and no two of them fit. */
export const LEAST_AISLE_M = 0.9;
export const DEPTHS_M = [0.3, 3] as const;
export const MOST = { rows: 100, levels: 25, length_m: 200 } as const;

/** A first field of an item with the numbers that are usual for it. */
export const usualField = (item: RackItem, at: Vec2): RackField => {
  const { depth_m, aisle_m, levels } = RACKING[item];
  return { item, bays: 4, rows: 3, levels, depth_m, aisle_m, heading_rad: 0, at };
};

export const rowSize = ({ item, bays, levels, depth_m }: RackField): Vec3 => [
  Number((bays * RACKING[item].bay_m).toFixed(3)),
  depth_m,
  Number((levels * RACKING[item].level_m).toFixed(3)),
];

/** Where each row stands, from the first to the last across the field. */
export function rowsOf(field: RackField): Placement[] {
  const pitch = field.depth_m + field.aisle_m;
  return Array.from({ length: field.rows }, (_, k) => {
    const [dx, dy] = rotate([0, (k - (field.rows - 1) / 2) * pitch], field.heading_rad);
    return { x_m: field.at[0] + dx, y_m: field.at[1] + dy, z_m: 0, heading_rad: field.heading_rad };
  });
}

export function rowOutlines(field: RackField): Vec2[][] {
  const [length, depth] = rowSize(field);
  return rowsOf(field).map((at) => placed(boxRing(length, depth), at));
}

/** What keeps a field from being built; its sentence is in the catalogue of texts. */
export type RackFault = 'bays' | 'rows' | 'levels' | 'depth' | 'aisle' | 'tooLong' | 'outside';

const isCount = (n: number, fewest: number, most: number): boolean =>
  Number.isInteger(n) && n >= fewest && n <= most;

/** The first thing that is impossible about a field; `bounds` are those of the building: x0, y0, x1, y1. */
export function faultOf(
  field: RackField,
  bounds: readonly [number, number, number, number],
): RackFault | null {
  if (!isCount(field.bays, 1, Infinity)) return 'bays';
  if (!isCount(field.rows, 1, MOST.rows)) return 'rows';
  if (!isCount(field.levels, RACKING[field.item].fewestLevels, MOST.levels)) return 'levels';
  if (!(field.depth_m >= DEPTHS_M[0] && field.depth_m <= DEPTHS_M[1])) return 'depth';
  if (field.rows > 1 && !(field.aisle_m >= LEAST_AISLE_M)) return 'aisle';
  if (rowSize(field)[0] > MOST.length_m) return 'tooLong';
  const { x0, y0, x1, y1 } = boxOf(rowOutlines(field).flat());
  const isInside = x0 >= bounds[0] && y0 >= bounds[1] && x1 <= bounds[2] && y1 <= bounds[3];
  return isInside ? null : 'outside';
}

/** Things to stand on, or to hang over a rack. */
const HARMLESS = new Set(['floor', 'ceiling', 'lamp', 'marking', 'person', 'vehicle']);
/** A wall as wide as a room is a shell around one. */
const ROOM_M = 2;

/** Names of what already stands where a row would; by upright boxes, so that it says too much at a slant. */
export function inTheWay(field: RackField, layout: Iterable<LayoutPart>): string[] {
  const rows = rowOutlines(field).map(boxOf);
  const isShell = (part: LayoutPart, { x0, y0, x1, y1 }: Box): boolean =>
    part.partClass === 'wall' && Math.min(x1 - x0, y1 - y0) > ROOM_M;
  const names: string[] = [];
  for (const part of layout) {
    if (part.state === 'removed' || HARMLESS.has(part.partClass)) continue;
    const box = boxOf(outline(part));
    if (!isShell(part, box) && rows.some((row) => boxesTouch(row, box))) names.push(part.name);
  }
  return names;
}

/** Places every row of a field: one edit each. */
export function addRacks(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  field: RackField,
  item: CatalogItem,
): { document: ScenarioDocument; ids: string[] } {
  const ids: string[] = [];
  let next = document;
  for (const at of rowsOf(field)) {
    const id = freeId(layout, item.id, new Set(ids));
    ids.push(id);
    next = placeItem(next, item, id, at, rowSize(field));
  }
  return { document: next, ids };
}
