/** The same tools in 3D: choose by click, move by drag along the floor. */
import { useMemo, useRef } from 'react';
import type { Vec2 } from '../api/types';
import { apiPath } from '../api/client';
import { SceneFrame } from '../scene/SceneFrame';
import { floorHeight } from '../scene/floor';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { movedFrom } from './PlanEditor';

const FIXED = new Set(['wall', 'column', 'floor', 'ceiling', 'lamp', 'marking']);

export function SceneEditor() {
  const model = useEditor();
  const { store, layout, changes, color, plan, cameras, items, scenario, readOnly, parts } = model;
  const selection = useEditorState((s) => s.selection);
  const preview = useEditorState((s) => s.preview);
  const setView = useEditorState((s) => s.setView);
  const from = useRef<{ at: Vec2; id: string } | null>(null);
  const floorZ = useMemo(() => floorHeight(parts), [parts]);
  const catalogue = useMemo(() => [...items.values()], [items]);

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
      drag={{
        start: (id, at, additive) => {
          const state = store.getState();
          const part = layout.get(id);
          if (!part) return false;
          if (part.partClass === 'floor') {
            if (!additive) state.select([]);
            return false;
          }
          if (additive) state.toggle(id);
          else if (!state.selection.includes(id)) state.select([id]);
          if (readOnly || FIXED.has(part.partClass)) return false;
          from.current = { at, id };
          return true;
        },
        move: (at, free) => {
          const began = from.current;
          if (!began) return;
          const state = store.getState();
          const chosen = state.selection.map((id) => layout.get(id)).filter((p) => p !== undefined);
          const mode = free ? 'free' : state.snap;
          state.setPreview(movedFrom(chosen, began.id, at[0] - began.at[0], at[1] - began.at[1], mode));
        },
        end: () => {
          from.current = null;
          const state = store.getState();
          if (state.preview) actionsOf(model).place(state.preview);
          state.setPreview(null);
        },
      }}
    />
  );
}
