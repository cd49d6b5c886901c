/** What keys, buttons and menus do to the selection: commands with their names in the history. */
import { text } from '../text';
import * as commands from './engine/commands';
import * as copies from './engine/copies';
import { addRacks, type RackField } from './engine/racks';
import type { EditorModel } from './context';
import type { Placement, Vec2, Vec3 } from '../api/types';

const did = text.editor.did;

export interface Actions {
  nudge: (dx: number, dy: number) => void;
  turn: (byRad: number) => void;
  remove: () => void;
  duplicate: () => void;
  copy: () => void;
  cut: () => void;
  paste: () => void;
  array: (count: number, step: Vec2) => void;
  reset: (ids?: readonly string[]) => void;
  place: (moves: ReadonlyMap<string, Placement>, label?: string, mergeKey?: string) => void;
  resize: (id: string, size: Vec3) => void;
  add: (itemId: string, at: Placement) => void;
  racks: (field: RackField) => void;
}

export function actionsOf(model: EditorModel): Actions {
  const { store, layout, readOnly } = model;
  const state = store.getState();
  const chosen = state.selection;
  const document = state.history.present;
  const apply: typeof state.apply = (label, next, mergeKey) => {
    if (!readOnly) state.apply(label, next, mergeKey);
  };
  return {
    nudge: (dx, dy) =>
      apply(did.move, commands.shift(document, layout, chosen, dx, dy), `nudge:${chosen.join()}`),
    turn: (byRad) => apply(did.turn, commands.turn(document, layout, chosen, byRad)),
    remove: () => {
      apply(did.remove, commands.remove(document, layout, chosen));
      if (!readOnly) state.select([]);
    },
    duplicate: () => {
      const made = copies.duplicate(document, layout, chosen, offsetFor(model, chosen));
      apply(did.duplicate, made.document);
      if (!readOnly && made.ids.length) state.select(made.ids);
    },
    copy: () => {
      if (chosen.length === 0) return;
      const copied = copies.copy(document, layout, chosen);
      state.hold({ copied, step: offsetFor(model, chosen), times: 1 });
    },
    cut: () => {
      if (readOnly || chosen.length === 0) return;
      const copied = copies.copy(document, layout, chosen);
      state.hold({ copied, step: offsetFor(model, chosen), times: 0 }); // first pasted where it was
      apply(did.cut, commands.remove(document, layout, chosen));
      state.select([]);
    },
    paste: () => {
      const { held } = state;
      if (!held || readOnly) return;
      const { copied, step, times } = held;
      const made = copies.paste(document, layout, copied, [step[0] * times, step[1] * times]);
      apply(did.paste, made.document);
      state.hold({ ...held, times: times + 1 });
      state.select(made.ids);
    },
    array: (count, [dx, dy]) => {
      const made = copies.array(document, layout, chosen, count, [dx, dy]);
      apply(did.array, made.document);
      if (!readOnly && made.ids.length) state.select(made.ids);
    },
    reset: (ids = chosen) => {
      const base = { layout: model.baseLayout, edits: model.base?.document.layout ?? [] };
      apply(did.reset, commands.resetToBase(document, layout, base, ids));
    },
    place: (moves, label = did.move, mergeKey) =>
      apply(label, commands.place(document, layout, moves), mergeKey ?? null),
    resize: (id, size) => apply(did.resize, commands.resize(document, id, size), `resize:${id}`),
    add: (itemId, at) => {
      const item = model.items.get(itemId);
      if (!item || readOnly) return;
      const made = commands.add(document, layout, item, at);
      apply(did.add, made.document);
      state.select([made.id]);
    },
    racks: (field) => {
      const item = model.items.get(field.item);
      if (!item || readOnly) return;
      const made = addRacks(document, layout, field, item);
      apply(did.racks, made.document);
      state.setRacks(null);
      state.select(made.ids);
    },
  };
}

/** A copy lands beside its original, clear of it along the shorter side. */
function offsetFor(model: EditorModel, ids: readonly string[]): Vec2 {
  const part = model.layout.get(ids[0] ?? '');
  if (!part) return [1, -1];
  const turned = Math.abs(Math.sin(part.at.heading_rad)) > 0.7;
  const [l, w] = turned ? [part.size[1], part.size[0]] : [part.size[0], part.size[1]];
  return l <= w ? [Number((l + 0.5).toFixed(1)), 0] : [0, -Number((w + 0.5).toFixed(1))];
}
