/** The others in this scenario: who they are, in the top bar, and what they have chosen, in the plan. */
import { toScreen, type Viewport } from '../plan/viewport';
import { text } from '../text';
import { useEditor } from './context';
import { cornersOf } from './engine/area';
import { outline } from './engine/placement';
import { zoneIdOf } from './engine/zones';
import { personColor } from './usePresence';

const MOST_SHOWN = 4;

export function OtherPeople() {
  const { others } = useEditor();
  if (others.length === 0) return null;
  const names = others.map((person) => person.name).join(', ');
  return (
    <span
      className="avatars"
      role="img"
      aria-label={text.editor.alsoHere(names)}
      title={text.editor.alsoHere(names)}
      data-testid="others"
    >
      {others.slice(0, MOST_SHOWN).map((person) => (
        <span key={person.id} className="avatar" style={{ background: personColor(person) }}>
          {person.initials}
        </span>
      ))}
      {others.length > MOST_SHOWN && <span className="avatar more">+{others.length - MOST_SHOWN}</span>}
    </span>
  );
}

/** A light outline in the colour of whoever has chosen a part, with their initials. */
export function OthersChoices({ viewport }: { viewport: Viewport }) {
  const { others, layout, document } = useEditor();
  return others.flatMap((person) =>
    person.chosen.flatMap((id) => {
      const part = layout.get(id);
      const zone = document.zones.find((other) => other.id === zoneIdOf(id));
      if (!part && !zone) return [];
      const ring = part ? outline(part, part.at) : cornersOf(zone!.area);
      const points = ring.map((point) => toScreen(viewport, point));
      const [x, y] = points.reduce((best, point) => (point[1] < best[1] ? point : best));
      return (
        <g
          key={`${person.id}-${id}`}
          className="others-choice"
          style={{ color: personColor(person) }}
          pointerEvents="none"
          data-testid={`chosen-by-other-${id}`}
        >
          <polygon points={points.map((point) => point.join(',')).join(' ')}>
            <title>{text.editor.chosenBy(person.name)}</title>
          </polygon>
          <text x={x} y={y - 5}>
            {person.initials}
          </text>
        </g>
      );
    }),
  );
}
