/** The way an arrow key leads on the floor: a step of the grid, with Shift a metre; null for other keys. */
import type { Vec2 } from '../api/types';
import { GRID_M } from './engine/snapping';

const WAYS: Record<string, Vec2> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function arrowStep({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): Vec2 | null {
  const way = WAYS[key];
  const step = shiftKey ? 1 : GRID_M;
  return way ? [way[0] * step, way[1] * step] : null;
}
