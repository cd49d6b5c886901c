/** The conveyors of the open variant on the floor, and what it changes of them. */
import { useMemo } from 'react';
import { useEditor, useEditorState } from './context';
import {
  conveyorChanges,
  coursesOf,
  withCourses,
  type ConveyorChange,
  type Course,
} from './engine/conveyors';

export function useConveyors(): { courses: readonly Course[]; changes: ReadonlyMap<string, ConveyorChange> } {
  const { document, layout, base } = useEditor();
  const courses = useMemo(() => coursesOf(document, layout), [document, layout]);
  const before = base?.document.conveyors ?? null;
  const changes = useMemo(() => conveyorChanges(document.conveyors, before), [document.conveyors, before]);
  return { courses, changes };
}

/** As `useConveyors`, with what is being dragged where the hand has it. */
export function useDrawnConveyors(): ReturnType<typeof useConveyors> {
  const { courses, changes } = useConveyors();
  const dragged = useEditorState((s) => s.courses);
  return { courses: useMemo(() => withCourses(courses, dragged), [courses, dragged]), changes };
}
