/** The plan of what a run played: building, footprints, where its parts stood. The scenario may have changed since. */
import { useMemo } from 'react';
import { useCatalog, useFloorPlan, useParts, usePlayed } from '../api/queries';
import type { CatalogItem, FloorPlan, Part, ScenarioDocument, Zone } from '../api/types';
import { coursesOf, type Course } from '../editor/engine/conveyors';
import { applyEdits, restLayout, type LayoutPart } from '../editor/engine/placement';

export interface PlanOf {
  revisionId: string;
  plan: FloorPlan;
  parts: Part[];
  items: CatalogItem[];
  layout: Map<string, LayoutPart>;
  /** None where only the layout is told, as by a shared link. */
  zones: readonly Zone[];
  /** The conveyors where they run; none where only the layout is told. */
  courses: readonly Course[];
  document: ScenarioDocument;
}

export function usePlanOf(runId: string | undefined): PlanOf | null {
  const played = usePlayed(runId);
  const revisionId = played.data?.twin_revision_id;
  const parts = useParts(revisionId);
  const plan = useFloorPlan(revisionId);
  const catalog = useCatalog();
  return useMemo(() => {
    if (!revisionId || !played.data || !parts.data || !plan.data || !catalog.data) return null;
    const { document } = played.data;
    const items = new Map(catalog.data.map((item) => [item.id, item]));
    const layout = applyEdits(restLayout(parts.data), document.layout, items);
    const { zones = [] } = document as Partial<ScenarioDocument>;
    const courses = coursesOf(document, layout);
    return {
      revisionId,
      plan: plan.data,
      parts: parts.data,
      items: catalog.data,
      layout,
      zones,
      courses,
      document,
    };
  }, [revisionId, played.data, parts.data, plan.data, catalog.data]);
}
