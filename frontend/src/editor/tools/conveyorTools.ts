/** Bending the course of a conveyor: its points are taken by their handles, between two of them a further one is drawn. */
import type { Vec2 } from '../../api/types';
import { text } from '../../text';
import { actionsOf } from '../actions';
import type { EditorModel } from '../context';
import {
  conveyorIdsOf,
  coursesOf,
  legsOf,
  middleOf,
  withPointAfter,
  withPointAt,
  type Course,
} from '../engine/conveyors';
import { snapLength } from '../engine/snapping';
import { between, modeOf, STILL_M, type Gesture, type Hand } from './gesture';

const POINT = 'course-point-';
const LEG = 'course-leg-';
export const pointHandle = (index: number): string => POINT + index;
export const legHandle = (index: number): string => LEG + index;

/** The course of the one conveyor that is chosen; straight where it has none of its own. */
function chosenCourse(model: EditorModel): Course | undefined {
  const { selection } = model.store.getState();
  const [id] = conveyorIdsOf(selection);
  if (selection.length !== 1) return undefined;
  return coursesOf(model.document, model.layout).find(({ belt }) => belt.id === id);
}

/** Draws a point of the chosen conveyor's course, or a further one out of the leg behind it; null for other handles. */
export function bending(model: EditorModel, handle: string, start: Hand): Gesture | null {
  const isPoint = handle.startsWith(POINT);
  const course = chosenCourse(model);
  if (!course || !(isPoint || handle.startsWith(LEG))) return null;
  const { belt, points } = course;
  const index = Number(handle.slice((isPoint ? POINT : LEG).length));
  const began: Vec2 = isPoint ? points[index]! : middleOf(legsOf(points)[index]!);
  const state = model.store.getState();
  let moved = false;
  return {
    drag: (hand) => {
      const [dx, dy] = between(start.at, hand.at);
      if (model.readOnly || (!moved && Math.hypot(dx, dy) < STILL_M)) return;
      moved = true;
      const mode = modeOf(model, hand);
      const at: Vec2 = [snapLength(began[0] + dx, mode), snapLength(began[1] + dy, mode)];
      const bent = isPoint ? withPointAt(points, index, at) : withPointAfter(points, index, at);
      state.setPreview(null, null, new Map([[belt.id, bent]]));
    },
    release: () => {
      if (moved) actionsOf(model).settle(text.conveyors.did);
      else if (!isPoint)
        actionsOf(model).setCourse(belt.id, withPointAfter(points, index, began), text.conveyors.did);
    },
  };
}
