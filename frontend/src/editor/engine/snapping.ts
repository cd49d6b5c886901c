/** Snapping as a visible mode: what a dragged place is rounded to. */
export type SnapMode = 'grid' | 'free';

export const GRID_M = 0.1;
export const ANGLE_STEP_RAD = Math.PI / 12;

export function snapLength(value: number, mode: SnapMode): number {
  return mode === 'free'
    ? Number(value.toFixed(3))
    : Number((Math.round(value / GRID_M) * GRID_M).toFixed(3));
}

export function snapAngle(value: number, mode: SnapMode): number {
  return mode === 'free' ? value : Math.round(value / ANGLE_STEP_RAD) * ANGLE_STEP_RAD;
}
