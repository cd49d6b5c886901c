/** The plan of the variant that a run played: building, footprints, where its parts stand. */
import { useMemo } from 'react';
import { useCatalog, useFloorPlan, useParts } from '../api/queries';
import type { FloorPlan, Scenario } from '../api/types';
import { applyEdits, restLayout, type LayoutPart } from '../editor/engine/placement';

export interface PlanOf {
  plan: FloorPlan;
  layout: Map<string, LayoutPart>;
}

export function usePlanOf(scenario: Scenario): PlanOf | null {
  const revision = scenario.revision.twin_revision_id;
  const parts = useParts(revision);
  const plan = useFloorPlan(revision);
  const catalog = useCatalog();
  return useMemo(() => {
    if (!parts.data || !plan.data || !catalog.data) return null;
    const items = new Map(catalog.data.map((item) => [item.id, item]));
    return { plan: plan.data, layout: applyEdits(restLayout(parts.data), scenario.document.layout, items) };
  }, [parts.data, plan.data, catalog.data, scenario.document.layout]);
}
