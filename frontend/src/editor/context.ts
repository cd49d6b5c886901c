/** What every part of the editor needs: the store, the variant and its base, and what follows from them. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Camera, CatalogItem, FloorPlan, Part, Scenario, ScenarioDocument, Zone } from '../api/types';
import type { Change } from './engine/against';
import type { LayoutPart } from './engine/placement';
import type { ZoneChange } from './engine/zones';
import type { EditorState, EditorStore } from './store';
import type { Person } from './usePresence';

export interface EditorModel {
  store: EditorStore;
  scenario: Scenario;
  base: Scenario | null;
  baseName: string;
  color: string;
  parts: Part[];
  plan: FloorPlan;
  items: Map<string, CatalogItem>;
  cameras: Camera[];
  rest: Map<string, LayoutPart>;
  baseLayout: Map<string, LayoutPart>;
  document: ScenarioDocument;
  layout: Map<string, LayoutPart>;
  changes: Map<string, Change>;
  /** The zones as the base has them; those of the variant are in its document. */
  baseZones: readonly Zone[];
  zoneChanges: ReadonlyMap<string, ZoneChange>;
  readOnly: boolean;
  /** Who else has this scenario open. */
  others: readonly Person[];
  /** Saves what is open at once; true when the server has the present document. */
  save: () => Promise<boolean>;
}

export const EditorContext = createContext<EditorModel | null>(null);

export function useEditor(): EditorModel {
  const model = useContext(EditorContext);
  if (!model) throw new Error('outside of the editor');
  return model;
}

export function useEditorState<T>(select: (state: EditorState) => T): T {
  return useStore(useEditor().store, select);
}
