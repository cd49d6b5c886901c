/** Encounters over a plan: one dot each, larger and redder when more severe, the worst on top. */
import type { Conflict } from '../api/types';
import { toScreen, type Viewport } from '../plan/viewport';

const RADIUS = { contact: 6, serious: 5, slight: 3.5 };
/** Beyond this many, dots are smaller and let each other through, so that density shows. */
const MANY = 120;
const COLOR = { contact: 'var(--worse)', serious: 'var(--worse)', slight: 'var(--look)' };
const ALPHA = { contact: 0.85, serious: 0.6, slight: 0.38 };

interface ConflictDotsProps {
  conflicts: Conflict[];
  viewport: Viewport;
  chosen?: string | null;
}

export function ConflictDots({ conflicts, viewport, chosen }: ConflictDotsProps) {
  const crowd = conflicts.length > MANY ? 0.62 : 1;
  return (
    <g>
      {[...conflicts].reverse().map((conflict) => {
        const [x, y] = toScreen(viewport, [conflict.x_m, conflict.y_m]);
        const isChosen = conflict.id === chosen;
        return (
          <circle
            key={conflict.id}
            cx={x}
            cy={y}
            r={RADIUS[conflict.severity] * (isChosen ? 1 : crowd)}
            fill={COLOR[conflict.severity]}
            fillOpacity={ALPHA[conflict.severity] * (isChosen ? 1 : crowd)}
            className="conflict-dot"
            data-conflict={conflict.id}
            stroke={isChosen ? 'var(--ink)' : 'none'}
            strokeWidth={2}
          />
        );
      })}
      {conflicts
        .filter((conflict) => conflict.id === chosen)
        .map((conflict) => {
          const [x, y] = toScreen(viewport, [conflict.x_m, conflict.y_m]);
          return (
            <circle
              key={conflict.id}
              cx={x}
              cy={y}
              r={15}
              className="finding-ring error"
              pointerEvents="none"
            />
          );
        })}
    </g>
  );
}
