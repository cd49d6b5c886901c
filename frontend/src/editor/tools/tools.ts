/** Which gesture a press begins, by the tool and by what lies under the pointer; null leaves it to the view. */
import type { Vec2 } from '../../api/types';
import { actionsOf } from '../actions';
import type { EditorModel } from '../context';
import { conveyorIdOf } from '../engine/conveyors';
import { boxOf } from '../engine/geometry';
import { FIXED, idsIn } from '../engine/marquee';
import { snapLength } from '../engine/snapping';
import { zoneIdOf, zoneKey, zonesWithin } from '../engine/zones';
import { bending } from './conveyorTools';
import { between, modeOf, type Gesture, type Hand, type Under } from './gesture';
import { moving, turning } from './moving';
import { drawing, resizing } from './zoneTools';

export const ROTATE = 'rotate-handle';
export const RACK_ROW = 'rack-row';

export function press(model: EditorModel, hand: Hand, under: Under): Gesture | null {
  switch (model.store.getState().tool) {
    case 'pan':
      return null;
    case 'racks':
      return placingRacks(model, hand, under.handle === RACK_ROW);
    case 'measure':
      return sketching(model, 'measure', hand);
    case 'add':
      return adding(model, hand);
    case 'zone':
      return drawing(model, hand);
    default:
      return selecting(model, hand, under);
  }
}

/** Taken by a row the field is dragged; elsewhere its middle comes to the pointer. */
function placingRacks(model: EditorModel, start: Hand, isHeld: boolean): Gesture | null {
  const { racks, setRacks } = model.store.getState();
  if (!racks) return null;
  const middle = isHeld ? racks.at : start.at;
  const show = (hand: Hand): void => {
    const [dx, dy] = between(start.at, hand.at);
    const mode = modeOf(model, hand);
    setRacks({ ...racks, at: [snapLength(middle[0] + dx, mode), snapLength(middle[1] + dy, mode)] });
  };
  if (!isHeld) show(start);
  return { drag: show, release: () => undefined };
}

function adding(model: EditorModel, hand: Hand): Gesture | null {
  const { item } = model.store.getState();
  if (!item) return null;
  const mode = modeOf(model, hand);
  const [x_m, y_m] = hand.at.map((value) => snapLength(value, mode)) as Vec2;
  actionsOf(model).add(item, { x_m, y_m, z_m: 0, heading_rad: 0 });
  return { drag: () => undefined, release: () => undefined };
}

/** A line that measures and stays, or a box that chooses what lies in it and goes. */
function sketching(model: EditorModel, kind: 'measure' | 'marquee', start: Hand): Gesture {
  const state = model.store.getState();
  const show = (hand: Hand): void => state.setSketch({ kind, from: start.at, to: hand.at });
  if (kind === 'measure') show(start);
  return {
    drag: show,
    release: (hand) => {
      if (kind === 'measure') return;
      state.setSketch(null);
      const box = boxOf([start.at, hand.at]);
      const zones = zonesWithin(model.document.zones, box).map(zoneKey);
      state.select([...new Set([...state.selection, ...idsIn(model.layout.values(), box), ...zones])]);
    },
  };
}

function selecting(model: EditorModel, hand: Hand, under: Under): Gesture | null {
  const state = model.store.getState();
  const { key, handle } = under;
  if (handle === ROTATE) return turning(model, hand);
  if (handle) return bending(model, handle, hand) ?? resizing(model, handle, hand);
  const part = key ? model.layout.get(key) : undefined;
  const isOther = key !== null && (zoneIdOf(key) !== null || conveyorIdOf(key) !== null);
  const isWall = part && FIXED.has(part.partClass) && !state.selection.includes(part.id) && !hand.additive;
  if (key === null || !(part || isOther) || isWall) {
    if (part && !hand.shift) {
      state.select([part.id]);
      return null;
    }
    if (hand.additive) return sketching(model, 'marquee', hand);
    state.select([]);
    return null;
  }
  if (hand.additive) state.toggle(key);
  else if (!state.selection.includes(key)) state.select([key]);
  return moving(model, key, hand);
}
