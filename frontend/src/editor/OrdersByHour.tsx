/** How many orders come in each hour of the day (or quarter of one), as bars with their numbers. */
import { clock, number } from '../format';
import { text } from '../text';

const [WIDTH, HEIGHT] = [900, 96];

interface OrdersByHourProps {
  counts: readonly number[];
  binS: number;
  start: string;
}

export function OrdersByHour({ counts, binS, start }: OrdersByHourProps) {
  const most = Math.max(1, ...counts);
  const width = WIDTH / Math.max(1, counts.length);
  const every = Math.max(1, Math.ceil(counts.length / 12));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`}
      role="img"
      aria-label={binS < 3600 ? text.demand.byQuarter : text.demand.byHour}
      data-testid="orders-by-hour"
      style={{ width: '100%', margin: '10px 0 6px' }}
    >
      <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="var(--line)" />
      {counts.map((count, bin) => {
        const height = (count / most) * (HEIGHT - 16);
        return (
          <g key={bin} data-count={count}>
            <title>{`${clock(start, bin * binS)} – ${clock(start, (bin + 1) * binS)}: ${number(count, 0)}`}</title>
            <rect
              x={bin * width + 1}
              width={Math.max(1, width - 2)}
              y={HEIGHT - height}
              height={height}
              fill="color-mix(in srgb, var(--accent) 30%, var(--panel))"
              rx="2"
            />
            {count > 0 && width > 24 && (
              <text
                x={(bin + 0.5) * width}
                y={HEIGHT - height - 4}
                fontSize="11"
                textAnchor="middle"
                fill="var(--muted-text)"
              >
                {number(count, 0)}
              </text>
            )}
            {bin % every === 0 && (
              <text x={bin * width} y={HEIGHT + 14} fontSize="11" fill="var(--muted-text)">
                {clock(start, bin * binS)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
