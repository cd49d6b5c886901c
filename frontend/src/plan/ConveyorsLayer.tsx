/** Conveyors in the plan: the belt on the floor with arrows along its way; dashed where no course is given. */
import { memo, type CSSProperties } from 'react';
import type { Vec2 } from '../api/types';
import { along, conveyorKey, lengthOf, type ConveyorChange, type Course } from '../editor/engine/conveyors';
import { metres, number } from '../format';
import { text } from '../text';
import { toScreen, type Viewport } from './viewport';

const ARROW_M = 3; // from one arrow to the next
const REACH_M = 0.28;

const pathOf = (points: readonly Vec2[]): string => `M${points.map((point) => point.join(' ')).join('L')}`;

function arrows(points: readonly Vec2[]): string {
  const length = lengthOf(points);
  const count = Math.max(1, Math.floor(length / ARROW_M));
  return Array.from({ length: count }, (_, k) => {
    const { at, heading_rad } = along(points, (length / count) * (k + 0.5));
    const tip = (turn: number): Vec2 => [
      at[0] + REACH_M * Math.cos(heading_rad + turn),
      at[1] + REACH_M * Math.sin(heading_rad + turn),
    ];
    return pathOf([tip(2.4), at, tip(-2.4)]);
  }).join('');
}

export const beltWords = ({ belt, length_m }: Course): string =>
  `${belt.id} · ${metres(length_m, 1)} · ${number(belt.speed_mps, 2)} m/s`;

interface ConveyorsLayerProps {
  courses: readonly Course[];
  changes?: ReadonlyMap<string, ConveyorChange>;
  selection?: readonly string[];
  color?: string;
}

const NOTHING: ReadonlyMap<string, ConveyorChange> = new Map();
const NONE: readonly string[] = [];

export const ConveyorsLayer = memo(function ConveyorsLayer({
  courses,
  changes = NOTHING,
  selection = NONE,
  color,
}: ConveyorsLayerProps) {
  return (
    <g style={{ '--changed': color } as CSSProperties} data-testid="conveyors">
      {courses.map((course) => {
        const { belt, points, measured } = course;
        const key = conveyorKey(belt.id);
        const change = changes.get(belt.id) ?? 'unchanged';
        const marks = [
          change !== 'unchanged' && 'belt-changed',
          selection.includes(key) && 'belt-chosen',
          measured === 'straight' && 'belt-guessed',
        ];
        return (
          <g
            key={belt.id}
            className={['belt', ...marks.filter(Boolean)].join(' ')}
            data-part-id={key}
            data-conveyor-id={belt.id}
            data-change={change}
          >
            <title>{`${beltWords(course)}, ${text.stations.belt(belt.from_station, belt.to_station)}`}</title>
            <path className="belt-ground" d={pathOf(points)} />
            <path className="belt-line" d={pathOf(points)} />
            <path className="belt-arrows" d={arrows(points)} />
          </g>
        );
      })}
    </g>
  );
});

/** Length and speed beside the conveyors that are chosen. */
export function ConveyorNames({
  courses,
  selection,
  viewport,
}: {
  courses: readonly Course[];
  selection: readonly string[];
  viewport: Viewport;
}) {
  return courses
    .filter(({ belt }) => selection.includes(conveyorKey(belt.id)))
    .map((course) => {
      const { at } = along(course.points, lengthOf(course.points) / 2);
      const [x, y] = toScreen(viewport, at);
      return (
        <text
          key={course.belt.id}
          x={x}
          y={y - 12}
          textAnchor="middle"
          className="plan-label strong"
          pointerEvents="none"
          data-testid="conveyor-label"
        >
          {beltWords(course)}
        </text>
      );
    });
}
