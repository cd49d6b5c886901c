/** What keys, buttons and menus do to the selection: commands with their names in the history. */
import { text } from '../text';
import * as commands from './engine/commands';
import * as belts from './engine/conveyors';
import * as copies from './engine/copies';
import { addRacks, type RackField } from './engine/racks';
import * as zoning from './engine/zones';
import type { EditorModel } from './context';
import type { Held } from './store';
import type { FloorArea, Placement, ScenarioDocument, Vec2, Vec3, Zone, ZoneKind } from '../api/types';

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
  /** Makes what is previewed one entry of the history. */
  settle: (label: string) => void;
  addZone: (kind: ZoneKind, area: FloorArea) => void;
  changeZone: (id: string, change: (zone: Zone) => Zone, mergeKey?: string) => void;
  setArea: (id: string, area: FloorArea, label: string) => void;
  setCourse: (id: string, points: readonly Vec2[], label: string, mergeKey?: string) => void;
}

export function actionsOf(model: EditorModel): Actions {
  const { store, layout, readOnly } = model;
  const state = store.getState();
  const chosen = state.selection;
  const zoneIds = zoning.zoneIdsOf(chosen);
  const beltIds = belts.conveyorIdsOf(chosen);
  const document = state.history.present;
  const apply: typeof state.apply = (label, next, mergeKey) => {
    if (!readOnly) state.apply(label, next, mergeKey);
  };
  const withoutCopied = (): ScenarioDocument =>
    zoning.removeZones(commands.remove(document, layout, chosen), zoneIds);
  const heldZones = (): Zone[] => document.zones.filter((zone) => zoneIds.includes(zone.id));
  const taken = (): Pick<Held, 'copied' | 'zones' | 'step'> => ({
    copied: copies.copy(document, layout, chosen),
    zones: heldZones(),
    step: offsetFor(model, chosen),
  });
  const put = (
    copied: readonly copies.Copied[],
    zones: readonly Zone[],
    by: Vec2,
  ): { document: ScenarioDocument; keys: string[] } => {
    const parts = copies.paste(document, layout, copied, by);
    const all = zoning.pasteZones(parts.document, zones, by);
    return { document: all.document, keys: [...parts.ids, ...all.ids.map(zoning.zoneKey)] };
  };
  return {
    nudge: (dx, dy) => {
      const parts = commands.shift(document, layout, chosen, dx, dy);
      const all = belts.shiftConveyors(zoning.shiftZones(parts, zoneIds, [dx, dy]), beltIds, [dx, dy]);
      apply(did.move, all, `nudge:${chosen.join()}`);
    },
    turn: (byRad) =>
      apply(did.turn, zoning.turnZones(commands.turn(document, layout, chosen, byRad), zoneIds, byRad)),
    remove: () => {
      apply(did.remove, belts.removeConveyors(withoutCopied(), beltIds));
      if (!readOnly) state.select([]);
    },
    duplicate: () => {
      const made = put(copies.copy(document, layout, chosen), heldZones(), offsetFor(model, chosen));
      apply(did.duplicate, made.document);
      if (!readOnly && made.keys.length) state.select(made.keys);
    },
    copy: () => {
      if (chosen.length === 0) return;
      state.hold({ ...taken(), times: 1 });
    },
    cut: () => {
      if (readOnly || chosen.length === 0) return;
      state.hold({ ...taken(), times: 0 }); // first pasted where it was
      apply(did.cut, withoutCopied());
      state.select([]);
    },
    paste: () => {
      const { held } = state;
      if (!held || readOnly) return;
      const { copied, zones, step, times } = held;
      const made = put(copied, zones, [step[0] * times, step[1] * times]);
      apply(did.paste, made.document);
      state.hold({ ...held, times: times + 1 });
      state.select(made.keys);
    },
    array: (count, [dx, dy]) => {
      const made = copies.array(document, layout, chosen, count, [dx, dy]);
      apply(did.array, made.document);
      if (!readOnly && made.ids.length) state.select(made.ids);
    },
    reset: (ids = chosen) => {
      const base = { layout: model.baseLayout, edits: model.base?.document.layout ?? [] };
      const parts = commands.resetToBase(document, layout, base, ids);
      apply(did.reset, zoning.resetZones(parts, model.baseZones, zoning.zoneIdsOf(ids)));
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
    settle: (label) => {
      const { preview, areas, courses } = model.store.getState();
      const placed = preview ? commands.place(document, layout, preview) : document;
      const ground = areas ? zoning.setAreas(placed, areas) : placed;
      apply(label, courses ? belts.setCourses(ground, courses) : ground);
      state.setPreview(null);
    },
    addZone: (kind, area) => {
      if (readOnly) return;
      const made = zoning.addZone(document, kind, area, text.zones.named[kind]);
      apply(did.zone, made.document);
      if (made.id === null) return;
      state.setTool('select');
      state.select([zoning.zoneKey(made.id)]);
    },
    changeZone: (id, change, mergeKey) =>
      apply(did.zone, zoning.changeZone(document, id, change), mergeKey ?? null),
    setArea: (id, area, label) =>
      apply(label, zoning.setAreas(document, new Map([[id, area]])), `area:${id}`),
    setCourse: (id, points, label, mergeKey) =>
      apply(label, belts.setCourses(document, new Map([[id, points]])), mergeKey ?? null),
  };
}

/** A copy lands beside its original, clear of it along the shorter side. */
function offsetFor(model: EditorModel, ids: readonly string[]): Vec2 {
  const part = model.layout.get(ids.find((id) => model.layout.has(id)) ?? '');
  if (!part) return [1, -1];
  const turned = Math.abs(Math.sin(part.at.heading_rad)) > 0.7;
  const [l, w] = turned ? [part.size[1], part.size[0]] : [part.size[0], part.size[1]];
  return l <= w ? [Number((l + 0.5).toFixed(1)), 0] : [0, -Number((w + 0.5).toFixed(1))];
}
