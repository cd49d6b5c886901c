/** Moving what is chosen, and turning one thing by its knob. */
import type { FloorArea, Placement, Vec2, Zone } from '../../api/types';
import { text } from '../../text';
import { actionsOf } from '../actions';
import type { EditorModel } from '../context';
import { conveyorIdOf, conveyorIdsOf, ownCourses, shiftedCourse } from '../engine/conveyors';
import type { LayoutPart } from '../engine/placement';
import { snapAngle, snapLength, type SnapMode } from '../engine/snapping';
import { shifted, zoneIdOf } from '../engine/zones';
import { between, modeOf, STILL_M, type Gesture, type Hand } from './gesture';

interface Chosen {
  parts: LayoutPart[];
  zones: Zone[];
  /** Of the conveyors that have a course of their own, by their ids. */
  courses: Map<string, Vec2[]>;
}

/** What of a selection is there and can be moved. */
export function chosenOf(model: EditorModel, keys: readonly string[]): Chosen {
  const parts = keys
    .map((key) => model.layout.get(key))
    .filter((part) => part !== undefined && part.state !== 'removed') as LayoutPart[];
  const zones = model.document.zones.filter((zone) => keys.some((key) => zoneIdOf(key) === zone.id));
  return { parts, zones, courses: ownCourses(model.document, conveyorIdsOf(keys)) };
}

/** Everything moves by what brings the grabbed thing onto the grid, so that a group keeps its shape. */
export function movedBy(
  { parts, zones, courses }: Chosen,
  grabbed: string,
  [dx, dy]: Vec2,
  mode: SnapMode,
): { places: Map<string, Placement>; areas: Map<string, FloorArea>; courses: Map<string, Vec2[]> } {
  const zone = zones.find((z) => z.id === zoneIdOf(grabbed));
  const part = parts.find((p) => p.id === grabbed);
  const [start] = courses.get(conveyorIdOf(grabbed) ?? '') ?? [...courses.values()][0] ?? [];
  const begun = start && { x_m: start[0], y_m: start[1] };
  const lead = zone?.area ?? part?.at ?? (conveyorIdOf(grabbed) === null ? undefined : begun);
  const { x_m, y_m } = lead ?? parts[0]?.at ?? zones[0]?.area ?? begun ?? { x_m: 0, y_m: 0 };
  const by: Vec2 = [snapLength(x_m + dx, mode) - x_m, snapLength(y_m + dy, mode) - y_m];
  const move = (at: Placement): Placement => ({ ...at, x_m: at.x_m + by[0], y_m: at.y_m + by[1] });
  return {
    places: new Map(parts.map((p) => [p.id, move(p.at)])),
    areas: new Map(zones.map((z) => [z.id, shifted(z.area, by)])),
    courses: new Map([...courses].map(([id, points]) => [id, shiftedCourse(points, by)])),
  };
}

/** Moves the selection by what was taken; without a move, a press on one of several chooses it alone. */
export function moving(model: EditorModel, grabbed: string, start: Hand): Gesture {
  const state = model.store.getState();
  const chosen = chosenOf(model, state.selection);
  let moved = false;
  return {
    drag: (hand) => {
      const by = between(start.at, hand.at);
      if (model.readOnly || (!moved && Math.hypot(...by) < STILL_M)) return;
      moved = true;
      const { places, areas, courses } = movedBy(chosen, grabbed, by, modeOf(model, hand));
      state.setPreview(places, areas, courses);
    },
    release: () => {
      if (moved) actionsOf(model).settle(text.editor.did.move);
      else if (!start.additive) state.select([grabbed]);
    },
  };
}

const angle = ([cx, cy]: Vec2, [x, y]: Vec2): number => Math.atan2(y - cy, x - cx);

/** Turns the one thing that is chosen about its middle. */
export function turning(model: EditorModel, start: Hand): Gesture | null {
  const state = model.store.getState();
  const { parts, zones } = chosenOf(model, state.selection);
  const lead = parts[0]?.at ?? zones[0]?.area;
  if (!lead) return null;
  const middle: Vec2 = [lead.x_m, lead.y_m];
  const from = angle(middle, start.at);
  return {
    drag: (hand) => {
      if (model.readOnly) return;
      const mode = modeOf(model, hand);
      const turn = <T extends { heading_rad: number }>(at: T): T => ({
        ...at,
        heading_rad: snapAngle(at.heading_rad + angle(middle, hand.at) - from, mode),
      });
      state.setPreview(
        new Map(parts.map((p) => [p.id, turn(p.at)])),
        new Map(zones.map((z) => [z.id, turn(z.area)])),
      );
    },
    release: () => actionsOf(model).settle(text.editor.did.turn),
  };
}
