/** What a part looks like in a plan, in metres about its own anchor; pure, whoever draws it. */
import type { PartClass, Placement, Vec2 } from '../api/types';
import type { Change } from '../editor/engine/against';
import { boxOf, type Box } from '../editor/engine/geometry';
import type { LayoutPart } from '../editor/engine/placement';

const HIDDEN = new Set<PartClass>(['floor', 'ceiling', 'lamp']);
/** From the lowest to the uppermost. */
const ORDER: PartClass[] = [
  'marking',
  'wall',
  'column',
  'door',
  'conveyor',
  'rack',
  'desk',
  'charger',
  'barrier',
  'clutter',
  'vehicle',
  'person',
];
const rank = (part: LayoutPart): number => ORDER.indexOf(part.partClass);

/** A part as it is to be drawn: where, and in which colour. */
export interface Drawn {
  part: LayoutPart;
  at: Placement;
  change: Change;
  box: Box;
}

/** The parts that a plan shows, from the lowest to the uppermost. */
export const shownParts = (layout: ReadonlyMap<string, LayoutPart>): LayoutPart[] =>
  [...layout.values()]
    .filter((part) => !HIDDEN.has(part.partClass) && part.state !== 'removed')
    .sort((a, b) => rank(a) - rank(b));

/** A wall as wide as a room is a shell around one: its ring is the outside, what it encloses is floor. */
const ROOM_M = 2;
export function isShell(part: LayoutPart): boolean {
  if (part.partClass !== 'wall') return false;
  const { x0, y0, x1, y1 } = boxOf(part.shape);
  return Math.min(x1 - x0, y1 - y0) > ROOM_M;
}

/** The classes that say in the style sheet how a part is drawn. */
export const lookOf = (part: LayoutPart, isChanged: boolean): string =>
  `part part-${part.partClass}${isShell(part) ? ' part-shell' : ''}${isChanged ? ' part-changed' : ''}`;

export type Line = readonly Vec2[];

/** Uprights and the diagonal of a stored load, one per square of the rack's outline. */
export function rackLines(shape: readonly Vec2[]): { lines: Line[]; cell_m: number } {
  const { x0, y0, x1, y1 } = boxOf(shape);
  const [w, h] = [x1 - x0, y1 - y0];
  const along = w >= h;
  const cells = Math.min(40, Math.max(1, Math.round(along ? w / h : h / w)));
  const lines: Line[] = [];
  const cross = (share: number, near: number): Vec2 =>
    along ? [x0 + share * w, near ? y1 : y0] : [near ? x1 : x0, y0 + share * h];
  for (let i = 0; i < cells; i++) {
    const [a, b] = [i / cells, (i + 1) / cells];
    lines.push([cross(a, 0), cross(a, 1)]);
    lines.push(along ? [cross(a, 1), cross(b, 0)] : [cross(b, 0), cross(a, 1)]);
  }
  return { lines, cell_m: Math.max(w, h) / cells };
}

export const pathOf = (ring: readonly Vec2[]): string =>
  `M${ring.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join('L')}Z`;

export const turnOf = (at: Placement): string =>
  `translate(${at.x_m} ${at.y_m}) rotate(${((at.heading_rad * 180) / Math.PI).toFixed(4)})`;
