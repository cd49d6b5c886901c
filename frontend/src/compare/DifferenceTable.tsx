/** Every figure of base and variant with their paired difference; colour only where the interval supports it. */
import { useState, type ReactNode } from 'react';
import type { ComparisonRun, DifferenceRow } from '../api/types';
import { IntervalPlot, reachOf } from '../charts/IntervalPlot';
import { difference, differenceInterval, figures, interval, quantity, unitOf } from '../format';
import { text } from '../text';
import { said } from '../text/said';

const c = text.compare;
const TONE: Record<DifferenceRow['verdict'], string> = {
  better: 'better strong',
  worse: 'worse strong',
  changed: 'strong',
  no_difference_shown: 'muted',
};

interface DifferenceTableProps {
  rows: DifferenceRow[];
  base: ComparisonRun;
  variant: ComparisonRun;
  switcher: ReactNode;
}

export function DifferenceTable({ rows, base, variant, switcher }: DifferenceTableProps) {
  const [all, setAll] = useState(false);
  const known = rows.filter((row) => row.base.mean !== null && row.variant.mean !== null);
  const shown = all ? known : known.filter((row) => row.headline);
  const list = shown.length ? shown : known;
  const reach = reachOf(list);
  return (
    <section className="card" aria-label={c.difference(variant.letter, base.letter)}>
      <div className="card-head">
        <h2 className="section-head">{c.difference(variant.letter, base.letter)}</h2>
        <span className="row">
          {switcher}
          <span className="muted small">{c.legend}</span>
        </span>
      </div>
      <table className="diff-table" data-testid="differences">
        <thead>
          <tr>
            <th>{c.metric}</th>
            <th className="num">{base.letter}</th>
            <th className="num">{variant.letter}</th>
            <th className="num">{c.diffHead}</th>
            <th className="plot">
              <span className="visually-hidden">{c.legend}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((row) => (
            <Row key={row.key} row={row} reach={reach} />
          ))}
        </tbody>
      </table>
      <div className="spread" style={{ padding: '10px 16px 14px', borderTop: '1px solid var(--line)' }}>
        <span className="muted tiny">{c.shared}</span>
        {known.length > shown.length || all ? (
          <button type="button" className="btn small" onClick={() => setAll((on) => !on)}>
            {all ? c.headlineOnly : c.allFigures}
          </button>
        ) : null}
      </div>
    </section>
  );
}

function Row({ row, reach }: { row: DifferenceRow; reach: number }) {
  const unit = unitOf(row.key, row.unit);
  const tie = row.verdict === 'no_difference_shown';
  const exact = `${said(row.sentence)} (${interval(row.difference.low, row.difference.high, unit, row.difference.mean)}${
    row.p_holm === null ? '' : `; ${c.pval(row.p_holm < 0.001 ? '< 0.001' : `= ${figures(row.p_holm)}`)}`
  })`;
  return (
    <tr title={exact} data-verdict={row.verdict} data-metric={row.key}>
      <td className="strong">{said(row.label)}</td>
      <td className="num">{quantity(row.base.mean, unit)}</td>
      <td className="num">{quantity(row.variant.mean, unit)}</td>
      <td className={`num ${TONE[row.verdict]}`}>
        {difference(row.difference.mean, row.relative, row.unit)}
        <span className="diff-interval">
          {differenceInterval(row.difference.low, row.difference.high, row.base.mean, row.relative, row.unit)}
        </span>
        <span className="visually-hidden"> {c.verdict[row.verdict]}</span>
      </td>
      <td className="plot">
        <IntervalPlot
          row={row}
          reach={reach}
          label={c.rowLabel(said(row.label), tie ? c.tie : said(row.sentence))}
        />
      </td>
    </tr>
  );
}
