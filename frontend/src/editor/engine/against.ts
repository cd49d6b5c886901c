/** How a variant's layout differs from its base's, part by part: what wears the variant's colour. */
import { samePlacement } from './geometry';
import type { LayoutPart } from './placement';

export type Change = 'unchanged' | 'moved' | 'resized' | 'added' | 'removed';

export function changeOf(part: LayoutPart | undefined, base: LayoutPart | undefined): Change {
  const here = part && part.state !== 'removed';
  const there = base && base.state !== 'removed';
  if (here && !there) return 'added';
  if (!here && there) return 'removed';
  if (!here || !there) return 'unchanged';
  if (part.size.some((edge, axis) => Math.abs(edge - (base.size[axis] ?? 0)) > 1e-6)) return 'resized';
  return samePlacement(part.at, base.at, 5e-4) ? 'unchanged' : 'moved';
}

/** Every part that differs, by id. Parts that the base has and the variant lost are included. */
export function changes(
  layout: ReadonlyMap<string, LayoutPart>,
  base: ReadonlyMap<string, LayoutPart>,
): Map<string, Change> {
  const out = new Map<string, Change>();
  for (const [id, part] of layout) {
    const change = changeOf(part, base.get(id));
    if (change !== 'unchanged') out.set(id, change);
  }
  for (const [id, part] of base) {
    if (!layout.has(id) && part.state !== 'removed') out.set(id, 'removed');
  }
  return out;
}
