/** How well a run's figures are known: the precision that was asked for, and rates with exact intervals. */
import type { ConflictRate, Precision } from '../api/types';
import { figures, number } from '../format';
import { known, text } from '../text';
import { said } from '../text/said';

const r = text.run;
const percent = (share: number | null): string => (share === null ? '–' : `±${number(share * 100, 1)} %`);

/** What a run with a target half-width has reached, and which figure decides. */
export function PrecisionCard({ precision }: { precision: Precision }) {
  return (
    <section className="card" aria-label={r.precision} data-testid="precision">
      <div className="card-head">
        <h2 className="section-head">{r.precision}</h2>
        <span className="muted small">{r.precisionTarget(percent(precision.target))}</span>
      </div>
      <div className="card-body">
        <p>{said(precision.sentence)}</p>
        <table className="certainty">
          <tbody>
            {precision.metrics.map((metric) => (
              <tr key={metric.key} data-standing={metric.standing}>
                <td className={metric.key === precision.binding ? 'strong' : ''}>
                  {said(metric.label)}
                  {metric.key === precision.binding && <span className="pill look">{r.binds}</span>}
                </td>
                <td className="num">{percent(metric.relative_half_width)}</td>
                <td className="muted small">
                  {known(r.standing, metric.standing)}
                  {metric.reached_at !== null && ` · ${r.reachedAt(metric.reached_at)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RatesTableProps {
  /** A column's rates are of one severity: three columns for a run, one a variant for a comparison. */
  columns: { name: string; color?: string; rates: readonly ConflictRate[] }[];
}

/** The rates of one severity: those at least so bad. */
export const ratesOf = (rates: readonly ConflictRate[], severity: ConflictRate['at_least']): ConflictRate[] =>
  rates.filter((rate) => rate.at_least === severity);

/** Encounters per 1000 agent-hours between the classes, with exact Poisson intervals: zero seen is not zero risk. */
export function RatesTable({ columns }: RatesTableProps) {
  const pairs = [...new Set(columns.flatMap(({ rates }) => rates.map((rate) => rate.pair)))];
  return (
    <table className="certainty" data-testid="rates">
      <thead>
        <tr>
          <th>{r.ratesBetween}</th>
          {columns.map(({ name, color }) => (
            <th key={name} className="num">
              {color && <span className="swatch" style={{ background: color }} />} {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {pairs.map((pair) => (
          <tr key={pair}>
            <td>{said(pair)}</td>
            {columns.map(({ name, rates }) => (
              <RateCell key={name} rate={rates.find((rate) => rate.pair === pair)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RateCell({ rate }: { rate: ConflictRate | undefined }) {
  if (!rate) return <td className="num">–</td>;
  return (
    <td className="num" title={r.rateSeen(rate.seen, number(rate.agent_hours, 0))}>
      {figures(rate.mean)}
      <div className="muted small">{text.figures.range(figures(rate.low), figures(rate.high))}</div>
    </td>
  );
}
