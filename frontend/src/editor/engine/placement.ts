/**
 * Where every part of a variant stands: the revision's parts with the document's edits applied.
 *
 * The same rules as the server's layout module: a placement brings the middle of the part's box in
 * plan to (x, y) and turns it about that middle, relative to how the CAD has it. `move` and `add`
 * set the placement, `rotate` adds to the heading, `duplicate` copies the rest shape of its source.
 */
import type { CatalogItem, LayoutEdit, Part, PartClass, Placement, Vec2, Vec3 } from '../../api/types';
import { boxOf, boxRing, normalHeading, placed, samePlacement, type Box } from './geometry';

export type PartState = 'unchanged' | 'moved' | 'added' | 'removed';

export interface LayoutPart {
  id: string;
  name: string;
  partClass: PartClass;
  /** Outline around the anchor, at heading 0. */
  shape: Vec2[];
  size: Vec3;
  /** Lowest point over the floor at rest, for the 3D view. */
  at: Placement;
  /** The place in the CAD; null for what the variant added. */
  rest: Placement | null;
  state: PartState;
  /** The CAD part that a copy shows, or the part itself. */
  source: string;
  /** The catalogue item of an added part. */
  item: string | null;
}

const centred = (part: Part): Vec2[] =>
  part.footprint && part.footprint.length > 2
    ? part.footprint.map(([x, y]) => [x - part.placement.x_m, y - part.placement.y_m])
    : boxRing(part.size_m[0], part.size_m[1]);

export function fromCad(part: Part): LayoutPart {
  return {
    id: part.id,
    name: part.name,
    partClass: part.part_class,
    shape: centred(part),
    size: part.size_m,
    at: part.placement,
    rest: part.placement,
    state: 'unchanged',
    source: part.id,
    item: null,
  };
}

/** The parts of the CAD, computed once per revision. */
export function restLayout(parts: Part[]): Map<string, LayoutPart> {
  return new Map(parts.map((part) => [part.id, fromCad(part)]));
}

function turned(at: Placement, by: number): Placement {
  return { ...at, heading_rad: normalHeading(at.heading_rad + by) };
}

function fromItem(edit: Extract<LayoutEdit, { kind: 'add' }>, items: Map<string, CatalogItem>): LayoutPart {
  const item = items.get(edit.item);
  const size: Vec3 = edit.size_m ?? item?.size_m ?? [1, 1, 1];
  return {
    id: edit.part_id,
    name: edit.name ?? `${item?.label ?? edit.item} ${edit.part_id}`,
    partClass: item?.part_class ?? 'clutter',
    shape: boxRing(size[0], size[1]),
    size,
    at: edit.at,
    rest: null,
    state: 'added',
    source: edit.part_id,
    item: edit.item,
  };
}

/**
 * Applies edits in order. Removed parts of the CAD stay in the map with state "removed", so that
 * their ghosts can be shown and brought back. Edits of unknown parts are left to the validation.
 */
export function applyEdits(
  rest: Map<string, LayoutPart>,
  edits: readonly LayoutEdit[],
  items: Map<string, CatalogItem>,
): Map<string, LayoutPart> {
  const layout = new Map(rest);
  const put = (part: LayoutPart, at: Placement): void => {
    const back = part.rest !== null && samePlacement(part.rest, at);
    layout.set(part.id, { ...part, at, state: part.rest === null ? 'added' : back ? 'unchanged' : 'moved' });
  };
  for (const edit of edits) {
    if (edit.kind === 'add') {
      layout.set(edit.part_id, fromItem(edit, items));
      continue;
    }
    const part = layout.get(edit.part_id);
    if (!part || part.state === 'removed') continue;
    if (edit.kind === 'move') put(part, edit.at);
    else if (edit.kind === 'rotate') put(part, turned(part.at, edit.by_rad));
    else if (edit.kind === 'duplicate') {
      const copy: LayoutPart = { ...part, id: edit.new_part_id, name: `${part.name} (copy)`, rest: null };
      layout.set(copy.id, { ...copy, at: edit.at, state: 'added' });
    } else if (part.rest === null) layout.delete(part.id);
    else layout.set(part.id, { ...part, at: part.rest, state: 'removed' });
  }
  return layout;
}

export const outline = (part: LayoutPart, at: Placement = part.at): Vec2[] => placed(part.shape, at);

const standing = new WeakMap<LayoutPart, Box>();

/** The box of a part where the layout has it. Parts are never changed, only replaced, so it is worked out once. */
export function standingBox(part: LayoutPart): Box {
  const known = standing.get(part) ?? boxOf(outline(part));
  standing.set(part, known);
  return known;
}
