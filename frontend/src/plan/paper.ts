/** What lies on a plan's paper shares with it: the viewport, and a way to ask which part is at a point. */
import { createContext, useContext } from 'react';
import type { Vec2 } from '../api/types';
import type { LayoutPart } from '../editor/engine/placement';
import type { Viewport } from './viewport';

/** The uppermost part at a point of the floor, with so many metres of slack for thin lines. */
export type Pick = (world: Vec2, slack: number) => LayoutPart | null;

export interface Paper {
  viewport: Viewport;
  /** Whoever draws parts answers what is where; the plan asks on a press and while the pointer rests on it. */
  answer: (pick: Pick | null) => void;
}

export const PaperContext = createContext<Paper | null>(null);

export function usePaper(): Paper {
  const paper = useContext(PaperContext);
  if (!paper) throw new Error('outside of a plan');
  return paper;
}
