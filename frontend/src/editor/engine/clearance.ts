/** Clear distances from a part to its neighbours, along the axes of the building: aisle widths. */
import type { PartClass, Placement, Vec2 } from '../../api/types';
import { boxOf, type Box } from './geometry';
import { outline, standingBox, type LayoutPart } from './placement';

const OPEN = new Set<PartClass>(['floor', 'ceiling', 'lamp', 'marking', 'person', 'vehicle']);

export type Side = 'left' | 'right' | 'below' | 'above';

export interface Clearance {
  side: Side;
  distance: number;
  from: Vec2;
  to: Vec2;
}

export const plainBox = (part: LayoutPart, at: Placement = part.at): Box => boxOf(outline(part, at));

const isNear = (own: Box, other: Box, reach: number): boolean =>
  other.x0 - own.x1 <= reach &&
  own.x0 - other.x1 <= reach &&
  other.y0 - own.y1 <= reach &&
  own.y0 - other.y1 <= reach;

/** The nearest neighbour on each side within `reach` metres; sides without one are left out. */
export function clearances(
  part: LayoutPart,
  at: Placement,
  layout: Iterable<LayoutPart>,
  reach = 8,
): Clearance[] {
  const own = plainBox(part, at);
  const best = new Map<Side, Clearance>();
  for (const other of layout) {
    if (other.id === part.id || other.state === 'removed' || OPEN.has(other.partClass)) continue;
    const box = standingBox(other);
    if (!isNear(own, box, reach)) continue;
    for (const gap of gaps(own, box)) {
      const known = best.get(gap.side);
      if (gap.distance <= reach && (!known || gap.distance < known.distance)) best.set(gap.side, gap);
    }
  }
  return [...best.values()];
}

function gaps(own: Box, other: Box): Clearance[] {
  const out: Clearance[] = [];
  const [ly, hy] = [Math.max(own.y0, other.y0), Math.min(own.y1, other.y1)];
  const [lx, hx] = [Math.max(own.x0, other.x0), Math.min(own.x1, other.x1)];
  const tiny = 0.02;
  if (hy - ly > tiny) {
    const y = (ly + hy) / 2;
    if (other.x1 <= own.x0 + tiny)
      out.push({ side: 'left', distance: own.x0 - other.x1, from: [other.x1, y], to: [own.x0, y] });
    if (other.x0 >= own.x1 - tiny)
      out.push({ side: 'right', distance: other.x0 - own.x1, from: [own.x1, y], to: [other.x0, y] });
  }
  if (hx - lx > tiny) {
    const x = (lx + hx) / 2;
    if (other.y1 <= own.y0 + tiny)
      out.push({ side: 'below', distance: own.y0 - other.y1, from: [x, other.y1], to: [x, own.y0] });
    if (other.y0 >= own.y1 - tiny)
      out.push({ side: 'above', distance: other.y0 - own.y1, from: [x, own.y1], to: [x, other.y0] });
  }
  return out;
}

/** The gaps across a part: beside its long sides, where the aisles are. */
export function across(gaps: readonly Clearance[], box: Box): Clearance[] {
  const isUpright = box.y1 - box.y0 >= box.x1 - box.x0;
  return gaps.filter(({ side }) => (side === 'left' || side === 'right') === isUpright);
}
