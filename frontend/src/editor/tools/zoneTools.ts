/** Drawing a zone, by a drag or by two clicks, and drawing out its sides by handles. */
import type { FloorArea, Vec2, ZoneKind } from '../../api/types';
import { text } from '../../text';
import { actionsOf } from '../actions';
import type { EditorModel } from '../context';
import { areaBetween, drawnOut, stripBetween, HANDLES, type Handle } from '../engine/area';
import type { SnapMode } from '../engine/snapping';
import { USUAL_M, zoneIdsOf } from '../engine/zones';
import { between, modeOf, type Gesture, type Hand } from './gesture';

/** Less than this from the first point is a click and no drag, in m. */
const CLICK_M = 0.3;

/** An aisle is drawn along its way, everything else from corner to corner. */
export const drawnArea = (kind: ZoneKind, from: Vec2, to: Vec2, mode: SnapMode): FloorArea =>
  kind === 'one_way' ? stripBetween(from, to, USUAL_M.one_way[1], mode) : areaBetween(from, to, mode);

/** Begins a zone at the first press; one that was begun by a click ends at the next press. */
export function drawing(model: EditorModel, start: Hand): Gesture | null {
  const state = model.store.getState();
  if (model.readOnly) return null;
  const kind = state.zoneKind;
  const pending = state.sketch?.kind === 'zone' ? state.sketch : null;
  const from = pending?.from ?? start.at;
  const show = (hand: Hand): void => {
    const area = drawnArea(kind, from, hand.at, modeOf(model, hand));
    state.setSketch({ kind: 'zone', zone: kind, from, area });
  };
  const far = (hand: Hand): boolean => Math.hypot(...between(from, hand.at)) > CLICK_M;
  show(start);
  return {
    drag: show,
    release: (hand) => {
      if (!far(hand)) return; // a click: the next one ends it
      state.setSketch(null);
      actionsOf(model).addZone(kind, drawnArea(kind, from, hand.at, modeOf(model, hand)));
    },
  };
}

/** Between the two clicks the zone follows the pointer. */
export function hovering(model: EditorModel, hand: Hand): void {
  const { sketch, setSketch } = model.store.getState();
  if (sketch?.kind !== 'zone') return;
  setSketch({ ...sketch, area: drawnArea(sketch.zone, sketch.from, hand.at, modeOf(model, hand)) });
}

const NAME = 'zone-handle-';
export const handleName = (handle: Handle): string => NAME + handle.join();

/** Draws out the side or corner of the chosen zone that a handle belongs to; null for other handles. */
export function resizing(model: EditorModel, name: string, start: Hand): Gesture | null {
  const handle = HANDLES.find((other) => handleName(other) === name);
  const state = model.store.getState();
  const [id] = zoneIdsOf(state.selection);
  const zone = model.document.zones.find((z) => z.id === id);
  if (!handle || !zone) return null;
  return {
    drag: (hand) => {
      if (model.readOnly) return;
      const area = drawnOut(zone.area, handle, between(start.at, hand.at), modeOf(model, hand));
      state.setPreview(null, new Map([[zone.id, area]]));
    },
    release: () => actionsOf(model).settle(text.editor.did.resize),
  };
}
