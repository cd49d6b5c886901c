import { describe, expect, it } from 'vitest';
import type { Conveyor, Station, Vec2 } from '../src/api/types';
import {
  along,
  conveyorChanges,
  conveyorKey,
  coursesOf,
  lengthOf,
  removeConveyors,
  setCourses,
  shiftConveyors,
  withCourses,
  withoutPoint,
  withPointAfter,
} from '../src/editor/engine/conveyors';
import { actionsOf } from '../src/editor/actions';
import { legHandle, pointHandle } from '../src/editor/tools/conveyorTools';
import { emptyDocument } from './fixtures';
import { Bench } from './tools';

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

const withBelts = (...conveyors: Conveyor[]) => ({ ...emptyDocument(), stations, conveyors });

describe('commands on courses', () => {
  it('keep two points at least and never make a course without a length', () => {
    expect(withoutPoint(path, 1)).toEqual([[0, 0], [3, 4]]); // prettier-ignore
    expect(withoutPoint([[0, 0], [3, 4]], 1)).toEqual([[0, 0], [3, 4]]); // prettier-ignore
    expect(withPointAfter(path, 0, [1, 1])).toEqual([[0, 0], [1, 1], [3, 0], [3, 4]]); // prettier-ignore
    const document = withBelts(belt({ path }));
    expect(setCourses(document, new Map([['belt', [[2, 2], [2, 2]]]]))).toBe(document); // prettier-ignore
    expect(setCourses(document, new Map([['belt', path]]))).toBe(document);
  });

  it('move a course, but none that follows from its stations', () => {
    const document = withBelts(belt({ path }), belt({ id: 'straight' }));
    const moved = shiftConveyors(document, ['belt', 'straight'], [0.1, -1]);
    expect(moved.conveyors[0]!.path).toEqual([[0.1, -1], [3.1, -1], [3.1, 3]]); // prettier-ignore
    expect(moved.conveyors[1]).toBe(document.conveyors[1]);
    expect(removeConveyors(document, ['none'])).toBe(document);
  });

  it('a drag shows its length, unless that was measured', () => {
    const courses = coursesOf(withBelts(belt(), belt({ id: 'long', length_m: 9 })), new Map());
    const shown = withCourses(courses, new Map([['belt', path], ['long', path]])); // prettier-ignore
    expect(shown.map(({ length_m, measured }) => [length_m, measured])).toEqual([[7, 'course'], [9, 'given']]); // prettier-ignore
  });
});

describe('the course of the chosen conveyor', () => {
  const chosen = (...belts: Conveyor[]): Bench => {
    const bench = new Bench(withBelts(...belts));
    bench.state.select([conveyorKey('belt')]);
    return bench;
  };
  const pathOf = (bench: Bench) => bench.document.conveyors[0]!.path;

  it('has its points drawn on the grid, one entry of the history a drag', () => {
    const bench = chosen(belt({ path }));
    bench.drag([[3, 0], [3.6, -0.2], [4.04, -0.51]], { handle: pointHandle(1) }); // prettier-ignore
    expect(pathOf(bench)).toEqual([[0, 0], [4, -0.5], [3, 4]]); // prettier-ignore
    expect(bench.steps).toBe(1);
    bench.state.undo();
    expect(pathOf(bench)).toEqual(path);
  });

  it('gets a further point out of a leg, by a drag or by a click in its middle', () => {
    const bench = chosen(belt({ path }));
    bench.drag([[3, 2], [5, 2]], { handle: legHandle(1) }); // prettier-ignore
    expect(pathOf(bench)).toEqual([[0, 0], [3, 0], [5, 2], [3, 4]]); // prettier-ignore
    bench.click([1.5, 0], { handle: legHandle(0) });
    expect(pathOf(bench)).toEqual([[0, 0], [1.5, 0], [3, 0], [5, 2], [3, 4]]); // prettier-ignore
  });

  it('becomes its own where it was straight between the stations', () => {
    const bench = chosen(belt());
    bench.drag([[1.5, 2], [3, 0]], { handle: legHandle(0) }); // prettier-ignore
    expect(pathOf(bench)).toEqual(path);
  });

  it('is moved as a whole by the belt and by arrow keys, with what else is chosen', () => {
    const bench = chosen(belt({ path }));
    bench.drag([[1, 0], [2, 1]], { key: conveyorKey('belt') }); // prettier-ignore
    expect(pathOf(bench)).toEqual([[1, 1], [4, 1], [4, 5]]); // prettier-ignore
    bench.state.select([conveyorKey('belt'), 'rack-1']);
    const before = bench.model.layout.get('rack-1')!.at.x_m;
    actionsOf(bench.model).nudge(1, 0);
    expect(pathOf(bench)![0]).toEqual([2, 1]);
    expect(bench.model.layout.get('rack-1')!.at.x_m).toBeCloseTo(before + 1);
  });

  it('goes with its conveyor, which Undo brings back; a cut leaves it, because it cannot be pasted', () => {
    const bench = chosen(belt({ path }));
    actionsOf(bench.model).cut();
    expect(bench.document.conveyors).toHaveLength(1);
    bench.state.select([conveyorKey('belt')]);
    actionsOf(bench.model).remove();
    expect(bench.document.conveyors).toEqual([]);
    bench.state.undo();
    expect(pathOf(bench)).toEqual(path);
  });

  it('is left alone by whoever may only read', () => {
    const bench = new Bench(withBelts(belt({ path })), [], true);
    bench.state.select([conveyorKey('belt')]);
    bench.drag([[3, 0], [9, 9]], { handle: pointHandle(1) }); // prettier-ignore
    bench.click([1.5, 0], { handle: legHandle(0) });
    actionsOf(bench.model).remove();
    expect(bench.document.conveyors).toEqual([belt({ path })]);
  });
});
