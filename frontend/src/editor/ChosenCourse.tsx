/**
 * Handles of the chosen conveyor's course: a square at each point, a small round one in the middle of each leg
 * that a further point is drawn out of. Whoever has no pointer reaches each with Tab, moves a point with the
 * arrow keys, adds one behind it with Insert or + and removes it with Delete.
 */
import type { KeyboardEvent } from 'react';
import type { Vec2 } from '../api/types';
import { number } from '../format';
import { toScreen, type Viewport } from '../plan/viewport';
import { text } from '../text';
import { actionsOf } from './actions';
import { arrowStep } from './arrows';
import { useEditor, useEditorState } from './context';
import {
  conveyorIdsOf,
  legsOf,
  middleOf,
  withoutPoint,
  withPointAfter,
  withPointAt,
  type Course,
} from './engine/conveyors';
import { legHandle, pointHandle } from './tools/conveyorTools';
import { useDrawnConveyors } from './useConveyors';

const t = text.conveyors;

export function ChosenCourse({ viewport }: { viewport: Viewport }) {
  const { readOnly } = useEditor();
  const selection = useEditorState((s) => s.selection);
  const { courses } = useDrawnConveyors();
  const [id] = conveyorIdsOf(selection);
  const course = courses.find(({ belt }) => belt.id === id);
  if (readOnly || selection.length !== 1 || !course) return null;
  return <Handles course={course} viewport={viewport} />;
}

/** The point that a key leads to, and the course then; null where the key means nothing here. */
function pressed(
  event: KeyboardEvent,
  points: readonly Vec2[],
  index: number,
): { points: Vec2[]; next: number } | null {
  const { key } = event;
  const step = arrowStep(event);
  if (step) {
    const [x, y] = points[index]!;
    return { points: withPointAt(points, index, [x + step[0], y + step[1]]), next: index };
  }
  if (key === 'Insert' || key === '+') {
    const leg = Math.min(index, points.length - 2);
    return {
      points: withPointAfter(points, leg, middleOf(legsOf(points)[leg]!)),
      next: leg + 1,
    };
  }
  if (key === 'Delete' || key === 'Backspace')
    return { points: withoutPoint(points, index), next: Math.min(index, points.length - 2) };
  return null;
}

function Handles({ course: { belt, points }, viewport }: { course: Course; viewport: Viewport }) {
  const model = useEditor();
  const onKeyDown = (event: KeyboardEvent<SVGElement>, index: number): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const then = pressed(event, points, index);
    if (!then) return;
    event.preventDefault();
    event.stopPropagation(); // the editor's own keys would move or remove the whole conveyor
    const group = event.currentTarget.parentElement;
    const mergeKey = arrowStep(event) ? `course:${belt.id}:${index}` : undefined;
    actionsOf(model).setCourse(belt.id, then.points, t.did, mergeKey);
    requestAnimationFrame(() =>
      group?.querySelector<SVGElement>(`[data-handle="${pointHandle(then.next)}"]`)?.focus(),
    );
  };
  return (
    <g data-testid="course-handles">
      {legsOf(points).map((leg, index) => {
        const [x, y] = toScreen(viewport, middleOf(leg));
        return (
          <circle
            key={index}
            cx={x}
            cy={y}
            r={4}
            className="selection-handle course-leg"
            data-handle={legHandle(index)}
          >
            <title>{t.drawPoint}</title>
          </circle>
        );
      })}
      {points.map((point, index) => {
        const [x, y] = toScreen(viewport, point);
        return (
          <rect
            key={index}
            x={x - 5}
            y={y - 5}
            width={10}
            height={10}
            className="selection-handle course-point"
            data-handle={pointHandle(index)}
            role="button"
            aria-label={t.point(index + 1, points.length, number(point[0], 2), number(point[1], 2))}
            aria-description={t.pointKeys}
            tabIndex={0}
            onKeyDown={(event) => onKeyDown(event, index)}
          />
        );
      })}
    </g>
  );
}
