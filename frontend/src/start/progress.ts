/** How far an organisation is with its own building, from what it has; pure, so that the list ticks itself. */
import type { ComparisonRow, Facility, ScenarioRow } from '../api/types';

/** What the demonstration is made from; a facility from any other file is the organisation's own. */
const DEMO_FILE = 'dc-north.glb';

export type StepName = 'upload' | 'change' | 'run' | 'compare';

export interface Step {
  name: StepName;
  done: boolean;
  /** Where its work is done; null where that is a dialog of this page. */
  to: string | null;
}

export const isDemo = (facility: Facility): boolean => facility.latest_revision?.source_name === DEMO_FILE;

/** The newest facility that was not made by the demonstration. */
export const ownFacility = (facilities: readonly Facility[]): Facility | undefined =>
  facilities.filter((f) => !isDemo(f)).sort((a, b) => b.created_at.localeCompare(a.created_at))[0];

export function stepsOf(
  own: Facility | undefined,
  scenarios: readonly ScenarioRow[],
  comparisons: readonly ComparisonRow[],
): Step[] {
  const place = own ? `/facilities/${own.id}` : null;
  const changed = scenarios.find((row) => row.change_count > 0);
  return [
    { name: 'upload', done: own?.latest_revision?.status === 'ready', to: place },
    { name: 'change', done: changed !== undefined, to: place },
    {
      name: 'run',
      done: scenarios.some((row) => row.latest_run?.status === 'done'),
      to: changed ? `/scenarios/${changed.id}` : place,
    },
    { name: 'compare', done: comparisons.length > 0, to: place },
  ];
}

/** The first thing that is still to do. */
export const nextOf = (steps: readonly Step[]): StepName | null =>
  steps.find((step) => !step.done)?.name ?? null;
