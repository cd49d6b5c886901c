/**
 * The editor's state: the document with its history, what is selected, the tool, and the preview of
 * a gesture in progress. A preview never enters the history; only the commit at its end does.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FloorArea, Placement, ScenarioDocument, Vec2, Zone, ZoneKind } from '../api/types';
import type { Copied } from './engine/copies';
import type { RackField } from './engine/racks';
import type { SnapMode } from './engine/snapping';
import { tabOf, type Tab } from './engine/sections';
import { begin, commit, redo, undo, type History } from './engine/history';

export type Tool = 'select' | 'add' | 'pan' | 'measure' | 'racks' | 'zone';
export type View = 'plan' | '3d';

/** What a tool draws before there is anything of it in the document. */
export type Sketch =
  | { kind: 'marquee' | 'measure'; from: Vec2; to: Vec2 }
  | { kind: 'zone'; zone: ZoneKind; from: Vec2; area: FloorArea };

export interface Held {
  copied: readonly Copied[];
  zones: readonly Zone[];
  step: [number, number];
  /** How many steps beside the originals the next paste lands. */
  times: number;
}

export interface EditorState {
  history: History<ScenarioDocument>;
  tab: Tab;
  /** The field that somebody wants to see, with a counter so that asking twice works. */
  wanted: { pointer: string; serial: number } | null;
  selection: readonly string[];
  tool: Tool;
  /** The catalogue item that the add tool places. */
  item: string | null;
  view: View;
  snap: SnapMode;
  /** Places of the parts being dragged or turned right now. */
  preview: ReadonlyMap<string, Placement> | null;
  /** Areas of the zones being dragged, turned or drawn out right now, by their ids. */
  areas: ReadonlyMap<string, FloorArea> | null;
  /** Courses of the conveyors being dragged right now, by their ids. */
  courses: ReadonlyMap<string, readonly Vec2[]> | null;
  sketch: Sketch | null;
  /** The kind that the zone tool draws. */
  zoneKind: ZoneKind;
  /** The field of racks that is being drawn up; nothing of it is in the document yet. */
  racks: RackField | null;
  /** What was copied, and how far beside it each further paste lands. */
  held: Held | null;
  /** The part that the view should bring into sight, with a counter so that asking twice works. */
  focus: { at: [number, number]; serial: number } | null;
  apply: (label: string, document: ScenarioDocument, mergeKey?: string | null) => void;
  undo: () => void;
  redo: () => void;
  /** Starts again from a document that somebody else saved. */
  load: (document: ScenarioDocument) => void;
  select: (ids: readonly string[]) => void;
  toggle: (id: string) => void;
  setTool: (tool: Tool, item?: string | null) => void;
  setView: (view: View) => void;
  setSnap: (snap: SnapMode) => void;
  /** Draws zones of a kind from now on. */
  drawZones: (kind: ZoneKind) => void;
  setPreview: (
    preview: ReadonlyMap<string, Placement> | null,
    areas?: ReadonlyMap<string, FloorArea> | null,
    courses?: ReadonlyMap<string, readonly Vec2[]> | null,
  ) => void;
  setSketch: (sketch: Sketch | null) => void;
  /** Draws up a field of racks in the plan; null ends it. */
  setRacks: (racks: RackField | null) => void;
  hold: (held: Held) => void;
  focusOn: (at: [number, number]) => void;
  setTab: (tab: Tab) => void;
  /** Goes to the form that has a field; false where no form does. */
  goTo: (pointer: string) => boolean;
}

export type EditorStore = StoreApi<EditorState>;

const NOTHING_SHOWN = { preview: null, areas: null, courses: null, sketch: null };

export function createEditorStore(document: ScenarioDocument, now: () => number = Date.now): EditorStore {
  return createStore<EditorState>()((set) => ({
    history: begin(document),
    tab: 'layout',
    wanted: null,
    selection: [],
    tool: 'select',
    item: null,
    view: 'plan',
    snap: 'grid',
    ...NOTHING_SHOWN,
    zoneKind: 'keep_out',
    racks: null,
    held: null,
    focus: null,
    apply: (label, next, mergeKey = null) =>
      set((s) => ({ history: commit(s.history, label, next, now(), mergeKey), ...NOTHING_SHOWN })),
    undo: () => set((s) => ({ history: undo(s.history), ...NOTHING_SHOWN })),
    redo: () => set((s) => ({ history: redo(s.history), ...NOTHING_SHOWN })),
    load: (next) => set({ history: begin(next), selection: [], ...NOTHING_SHOWN }),
    select: (ids) => set({ selection: ids }),
    toggle: (id) =>
      set((s) => ({
        selection: s.selection.includes(id)
          ? s.selection.filter((other) => other !== id)
          : [...s.selection, id],
      })),
    setTool: (tool, item = null) => set({ tool, item, ...NOTHING_SHOWN, racks: null }),
    setView: (view) => set({ view, ...NOTHING_SHOWN }),
    setSnap: (snap) => set({ snap }),
    drawZones: (zoneKind) =>
      set({ tool: 'zone', zoneKind, view: 'plan', item: null, racks: null, ...NOTHING_SHOWN }),
    setPreview: (preview, areas = null, courses = null) => set({ preview, areas, courses }),
    setSketch: (sketch) => set({ sketch }),
    setRacks: (racks) =>
      set(
        racks ? { racks, tool: 'racks', item: null, view: 'plan', selection: [] } : { racks, tool: 'select' },
      ),
    hold: (held) => set({ held }),
    focusOn: (at) => set((s) => ({ focus: { at, serial: (s.focus?.serial ?? 0) + 1 } })),
    setTab: (tab) => set({ tab, wanted: null }),
    goTo: (pointer) => {
      const tab = tabOf(pointer);
      if (tab === null || tab === 'layout') return false;
      set((s) => ({ tab, wanted: { pointer, serial: (s.wanted?.serial ?? 0) + 1 } }));
      return true;
    },
  }));
}
