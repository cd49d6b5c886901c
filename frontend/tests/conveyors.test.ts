import { describe, expect, it } from 'vitest';
import type { Conveyor, Station, Vec2 } from '../src/api/types';
import { along, conveyorChanges, coursesOf, lengthOf } from '../src/editor/engine/conveyors';

const station = (id: string, x_m: number, y_m: number): Station =>
  ({ id, kind: 'pack', part_id: null, at: { x_m, y_m, z_m: 0, heading_rad: 0 } }) as Station;
const belt = (change: Partial<Conveyor> = {}): Conveyor => ({
  id: 'belt',
  from_station: 'a',
  to_station: 'b',
  speed_mps: 0.5,
  length_m: null,
  path: null,
  capacity: null,
  ...change,
});
const stations = [station('a', 0, 0), station('b', 3, 4)];
const path: [number, number][] = [[0, 0], [3, 0], [3, 4]]; // prettier-ignore

describe('the course of a conveyor', () => {
  it('is its own, else straight from station to station', () => {
    const [own] = coursesOf({ stations, conveyors: [belt({ path })] }, new Map());
    expect(own).toMatchObject({ points: path, length_m: 7, measured: 'course' });
    const [straight] = coursesOf({ stations, conveyors: [belt()] }, new Map());
    expect(straight).toMatchObject({ points: [[0, 0], [3, 4]], length_m: 5, measured: 'straight' }); // prettier-ignore
  });

  it('is as long as it was measured, wherever it runs', () => {
    const [course] = coursesOf({ stations, conveyors: [belt({ path, length_m: 9 })] }, new Map());
    expect(course).toMatchObject({ length_m: 9, measured: 'given' });
  });

  it('is not drawn where a station has no place', () => {
    expect(coursesOf({ stations: stations.slice(1), conveyors: [belt()] }, new Map())).toEqual([]);
    expect(coursesOf({}, new Map())).toEqual([]);
  });

  it('is walked along around its corners', () => {
    const points: Vec2[] = path;
    expect(lengthOf(points)).toBe(7);
    expect(along(points, 1)).toEqual({ at: [1, 0], heading_rad: 0 });
    expect(along(points, 5)).toEqual({ at: [3, 2], heading_rad: Math.PI / 2 });
    expect(along(points, 99).at).toEqual([3, 4]);
  });
});

it('what a variant does to conveyors is told by name', () => {
  const changes = conveyorChanges(
    [belt(), belt({ id: 'new' }), belt({ id: 'fast', speed_mps: 1 })],
    [belt(), belt({ id: 'fast' })],
  );
  expect([...changes.values()]).toEqual(['unchanged', 'added', 'changed']);
  expect([...conveyorChanges([belt()], null).values()]).toEqual(['unchanged']);
});
