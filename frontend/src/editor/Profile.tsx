/** The arrival rate over the day, as steps. */
import type { DemandWindow } from '../api/types';
import { clock, number } from '../format';
import { text } from '../text';

interface ProfileProps {
  windows: DemandWindow[];
  horizon: number;
  start: string;
}

export function Profile({ windows, horizon, start }: ProfileProps) {
  const most = Math.max(1, ...windows.map((w) => w.orders_per_hour));
  const [W, H] = [900, 96];
  const x = (t: number): number => (Math.min(t, horizon) / horizon) * W;
  const hours = Math.round(horizon / 3600);
  const every = Math.max(1, Math.ceil(hours / 12)) * 3600;
  const marks = Array.from({ length: Math.floor(horizon / every) + 1 }, (_, i) => i * every);
  return (
    <svg
      viewBox={`0 0 ${W} ${H + 18}`}
      role="img"
      aria-label={text.demand.profile}
      style={{ width: '100%', margin: '10px 0 6px' }}
    >
      <path d={`M0 ${H}H${W}`} stroke="var(--line)" />
      {windows.map((w, index) => (
        <g key={index}>
          <rect
            x={x(w.start_s)}
            width={Math.max(0, x(w.end_s) - x(w.start_s) - 1)}
            y={H - (w.orders_per_hour / most) * (H - 16)}
            height={(w.orders_per_hour / most) * (H - 16)}
            fill="color-mix(in srgb, var(--accent) 30%, var(--panel))"
            rx="2"
          />
          <text
            x={x(w.start_s) + 4}
            y={H - (w.orders_per_hour / most) * (H - 16) - 4}
            fontSize="11"
            fill="var(--muted-text)"
          >
            {number(w.orders_per_hour, 0)}
          </text>
        </g>
      ))}
      {marks.map((t, index) => (
        <text
          key={t}
          x={x(t)}
          y={H + 14}
          fontSize="11"
          fill="var(--muted-text)"
          textAnchor={index === 0 ? 'start' : t === horizon ? 'end' : 'middle'}
        >
          {clock(start, t)}
        </text>
      ))}
    </svg>
  );
}
