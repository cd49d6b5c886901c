/** The same tools in 3D: choose by click, move by drag along the floor. */
import { lazy, useMemo, useRef } from 'react';
import { apiPath } from '../api/client';
import { SceneFrame } from '../scene/SceneFrame';
import { floorHeight } from '../scene/floor';
import type { SceneDrag } from '../scene/useFloorDrag';
import { useEditor, useEditorState } from './context';
import { conveyorIdOf } from './engine/conveyors';
import { zoneIdOf } from './engine/zones';
import type { Gesture, Hand } from './tools/gesture';
import { moving } from './tools/moving';
import { useConveyors } from './useConveyors';

const Conveyors3D = lazy(() => import('../scene/Conveyors3D'));
const Zones3D = lazy(() => import('../scene/Zones3D'));
const FIXED = new Set(['wall', 'column', 'floor', 'ceiling', 'lamp', 'marking']);

export function SceneEditor() {
  const model = useEditor();
  const { store, layout, changes, color, plan, cameras, items, scenario, readOnly, parts } = model;
  const selection = useEditorState((s) => s.selection);
  const preview = useEditorState((s) => s.preview);
  const areas = useEditorState((s) => s.areas);
  const setView = useEditorState((s) => s.setView);
  const { courses, changes: beltChanges } = useConveyors();
  const gesture = useRef<Gesture | null>(null);
  const last = useRef<Hand | null>(null);
  const floorZ = useMemo(() => floorHeight(parts), [parts]);
  const catalogue = useMemo(() => [...items.values()], [items]);

  const drag: SceneDrag = {
    start: (key, at, additive) => {
      const state = store.getState();
      const part = layout.get(key);
      const isBelt = conveyorIdOf(key) !== null;
      if (!part && !isBelt && zoneIdOf(key) === null) return false;
      if (part?.partClass === 'floor') {
        if (!additive) state.select([]);
        return false;
      }
      if (additive) state.toggle(key);
      else if (!state.selection.includes(key)) state.select([key]);
      if (readOnly || isBelt || (part && FIXED.has(part.partClass))) return false;
      last.current = { at, additive, shift: additive, free: false };
      gesture.current = moving(model, key, last.current);
      return true;
    },
    move: (at, free) => {
      last.current = { at, additive: false, shift: false, free };
      gesture.current?.drag(last.current);
    },
    end: () => {
      if (last.current) gesture.current?.release(last.current);
      gesture.current = null;
    },
  };
  return (
    <SceneFrame
      onPlan={() => setView('plan')}
      glbUrl={apiPath(`revisions/${scenario.revision.twin_revision_id}/scene.glb`)}
      bounds={plan.bounds}
      floorZ={floorZ}
      layout={layout}
      preview={preview}
      changes={changes}
      color={color}
      selection={selection}
      cameras={cameras}
      items={catalogue}
      onPick={(id, additive) => {
        const state = store.getState();
        if (id && additive) state.toggle(id);
        else state.select(id ? [id] : []);
      }}
      drag={drag}
    >
      <Zones3D
        zones={model.document.zones}
        areas={areas}
        changes={model.zoneChanges}
        color={color}
        selection={selection}
        floorZ={floorZ}
        drag={drag}
      />
      <Conveyors3D
        courses={courses}
        changes={beltChanges}
        color={color}
        selection={selection}
        floorZ={floorZ}
        drag={drag}
      />
    </SceneFrame>
  );
}
