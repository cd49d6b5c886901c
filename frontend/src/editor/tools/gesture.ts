/**
 * What a tool is: a press begins a gesture, which remembers where it began and works out its result from
 * there on every move. It shows as a preview in the store and is one entry of the history when it ends.
 * Nothing here knows the page, so that the tools run without one.
 */
import type { Vec2 } from '../../api/types';
import type { SnapMode } from '../engine/snapping';
import type { EditorModel } from '../context';

/** The pointer over the plan. */
export interface Hand {
  at: Vec2;
  /** Shift, Ctrl or Cmd: adds to the selection. */
  additive: boolean;
  shift: boolean;
  /** Alt: without the grid. */
  free: boolean;
}

/** What lies under the pointer: a part or zone by its key in the selection, or a handle by its name. */
export interface Under {
  key: string | null;
  handle: string | null;
}

export interface Gesture {
  drag: (hand: Hand) => void;
  release: (hand: Hand) => void;
}

/** A pointer moves farther than this before something follows it, in m. */
export const STILL_M = 0.05;

export const modeOf = (model: EditorModel, hand: Hand): SnapMode =>
  hand.free ? 'free' : model.store.getState().snap;

export const between = (from: Vec2, to: Vec2): Vec2 => [to[0] - from[0], to[1] - from[1]];
