/** The results of a run, by what one asks: figures, encounters, places, clips. */
import { useMemo, type ReactNode } from 'react';
import { useClips, useConflicts, useRunMetrics } from '../api/queries';
import type { Run, RunMetrics, Scenario } from '../api/types';
import { BandChart, seriesOf, smoothed, type BandLine } from '../charts/bands';
import { Utilisation } from '../charts/Utilisation';
import { Failed, Loading } from '../components/States';
import { interval, number, quantity, unitOf } from '../format';
import { known, text } from '../text';
import { said } from '../text/said';
import { ClipGrid } from './Clips';
import { WatchTab, type Moment } from '../playback/WatchTab';
import { PrecisionCard, RatesTable, ratesOf } from './Certainty';
import { Encounters } from './Encounters';
import { Places } from './Places';
import { FigureGrid } from './FigureGrid';

const r = text.run;
export type ResultTab = keyof typeof r.tabs;
export const RESULT_TABS = Object.entries(r.tabs) as [ResultTab, string][];

interface ResultsProps {
  run: Run;
  scenario: Pick<Scenario, 'name' | 'color_index'>;
  tab: ResultTab;
  onTab: (tab: ResultTab) => void;
  moment: Moment;
  onWatch: (moment: Moment) => void;
  /** A reader of a link: nothing is made for them, so no replication is played again to watch. */
  isReader?: boolean;
}

export function Results({ run, scenario, tab, onTab, moment, onWatch, isReader }: ResultsProps) {
  const metrics = useRunMetrics(run.id, true);
  if (metrics.isError) return <Failed error={metrics.error} onRetry={() => void metrics.refetch()} />;
  if (!metrics.data) return <Loading />;
  if (tab === 'conflicts') return <Encounters run={run} onWatch={onWatch} isReader={isReader} />;
  if (tab === 'watch') return <WatchTab run={run} moment={moment} onMoment={onWatch} isReader={isReader} />;
  return (
    <div className="page" tabIndex={0}>
      <div className="page-inner">
        {tab === 'overview' && (
          <Overview run={run} metrics={metrics.data} scenario={scenario} onTab={onTab} />
        )}
        {tab === 'places' && <Places run={run} />}
        {tab === 'clips' && <ClipTab run={run} />}
      </div>
    </div>
  );
}

function ClipTab({ run }: { run: Run }) {
  const clips = useClips(run.id, true);
  if (clips.isError) return <Failed error={clips.error} onRetry={() => void clips.refetch()} />;
  return clips.data ? <ClipGrid clips={clips.data.clips} /> : <Loading />;
}

export function ChartCard({
  title,
  note,
  children,
  className,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`card ${className ?? ''}`} aria-label={title}>
      <div className="card-head">
        <h2 className="section-head">{title}</h2>
        {note && <span className="muted small">{note}</span>}
      </div>
      <div className="card-body">{children}</div>
    </section>
  );
}

const percent = (share: number): string => `${number(share * 100, 0)} %`;
const QUEUES: [string, string][] = [
  ['wip', '--accent'],
  ['pick_queue', '--muted'],
  ['pack_queue', '--look'],
  ['ship_queue', '--better'],
];

interface OverviewProps {
  run: Run;
  metrics: RunMetrics;
  scenario: Pick<Scenario, 'name' | 'color_index'>;
  onTab: (tab: ResultTab) => void;
}

function Overview({ run, metrics, scenario, onTab }: OverviewProps) {
  const conflicts = useConflicts(run.id, true);
  const { series } = metrics;
  const color = `--variant-${scenario.color_index % 4}`;
  const throughput = useMemo<BandLine[]>(() => {
    const shipped = seriesOf(series, 'orders_shipped');
    return shipped
      ? [{ name: r.series.orders_shipped!, color, series: smoothed(shipped, series.step_s) }]
      : [];
  }, [series, color]);
  const queues = useMemo<BandLine[]>(
    () =>
      QUEUES.flatMap(([key, token]) => {
        const found = seriesOf(series, key);
        return found && found.mean.some((v) => (v ?? 0) > 0)
          ? [{ name: known(r.series, key), color: token, series: found }]
          : [];
      }),
    [series],
  );
  const headline = metrics.metrics.filter((metric) => metric.headline && metric.mean !== null);
  return (
    <div className="results-head" data-testid="results">
      <section className="card" aria-label={r.results}>
        <div className="card-head">
          <h1 className="section-head">{scenario.name}</h1>
          <span className="muted small">
            {r.replications(metrics.replications)} · {r.intervalHead(percent(metrics.confidence))}
          </span>
        </div>
        <FigureGrid metrics={headline} testId="headline" />
      </section>
      <div className="results-grid">
        <ChartCard title={r.throughput} note={r.band(percent(metrics.confidence))}>
          <BandChart
            label={r.throughput}
            lines={throughput}
            stepS={series.step_s}
            startOfDay={series.start_of_day}
          />
        </ChartCard>
        <ChartCard title={r.utilisation} note={r.utilisationNote}>
          <Utilisation data={metrics.utilisation} />
        </ChartCard>
        <ChartCard title={r.queues} note={r.band(percent(metrics.confidence))}>
          <BandChart
            label={r.queues}
            lines={queues}
            stepS={series.step_s}
            startOfDay={series.start_of_day}
            legend
          />
        </ChartCard>
        <ChartCard title={r.orders}>
          <p>
            {r.ordersFlow(
              number(metrics.orders.in, 0),
              number(metrics.orders.shipped, 0),
              number(metrics.orders.open, 0),
              number(metrics.orders.failed, 0),
            )}
          </p>
          <h2 className="section-head" style={{ margin: '18px 0 8px' }}>
            {r.encounters}
          </h2>
          {conflicts.data && (
            <p>
              <button type="button" className="chip-btn link" onClick={() => onTab('conflicts')}>
                {r.encounterCounts(
                  conflicts.data.counts.serious,
                  conflicts.data.counts.slight,
                  conflicts.data.counts.contact,
                )}
              </button>
            </p>
          )}
          <p className="muted small" style={{ marginTop: 4 }}>
            {r.riskNote}
          </p>
        </ChartCard>
        {metrics.precision && <PrecisionCard precision={metrics.precision} />}
        {conflicts.data && (
          <ChartCard
            title={r.rates}
            note={r.intervalHead(percent(metrics.confidence))}
            className={metrics.precision ? '' : 'wide'}
          >
            <p style={{ marginBottom: 8 }}>{said(conflicts.data.rate_sentence)}</p>
            <RatesTable
              columns={(['contact', 'serious', 'slight'] as const).map((severity) => ({
                name: r.orWorse(severity),
                rates: ratesOf(conflicts.data.rates, severity),
              }))}
            />
          </ChartCard>
        )}
        <AllFigures metrics={metrics} />
      </div>
    </div>
  );
}

function AllFigures({ metrics }: { metrics: RunMetrics }) {
  return (
    <section className="card wide" aria-label={r.metrics}>
      <div className="card-head">
        <h2 className="section-head">{r.metrics}</h2>
      </div>
      <table data-testid="metrics-table">
        <thead>
          <tr>
            <th>{r.metric}</th>
            <th className="num">{r.mean}</th>
            <th className="num">{r.intervalHead(percent(metrics.confidence))}</th>
            <th className="num">{r.runsHead}</th>
            <th>
              <span className="visually-hidden">{r.definition}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {metrics.metrics
            .filter((metric) => metric.mean !== null)
            .map((metric) => {
              const unit = unitOf(metric.key, metric.unit);
              return (
                <tr key={metric.key}>
                  <td className="strong">{said(metric.label)}</td>
                  <td className="num">{quantity(metric.mean, unit)}</td>
                  <td className="num">{interval(metric.low, metric.high, unit, metric.mean)}</td>
                  <td className="num">{number(metric.count, 0)}</td>
                  <td className="muted small">{said(metric.definition)}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </section>
  );
}
