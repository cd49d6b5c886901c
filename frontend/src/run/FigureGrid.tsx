/** Headline figures in rows of even length, each with its unit and its interval. */
import { useElementSize } from '@mantine/hooks';
import type { CSSProperties } from 'react';
import type { PartialMetric } from '../api/types';
import { interval, quantityParts, unitOf } from '../format';
import { said } from '../text/said';
import { evenColumns } from './evenColumns';

interface FigureGridProps {
  metrics: readonly FigureProps['metric'][];
  testId?: string;
}

export function FigureGrid({ metrics, testId }: FigureGridProps) {
  const { ref, width } = useElementSize();
  const columns = evenColumns(metrics.length, width);
  return (
    <div
      className="figure-grid"
      data-testid={testId}
      ref={ref}
      style={{ '--columns': columns } as CSSProperties}
    >
      {metrics.map((metric) => (
        <Figure key={metric.key} metric={metric} />
      ))}
    </div>
  );
}

interface FigureProps {
  metric: PartialMetric & { definition?: string };
}

/** A figure with its unit, and the interval under it. */
function Figure({ metric }: FigureProps) {
  const { mean, low, high } = metric;
  const unit = unitOf(metric.key, metric.unit);
  const { text: value, suffix } = quantityParts(mean, unit);
  return (
    <div className="figure" title={said(metric.definition)} data-testid={`figure-${metric.key}`}>
      <span className="muted small">{said(metric.label)}</span>
      <span className="figure-value">
        {value}
        {suffix && <small>{suffix}</small>}
      </span>
      <span className="muted small">
        {low !== null && high !== null ? interval(low, high, unit, mean) : ''}
      </span>
    </div>
  );
}
