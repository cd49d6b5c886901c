/** What a press on a closed rectangle of floor does: draw out a side, turn it, move it, or draw another. */
import type { FloorArea, Vec2 } from '../../api/types';
import { areaBetween, cornersOf, drawnOut, HANDLES, tidyArea, type Handle } from './area';
import { encloses } from './geometry';
import { snapAngle, snapLength, type SnapMode } from './snapping';

/** The rectangle once the pointer is at a point; always worked out from where the press began. */
export type AreaGesture = (to: Vec2, mode: SnapMode) => FloorArea;

const SIDE = 'area-handle-';
export const AREA_TURN = 'area-turn';
export const areaHandle = (handle: Handle): string => SIDE + handle.join();

export function areaGesture(area: FloorArea, from: Vec2, pressed: string | null): AreaGesture {
  const side = HANDLES.find((handle) => areaHandle(handle) === pressed);
  const by = (to: Vec2): Vec2 => [to[0] - from[0], to[1] - from[1]];
  if (side) return (to, mode) => drawnOut(area, side, by(to), mode);
  if (pressed === AREA_TURN) {
    const angleOf = ([x, y]: Vec2): number => Math.atan2(y - area.y_m, x - area.x_m);
    return (to, mode) =>
      tidyArea({ ...area, heading_rad: snapAngle(area.heading_rad + angleOf(to) - angleOf(from), mode) });
  }
  if (encloses(cornersOf(area), from)) {
    return (to, mode) => {
      const [dx, dy] = by(to);
      return tidyArea({
        ...area,
        x_m: snapLength(area.x_m + dx, mode),
        y_m: snapLength(area.y_m + dy, mode),
      });
    };
  }
  return (to, mode) => areaBetween(from, to, mode);
}
