import { describe, expect, it } from 'vitest';
import type { ComparisonRow, Facility, ScenarioRow } from '../src/api/types';
import { nextOf, ownFacility, stepsOf } from '../src/start/progress';

const facility = (id: string, source: string, status = 'ready', created = '2026-01-01'): Facility =>
  ({ id, name: id, created_at: created, latest_revision: { source_name: source, status } }) as Facility;
const row = (id: string, changes: number, run: string | null = null): ScenarioRow =>
  ({ id, change_count: changes, latest_run: run === null ? null : { status: run } }) as ScenarioRow;

describe('the first steps', () => {
  it('count a facility of one’s own, not the demonstration', () => {
    const demo = facility('demo', 'dc-north.glb', 'ready', '2026-03-01');
    expect(ownFacility([demo])).toBeUndefined();
    expect(
      ownFacility([demo, facility('a', 'hall.glb'), facility('b', 'hall.obj', 'ready', '2026-02-01')])?.id,
    ).toBe('b');
  });

  it('tick themselves in turn, and lead to where the next one is done', () => {
    const own = facility('hall', 'hall.glb');
    const next = (...rest: [ScenarioRow[], ComparisonRow[]]): unknown => {
      const steps = stepsOf(own, ...rest);
      const name = nextOf(steps);
      return name && [name, steps.find((step) => step.name === name)?.to];
    };
    expect(nextOf(stepsOf(undefined, [], []))).toBe('upload');
    expect(nextOf(stepsOf(facility('hall', 'hall.glb', 'importing'), [], []))).toBe('upload');
    expect(next([row('base', 0)], [])).toEqual(['change', '/facilities/hall']);
    expect(next([row('base', 0), row('v', 2)], [])).toEqual(['run', '/scenarios/v']);
    expect(next([row('base', 0), row('v', 2, 'running')], [])).toEqual(['run', '/scenarios/v']);
    expect(next([row('base', 0), row('v', 2, 'done')], [])).toEqual(['compare', '/facilities/hall']);
    expect(next([row('base', 0, 'done'), row('v', 2, 'done')], [{} as ComparisonRow])).toBeNull();
  });
});
