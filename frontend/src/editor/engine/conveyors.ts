/** The conveyors of a document on the floor: their course, how long they are, and their keys in a selection. */
import type { Conveyor, ScenarioDocument, Vec2 } from '../../api/types';
import { roundTo } from './geometry';
import type { LayoutPart } from './placement';

const PREFIX = 'conveyor:';
export const conveyorKey = (id: string): string => PREFIX + id;
export const conveyorIdOf = (key: string): string | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;
export const conveyorIdsOf = (keys: readonly string[]): string[] =>
  keys.map(conveyorIdOf).filter((id) => id !== null);

export type ConveyorChange = 'unchanged' | 'changed' | 'added';

/** A conveyor where it runs. */
export interface Course {
  belt: Conveyor;
  points: readonly Vec2[];
  length_m: number;
  /** What the length rests on; without a measure or a course the engine takes the walk between the stations. */
  measured: 'given' | 'course' | 'straight';
}

type Places = Partial<Pick<ScenarioDocument, 'conveyors' | 'stations'>>;

/** The courses of all conveyors that have one, or whose stations have a place. */
export function coursesOf(document: Places, layout: ReadonlyMap<string, LayoutPart>): Course[] {
  const places = new Map(
    (document.stations ?? []).map((station) => {
      const at = station.at ?? layout.get(station.part_id ?? '')?.at;
      return [station.id, at && ([at.x_m, at.y_m] as Vec2)];
    }),
  );
  return (document.conveyors ?? []).flatMap((belt): Course[] => {
    const ends = [places.get(belt.from_station), places.get(belt.to_station)];
    const points = belt.path ?? ends.filter((at): at is Vec2 => at !== undefined);
    if (points.length < 2) return [];
    const measured = belt.length_m !== null ? 'given' : belt.path ? 'course' : 'straight';
    return [{ belt, points, length_m: belt.length_m ?? lengthOf(points), measured }];
  });
}

/** The same, some of them along other courses. */
export const withCourses = (
  courses: readonly Course[],
  others: ReadonlyMap<string, readonly Vec2[]> | null,
): readonly Course[] =>
  others?.size
    ? courses.map((course): Course => {
        const points = others.get(course.belt.id);
        if (!points) return course;
        if (course.measured === 'given') return { ...course, points };
        return { ...course, points, length_m: lengthOf(points), measured: 'course' };
      })
    : courses;

export const lengthOf = (points: readonly Vec2[]): number =>
  legsOf(points).reduce((sum, leg) => sum + leg.length_m, 0);

/** A straight piece of a course. */
export interface Leg {
  from: Vec2;
  to: Vec2;
  length_m: number;
  heading_rad: number;
}

export const legsOf = (points: readonly Vec2[]): Leg[] =>
  points.slice(1).map((to, k) => {
    const from = points[k]!;
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    return { from, to, length_m: Math.hypot(dx, dy), heading_rad: Math.atan2(dy, dx) };
  });

/** A point so far along a course, and which way it leads there. */
export function along(points: readonly Vec2[], length_m: number): { at: Vec2; heading_rad: number } {
  let left = length_m;
  const legs = legsOf(points).filter((leg) => leg.length_m > 0);
  for (const leg of legs) {
    if (left <= leg.length_m || leg === legs.at(-1)) {
      const share = Math.min(1, left / leg.length_m);
      const at: Vec2 = [
        leg.from[0] + share * (leg.to[0] - leg.from[0]),
        leg.from[1] + share * (leg.to[1] - leg.from[1]),
      ];
      return { at, heading_rad: leg.heading_rad };
    }
    left -= leg.length_m;
  }
  return { at: points[0] ?? [0, 0], heading_rad: 0 };
}

/** The points of a course that the server takes. */
const MOST_POINTS = 1000;

export const withPointAt = (points: readonly Vec2[], index: number, at: Vec2): Vec2[] =>
  points.map((point, k) => (k === index ? at : point));

/** A further point, which the course reaches behind the one at `index`. */
export const withPointAfter = (points: readonly Vec2[], index: number, at: Vec2): Vec2[] =>
  points.length < MOST_POINTS ? points.toSpliced(index + 1, 0, at) : [...points];

/** Two points are the least that a course has. */
export const withoutPoint = (points: readonly Vec2[], index: number): Vec2[] =>
  points.length > 2 ? points.toSpliced(index, 1) : [...points];

export const middleOf = ({ from, to }: Pick<Leg, 'from' | 'to'>): Vec2 => [
  (from[0] + to[0]) / 2,
  (from[1] + to[1]) / 2,
];

export const shiftedCourse = (points: readonly Vec2[], [dx, dy]: Vec2): Vec2[] =>
  points.map(([x, y]) => [x + dx, y + dy]);

const tidy = (points: readonly Vec2[]): Vec2[] =>
  points.map(([x, y]) => [roundTo(x, 0.001), roundTo(y, 0.001)]);

const samePoints = (a: readonly Vec2[] | null, b: readonly Vec2[]): boolean =>
  a?.length === b.length && a.every(([x, y], k) => x === b[k]![0] && y === b[k]![1]);

/** Lets conveyors run along courses, by their ids; one without a length is no course. */
export function setCourses(
  document: ScenarioDocument,
  courses: ReadonlyMap<string, readonly Vec2[]>,
): ScenarioDocument {
  const conveyors = document.conveyors.map((belt) => {
    const wanted = courses.get(belt.id);
    const path = wanted && tidy(wanted);
    return path && lengthOf(path) > 0 && !samePoints(belt.path, path) ? { ...belt, path } : belt;
  });
  return conveyors.some((belt, k) => belt !== document.conveyors[k]) ? { ...document, conveyors } : document;
}

/** The courses that conveyors have of their own, by their ids. */
export const ownCourses = (document: ScenarioDocument, ids: readonly string[]): Map<string, Vec2[]> =>
  new Map(document.conveyors.flatMap(({ id, path }) => (path && ids.includes(id) ? [[id, path]] : [])));

/** Moves conveyors that have a course of their own; the others run where their stations are. */
export const shiftConveyors = (
  document: ScenarioDocument,
  ids: readonly string[],
  by: Vec2,
): ScenarioDocument =>
  setCourses(
    document,
    new Map([...ownCourses(document, ids)].map(([id, points]) => [id, shiftedCourse(points, by)])),
  );

export function removeConveyors(document: ScenarioDocument, ids: readonly string[]): ScenarioDocument {
  const conveyors = document.conveyors.filter((belt) => !ids.includes(belt.id));
  return conveyors.length < document.conveyors.length ? { ...document, conveyors } : document;
}

/** What a variant does to the conveyors of its base. */
export function conveyorChanges(
  here: readonly Conveyor[],
  base: readonly Conveyor[] | null,
): Map<string, ConveyorChange> {
  const before = new Map((base ?? here).map((belt) => [belt.id, JSON.stringify(belt)]));
  return new Map(
    here.map((belt) => {
      const was = before.get(belt.id);
      return [belt.id, was === undefined ? 'added' : was === JSON.stringify(belt) ? 'unchanged' : 'changed'];
    }),
  );
}
