/** Lines over the day with the band of their interval: one per variant, or one per quantity. */
import { useCallback } from 'react';
import type { Layout, Trace } from 'plotly.js-basic-dist-min';
import type { RunSeries, Series } from '../api/types';
import { faded, token } from '../components/token';
import { clock } from '../format';
import Chart from './Chart';

export interface BandLine {
  name: string;
  /** A token, such as `--variant-1`. */
  color: string;
  series: Series;
}

interface BandChartProps {
  label: string;
  lines: BandLine[];
  stepS: number;
  startOfDay: string;
  height?: number;
  legend?: boolean;
  unit?: string;
}

export const seriesOf = (series: RunSeries | undefined, key: string): Series | null => {
  const found = series?.[key];
  return found && typeof found === 'object' && found.mean.length > 0 ? found : null;
};

/**
 * Bins of a few minutes jump by chance; means over an hour, of a short day an eighth, show the day. The band keeps the mean
 * half-width of its bins, which is never narrower than the hour's own interval would be.
 */
export function smoothed(
  series: Series,
  stepS: number,
  windowS = Math.min(3600, (series.mean.length * stepS) / 8),
): Series {
  const half = Math.max(0, Math.round(windowS / stepS / 2));
  const over = (values: (number | null)[]): (number | null)[] =>
    values.map((_, i) => {
      const near = values.slice(Math.max(0, i - half), i + half + 1).filter((v): v is number => v !== null);
      return near.length ? near.reduce((a, b) => a + b, 0) / near.length : null;
    });
  const mean = over(series.mean);
  const below = over(series.low.map((v, i) => gap(v, series.mean[i])));
  const above = over(series.high.map((v, i) => gap(v, series.mean[i])));
  const add = (m: number | null, d: number | null | undefined): number | null =>
    m === null || d === null || d === undefined ? null : Math.max(0, m + d);
  return { mean, low: mean.map((m, i) => add(m, below[i])), high: mean.map((m, i) => add(m, above[i])) };
}

const gap = (a: number | null, b: number | null | undefined): number | null =>
  a === null || b === null || b === undefined ? null : a - b;

export function BandChart({
  label,
  lines,
  stepS,
  startOfDay,
  height = 230,
  legend,
  unit = '',
}: BandChartProps) {
  const traces = useCallback((): Trace[] => {
    return lines.flatMap(({ name, color, series }) => {
      const x = series.mean.map((_, i) => (i + 0.5) * stepS);
      const text = x.map((t) => clock(startOfDay, t));
      const edge = {
        type: 'scatter',
        mode: 'lines',
        x,
        line: { width: 0 },
        hoverinfo: 'skip',
        showlegend: false,
      };
      return [
        { ...edge, y: series.low },
        { ...edge, y: series.high, fill: 'tonexty', fillcolor: faded(color, 0.16) },
        {
          type: 'scatter',
          mode: 'lines',
          name,
          x,
          y: series.mean,
          text,
          line: { width: 2, color: token(color) },
          hovertemplate: `%{y:.1f}${unit}<extra>${name}</extra>`,
        },
      ];
    });
  }, [lines, stepS, startOfDay, unit]);
  const layout = useCallback((): Layout => {
    const length = Math.max(1, ...lines.map((line) => line.series.mean.length)) * stepS;
    const every = [1800, 3600, 7200, 14_400, 21_600].find((step) => length / step <= 9) ?? 43_200;
    const ticks = Array.from({ length: Math.floor(length / every) + 1 }, (_, i) => i * every);
    return {
      showlegend: legend ?? lines.length > 1,
      xaxis: {
        tickvals: ticks,
        ticktext: ticks.map((t) => clock(startOfDay, t)),
        range: [0, length],
        unifiedhovertitle: { text: '%{text}' },
      },
      margin: { t: (legend ?? lines.length > 1) ? 26 : 8 },
    };
  }, [lines, stepS, startOfDay, legend]);
  return <Chart label={label} traces={traces} layout={layout} height={height} />;
}
