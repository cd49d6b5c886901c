/** Encounters over a plan: one dot each, larger and redder when more severe, the worst on top. */
import type { Conflict } from '../api/types';
import { toScreen, type Viewport } from '../plan/viewport';

const RADIUS = { contact: 8, serious: 6, slight: 3.5 };
const COLOR = { contact: 'var(--worse)', serious: 'var(--worse)', slight: 'var(--look)' };
const ALPHA = { contact: 0.9, serious: 0.6, slight: 0.38 };

interface ConflictDotsProps {
  conflicts: Conflict[];
  viewport: Viewport;
  chosen?: string | null;
  /** One colour for all, where the colour says which variant they are of. */
  color?: string;
}

export function ConflictDots({ conflicts, viewport, chosen, color }: ConflictDotsProps) {
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
            r={RADIUS[conflict.severity]}
            fill={color ?? COLOR[conflict.severity]}
            fillOpacity={ALPHA[conflict.severity]}
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
