/** A mean with its interval on a scale shared by the rows of a table; colour only where the verdict has it. */
import type { DifferenceRow } from '../api/types';

const COLOR: Record<DifferenceRow['verdict'], string> = {
  better: 'var(--better)',
  worse: 'var(--worse)',
  changed: 'var(--wall)',
  no_difference_shown: 'var(--muted)',
};

export interface Extent {
  low: number;
  mean: number;
  high: number;
}

/** Differences relative to the base where it has one, so that rows of different units share a scale. */
export function extentOf(row: DifferenceRow): Extent | null {
  const { mean, low, high } = row.difference;
  if (mean === null || low === null || high === null) return null;
  const size = row.unit === 'share' ? 1 : Math.abs(row.base.mean ?? 0);
  if (size === 0) return null;
  return { mean: mean / size, low: low / size, high: high / size };
}

/** Half the width of the scale: what most rows need; what goes beyond is shown as going beyond. */
export function reachOf(rows: readonly DifferenceRow[]): number {
  const needs = rows
    .map(extentOf)
    .filter((extent) => extent !== null)
    .map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high)))
    .sort((a, b) => a - b);
  const most = needs[Math.floor((needs.length - 1) * 0.75)] ?? 0.1;
  return Math.max(0.02, Math.min(needs.at(-1) ?? 0.1, most * 1.6));
}

export function IntervalPlot({ row, reach, label }: { row: DifferenceRow; reach: number; label: string }) {
  const extent = extentOf(row);
  const [W, H] = [180, 22];
  const x = (value: number): number => W / 2 + Math.max(-1, Math.min(1, value / reach)) * (W / 2 - 8);
  const color = COLOR[row.verdict];
  return (
    <svg
      viewBox={`0 0 ${W} ${H}`}
      width="100%"
      height={H}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
      className="interval"
    >
      <path
        d={`M${W / 2} 2V${H - 2}`}
        stroke="var(--line)"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
      {extent && (
        <>
          <path
            d={`M${x(extent.low)} ${H / 2}H${Math.max(x(extent.high), x(extent.low) + 1)}`}
            stroke={color}
            strokeOpacity="0.5"
            strokeWidth="3.5"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
          {/* A line of no length keeps the dot round however wide the table is. */}
          <path
            d={`M${x(extent.mean)} ${H / 2}h0.001`}
            stroke={color}
            strokeWidth="9"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
          {Math.abs(extent.high) > reach && extent.high > 0 && (
            <path d={`M${W - 6} 7l5 4-5 4z`} fill={color} />
          )}
          {Math.abs(extent.low) > reach && extent.low < 0 && <path d="M6 7 1 11l5 4z" fill={color} />}
        </>
      )}
    </svg>
  );
}
