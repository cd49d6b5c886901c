/** The conveyors of a document on the floor: their course, how long they are, and their keys in a selection. */
import type { Conveyor, ScenarioDocument, Vec2 } from '../../api/types';
import type { LayoutPart } from './placement';

const PREFIX = 'conveyor:';
export const conveyorKey = (id: string): string => PREFIX + id;
export const conveyorIdOf = (key: string): string | null =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;

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
