/** Choosing what a box drawn in the plan touches. */
import type { PartClass } from '../../api/types';
import { boxesTouch, type Box } from './geometry';
import { standingBox, type LayoutPart } from './placement';

/** Parts of the building, which a box or a press passes by: one would never mean them. */
export const FIXED: ReadonlySet<PartClass> = new Set<PartClass>(['wall', 'column', 'floor', 'ceiling']);

/** The parts that a box touches, as they lie in the plan. */
export function idsIn(layout: Iterable<LayoutPart>, box: Box): string[] {
  return [...layout]
    .filter((part) => part.state !== 'removed' && !FIXED.has(part.partClass))
    .filter((part) => boxesTouch(standingBox(part), box))
    .map((part) => part.id);
}
