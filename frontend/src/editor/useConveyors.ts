/** The conveyors of the open variant on the floor, and what it changes of them. */
import { useMemo } from 'react';
import { useEditor } from './context';
import { conveyorChanges, coursesOf, type ConveyorChange, type Course } from './engine/conveyors';

export function useConveyors(): { courses: readonly Course[]; changes: ReadonlyMap<string, ConveyorChange> } {
  const { document, layout, base } = useEditor();
  const courses = useMemo(() => coursesOf(document, layout), [document, layout]);
  const before = base?.document.conveyors ?? null;
  const changes = useMemo(() => conveyorChanges(document.conveyors, before), [document.conveyors, before]);
  return { courses, changes };
}
