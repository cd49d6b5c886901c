/** Two to four variants side by side: the verdict in words, the same moment in film, every difference. */
import { useQueries } from '@tanstack/react-query';
import { useMemo, useState, type CSSProperties } from 'react';
import { Link, useParams } from 'react-router';
import { get } from '../api/client';
import { useComparison, useFacility, useSession } from '../api/queries';
import type { Comparison, ComparisonRun, Conflicts } from '../api/types';
import { BandChart, seriesOf, smoothed, type BandLine } from '../charts/bands';
import { canCompare } from '../components/roles';
import { Segments } from '../components/Segments';
import { Shell, type Crumb } from '../components/Shell';
import { Empty, Failed, Loading } from '../components/States';
import { useTitle } from '../components/title';
import { number } from '../format';
import { RatesTable, ratesOf } from '../run/Certainty';
import { ChartCard } from '../run/Results';
import { ShareButton } from '../share/ShareButton';
import { text } from '../text';
import { said } from '../text/said';
import { variantColor } from '../theme';
import './compare.css';
import { DifferenceTable } from './DifferenceTable';
import { Films } from './Films';
import { Plans } from './Plans';
import { ReportMenu } from './ReportMenu';
import { useRunClips } from './useRunClips';

const c = text.compare;

export default function ComparePage() {
  const { id = '' } = useParams();
  const comparison = useComparison(id);
  const facility = useFacility(comparison.data?.facility_id);
  const { data: session } = useSession();
  useTitle(comparison.data?.name || c.title);
  const crumbs: Crumb[] = [
    ...(facility.data ? [{ label: facility.data.name, to: `/facilities/${facility.data.id}` }] : []),
    { label: c.title },
  ];
  if (comparison.isError) {
    return (
      <Shell crumbs={crumbs}>
        <Failed error={comparison.error} onRetry={() => void comparison.refetch()} />
      </Shell>
    );
  }
  if (!comparison.data) {
    return (
      <Shell crumbs={crumbs}>
        <Loading />
      </Shell>
    );
  }
  const { data } = comparison;
  const isReady = data.status === 'ready';
  const hasFigures = isReady || data.status === 'rendering';
  return (
    <Shell
      crumbs={crumbs}
      notes={data.runs.map((run) => (
        <Link key={run.letter} className="pill" to={`/scenarios/${run.run.scenario_id}`}>
          <span className="swatch" style={{ background: variantColor(run.color_index) }} />
          {run.letter} · {run.scenario_name}
        </Link>
      ))}
      actions={
        hasFigures ? (
          <>
            <span className="muted small paired">{c.paired(data.runs[0]?.run.replications ?? 0)}</span>
            {isReady && canCompare(session?.role) && (
              <>
                <ShareButton subject={{ comparison_id: data.id }} />
                <ReportMenu comparisonId={data.id} />
              </>
            )}
          </>
        ) : undefined
      }
    >
      {hasFigures ? <Ready comparison={data} /> : <Waiting comparison={data} />}
    </Shell>
  );
}

function Waiting({ comparison }: { comparison: Comparison }) {
  const isFailed = comparison.status === 'failed';
  return (
    <Empty
      title={isFailed ? c.failedTitle : c.waitingTitle}
      action={
        <ul className="stack-s waiting-runs" data-testid="waiting-runs">
          {comparison.runs.map(({ run, scenario_name, color_index, letter }) => (
            <li key={run.id} className="card row">
              <span className="swatch" style={{ background: variantColor(color_index) }} />
              <Link to={`/runs/${run.id}`} className="grow">
                {letter} · {scenario_name}
              </Link>
              <span className="muted small">
                {text.run.status[run.status]}{' '}
                {run.status === 'running' ? `${number(run.progress * 100, 0)} %` : ''}
              </span>
            </li>
          ))}
        </ul>
      }
    >
      {isFailed ? c.failedLead : c.waiting}
    </Empty>
  );
}

export function Ready({ comparison }: { comparison: Comparison }) {
  const { runs, differences } = comparison;
  const isRendering = comparison.status === 'rendering';
  const [letter, setLetter] = useState(differences[0]?.letter ?? 'B');
  const shown = differences.find((difference) => difference.letter === letter) ?? differences[0];
  const base = runs[0];
  const variant = runs.find((run) => run.letter === shown?.letter);
  const clips = useRunClips(
    runs.map(({ run }) => run.id),
    isRendering,
  );
  const conflicts = useQueries({
    queries: runs.map(({ run }) => ({
      queryKey: ['conflicts', run.id, 'done'],
      queryFn: () => get<Conflicts>(`runs/${run.id}/conflicts/`),
      staleTime: Infinity,
    })),
  });
  return (
    <div className="page" tabIndex={0}>
      <div className="page-inner compare" data-testid="comparison">
        <section className="card verdict" aria-label={c.title}>
          <div>
            <h1 data-testid="headline">{said(comparison.headline)}</h1>
            <p className="muted">{said(comparison.detail)}</p>
          </div>
          <div className="verdict-sure">
            <h2 className="section-head">{c.howSure}</h2>
            <ul>
              {comparison.how_sure.map((sentence, index) => (
                <li key={index}>{said(sentence)}</li>
              ))}
            </ul>
          </div>
        </section>
        {isRendering && (
          <p className="muted small" role="status" data-testid="rendering">
            {c.rendering}
          </p>
        )}
        <Films
          runs={runs}
          clips={clips.map((query) => query.data?.clips ?? [])}
          conflicts={conflicts.map((query) => query.data?.conflicts ?? [])}
          pending={
            clips.some((query) => query.isPending) ||
            (isRendering && clips.every((query) => !query.data?.clips.length))
          }
        />
        <div className="compare-grid">
          <div className="stack" style={{ gap: 14 }}>
            {shown && base && variant && (
              <DifferenceTable
                rows={shown.rows}
                base={base}
                variant={variant}
                switcher={
                  differences.length > 1 ? (
                    <Segments
                      label={c.diffHead}
                      role="group"
                      value={shown.letter}
                      onChange={setLetter}
                      options={differences.map(
                        (difference) => [difference.letter, difference.letter] as const,
                      )}
                    />
                  ) : null
                }
              />
            )}
            <Changes comparison={comparison} />
          </div>
          <div className="stack" style={{ gap: 14 }}>
            <OrdersChart comparison={comparison} />
            <BestOf comparison={comparison} />
            <Rates comparison={comparison} />
          </div>
        </div>
        <Plans runs={runs} conflicts={conflicts.map((query) => query.data ?? null)} />
      </div>
    </div>
  );
}

/** Of more than two variants: which may be best on each headline figure, and which can be picked. */
function BestOf({ comparison }: { comparison: Comparison }) {
  const [first] = comparison.best;
  if (!first) return null;
  return (
    <ChartCard title={c.best} note={c.bestNote(first.replications)}>
      <ul className="change-list" data-testid="best">
        {comparison.best.map((best) => (
          <li key={best.key}>{said(best.sentence)}</li>
        ))}
      </ul>
    </ChartCard>
  );
}

function Rates({ comparison }: { comparison: Comparison }) {
  const columns = comparison.runs.map(({ letter, color_index }) => ({
    name: letter,
    color: variantColor(color_index),
    rates: ratesOf(comparison.conflict_rates[letter]?.rates ?? [], 'serious'),
  }));
  if (columns.every(({ rates }) => rates.length === 0)) return null;
  return (
    <ChartCard title={text.run.ratesSerious} note={text.run.intervalHead(c.level)}>
      <RatesTable columns={columns} />
    </ChartCard>
  );
}

function OrdersChart({ comparison }: { comparison: Comparison }) {
  const first = Object.values(comparison.series)[0];
  const lines = useMemo<BandLine[]>(
    () =>
      comparison.runs.flatMap(({ letter, scenario_name, color_index }) => {
        const series = comparison.series[letter];
        const shipped = seriesOf(series, 'orders_shipped');
        if (!series || !shipped) return [];
        return [
          {
            name: `${letter} · ${scenario_name}`,
            color: `--variant-${color_index % 4}`,
            series: smoothed(shipped, series.step_s),
          },
        ];
      }),
    [comparison],
  );
  if (!first || lines.length === 0) return null;
  return (
    <ChartCard title={c.orders} note={c.band}>
      <BandChart
        label={c.orders}
        lines={lines}
        stepS={first.step_s}
        startOfDay={first.start_of_day}
        legend={false}
        height={216}
      />
    </ChartCard>
  );
}

const SHOWN_CHANGES = 8;

function Changes({ comparison }: { comparison: Comparison }) {
  const entries = Object.entries(comparison.changes ?? {});
  if (entries.length === 0) return null;
  return (
    <ChartCard title={c.changes}>
      {entries.map(([letter, list]) => {
        const run = comparison.runs.find((candidate) => candidate.letter === letter);
        return <ChangeList key={letter} letter={letter} list={list} run={run} />;
      })}
    </ChartCard>
  );
}

interface ChangeListProps {
  letter: string;
  list: Comparison['changes'][string];
  run: ComparisonRun | undefined;
}

function ChangeList({ letter, list, run }: ChangeListProps) {
  const [all, setAll] = useState(false);
  const color = variantColor(run?.color_index ?? 1);
  return (
    <div style={{ marginBottom: 10, '--changed': color } as CSSProperties}>
      <p className="row strong">
        <span className="swatch" style={{ background: color }} />
        {letter} · {run?.scenario_name}
      </p>
      {list.length === 0 && <p className="muted">{c.noChanges}</p>}
      <ul className="change-list">
        {(all ? list : list.slice(0, SHOWN_CHANGES)).map((change, index) => (
          <li key={index}>{said(change.message)}</li>
        ))}
      </ul>
      {list.length > SHOWN_CHANGES && (
        <button
          type="button"
          className="btn small"
          style={{ marginTop: 8 }}
          onClick={() => setAll((on) => !on)}
        >
          {all ? text.imports.fewer : text.imports.more(list.length - SHOWN_CHANGES)}
        </button>
      )}
    </div>
  );
}
