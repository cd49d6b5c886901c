import { describe, expect, it } from 'vitest';
import type { Routing, RoutingStep, Station } from '../src/api/types';
import { tabOf, upwards } from '../src/editor/engine/sections';
import { freeName, replaceStation, swapSteps, tidyStation, withoutStep } from '../src/editor/engine/stations';
import { freshModel } from '../src/fields/schema';
import { emptyDocument } from './fixtures';

const station = (given: Record<string, unknown>): Station =>
  freshModel('Station', given) as unknown as Station;
const step = (given: Record<string, unknown>): RoutingStep =>
  freshModel('Step', { process: freshModel('Duration', { mean_s: 60 }), ...given }) as unknown as RoutingStep;
const routing = (steps: RoutingStep[]): Routing =>
  freshModel('Routing', { id: 'r', steps }) as unknown as Routing;
const again = (to_step: number): RoutingStep['rework'] => ({ probability: 0.1, to_step });

describe('a station', () => {
  it('keeps only what its kind knows', () => {
    const served = tidyStation(station({ id: 'a', kind: 'pack', manned: true, buffer: 3, pool: 'p' }));
    expect(served).toMatchObject({ manned: false, buffer: null, pool: 'p' });
    expect(tidyStation({ ...served, kind: 'work', manned: true, buffer: 3 })).toMatchObject({
      manned: true,
      buffer: 3,
      pool: null,
    });
  });

  it('takes along whatever leads to it when it is renamed', () => {
    const before = {
      ...emptyDocument(),
      stations: [station({ id: 'a', kind: 'work' }), station({ id: 'b', kind: 'work' })],
      conveyors: [
        {
          id: 'c',
          from_station: 'a',
          to_station: 'b',
          speed_mps: 1,
          length_m: null,
          path: null,
          capacity: null,
        },
      ],
      routings: [routing([step({ stations: ['a', 'b'] })])],
      events: [{ kind: 'station_down' as const, target: 'a', start_s: 0, end_s: 1, area: null, amount: 1 }],
    };
    const after = replaceStation(before, 0, { ...before.stations[0]!, id: 'new' });
    expect(after.conveyors[0]).toMatchObject({ from_station: 'new', to_station: 'b' });
    expect(after.routings[0]!.steps[0]!.stations).toEqual(['new', 'b']);
    expect(after.events[0]!.target).toBe('new');
  });

  it('gets a name that is free', () => expect(freeName(['pack-1', 'pack-3'], 'pack')).toBe('pack-2'));
});

describe('steps of a job', () => {
  it('keep rework pointing to the step that it meant when two change places', () => {
    const before = routing([
      step({ stations: ['a'] }),
      step({ stations: ['b'] }),
      step({ rework: again(1) }),
    ]);
    const after = swapSteps(before, 0);
    expect(after.steps.map(({ stations }) => stations[0])).toEqual(['b', 'a', undefined]);
    expect(after.steps[2]!.rework).toEqual(again(0));
  });

  it('never send a job ahead', () => {
    const after = swapSteps(routing([step({}), step({ rework: again(1) })]), 0);
    expect(after.steps[0]!.rework!.to_step).toBe(0);
  });

  it('close up when one is removed', () => {
    const before = routing([step({}), step({}), step({ rework: again(1) })]);
    expect(withoutStep(before, 0).steps[1]!.rework).toEqual(again(0));
    expect(withoutStep(before, 1).steps[1]!.rework).toEqual(again(0));
  });
});

describe('a pointer of a finding', () => {
  it('leads to the tab that has the field, and to what is around it', () => {
    expect(tabOf('/demand/pick_s')).toBe('demand');
    expect(tabOf('/routings/0/steps/1')).toBe('jobs');
    expect(tabOf('')).toBeNull();
    expect(upwards('/a/0/b')).toEqual(['/a/0/b', '/a/0', '/a']);
  });
});
