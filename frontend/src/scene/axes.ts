/**
 * Between our axes (z up) and the 3D view's (y up, as glTF): x = x, y = z, z = −y. A turn about our
 * vertical is the same turn about theirs.
 */
import { Matrix4, Vector3 } from 'three';
import type { Placement, Vec3 } from '../api/types';

export const toView = ([x, y, z]: Vec3): Vector3 => new Vector3(x, z, -y);

/** Takes a part from its rest, around its anchor, to a placement. */
export function placementMatrix(at: Placement, anchor: { x_m: number; y_m: number }): Matrix4 {
  const there = new Matrix4().makeTranslation(at.x_m, at.z_m, -at.y_m);
  const turn = new Matrix4().makeRotationY(at.heading_rad);
  const back = new Matrix4().makeTranslation(-anchor.x_m, 0, anchor.y_m);
  return there.multiply(turn).multiply(back);
}
