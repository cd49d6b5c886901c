/** A random time as a small picture: its density over seconds, and the mean. */
import type { Duration } from '../api/types';
import { quantity } from '../format';
import { text } from '../text';
import { density, farthest } from './engine/durations';

const [WIDTH, HEIGHT, POINTS] = [220, 54, 110];

export function DurationPicture({ value }: { value: Duration }) {
  const end = farthest(value);
  const times = Array.from({ length: POINTS + 1 }, (_, i) => ((i + 0.5) * end) / (POINTS + 1));
  const heights = times.map((t) => density(value, t) ?? 0);
  // A density may be without limit at 0; what is drawn ends a little above the rest of it.
  const sorted = [...heights].sort((a, b) => a - b);
  const most = Math.min(sorted.at(-1)!, 2.5 * (sorted[Math.floor(0.9 * POINTS)] || Infinity)) || 1;
  const x = (t: number): number => (t / (end || 1)) * WIDTH;
  const y = (h: number): number => HEIGHT - (Math.min(h, most) / most) * (HEIGHT - 4);
  const line = times
    .map((t, i) => `${i ? 'L' : 'M'}${x(t).toFixed(1)} ${y(heights[i]!).toFixed(1)}`)
    .join('');
  const isSpike = density(value, value.mean_s) === null;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 15}`}
      role="img"
      aria-label={text.jobs.picture(
        text.fields.Duration.family.choices[value.family],
        quantity(value.mean_s, 's'),
      )}
      className="duration-picture"
    >
      <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="var(--line)" />
      {value.mean_s > 0 && (
        <>
          {!isSpike && (
            <>
              <path
                d={`${line}L${x(times.at(-1)!).toFixed(1)} ${HEIGHT}L${x(times[0]!).toFixed(1)} ${HEIGHT}Z`}
                fill="color-mix(in srgb, var(--accent) 22%, var(--panel))"
              />
              <path d={line} fill="none" stroke="var(--accent)" strokeWidth="1.5" />
            </>
          )}
          <path
            d={`M${x(value.mean_s)} ${HEIGHT}V${isSpike ? 4 : 10}`}
            stroke={isSpike ? 'var(--accent)' : 'var(--muted-text)'}
            strokeWidth={isSpike ? 2.5 : 1}
            strokeDasharray={isSpike ? undefined : '2 2'}
          />
          <text
            x={x(value.mean_s)}
            y={HEIGHT + 12}
            fontSize="10"
            textAnchor="middle"
            fill="var(--muted-text)"
          >
            {quantity(value.mean_s, 's')}
          </text>
        </>
      )}
    </svg>
  );
}
