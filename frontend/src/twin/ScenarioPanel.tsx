/** The scenarios of a facility with their latest results, and the comparisons made of them. */
import { useState } from 'react';
import { Link } from 'react-router';
import { useComparisons, useScenarios } from '../api/queries';
import type { ComparisonRow, Facility, RunSummary, ScenarioRow } from '../api/types';
import { CompareDialog } from '../compare/CompareDialog';
import { PlusIcon } from '../components/Icons';
import { Failed } from '../components/States';
import { ago, number } from '../format';
import { text } from '../text';
import { said } from '../text/said';
import { variantColor } from '../theme';
import { VariantDialog } from './VariantDialog';

const w = text.twin;

export function ScenarioPanel({ facility, write }: { facility: Facility; write: boolean }) {
  const scenarios = useScenarios(facility.id);
  const [creating, setCreating] = useState(false);
  // Bases before their variants; otherwise as the server has them, newest first.
  const list = [...(scenarios.data ?? [])].sort(
    (a, b) => Number(a.base_id !== null) - Number(b.base_id !== null),
  );
  return (
    <>
      <section className="panel" aria-label={w.scenarios}>
        <div className="spread panel-head">
          <h2 className="section-head">{w.scenarios}</h2>
          {write && (
            <button type="button" className="btn small" onClick={() => setCreating(true)}>
              <PlusIcon width="13" height="13" /> {list.length ? w.newVariant : w.newScenario}
            </button>
          )}
        </div>
        {scenarios.isError && <Failed error={scenarios.error} onRetry={() => void scenarios.refetch()} />}
        {scenarios.isSuccess && list.length === 0 && <p className="muted">{w.noScenarios}</p>}
        <ul data-testid="scenarios">
          {list.map((row) => (
            <ScenarioItem key={row.id} row={row} />
          ))}
        </ul>
        <VariantDialog
          facilityId={facility.id}
          scenarios={list}
          opened={creating}
          onClose={() => setCreating(false)}
        />
      </section>
      <Comparisons facility={facility} scenarios={list} />
    </>
  );
}

function ScenarioItem({ row }: { row: ScenarioRow }) {
  return (
    <li className="list-card">
      <span className="swatch" style={{ background: variantColor(row.color_index) }} />
      <div className="grow">
        <Link to={`/scenarios/${row.id}`} className="strong" aria-label={w.openScenario(row.name)}>
          {row.name}
        </Link>
        <p className="muted small">
          {row.change_count ? w.changes(row.change_count) : w.asIs} · r{row.revision.number}
        </p>
      </div>
      {row.latest_run ? <RunState run={row.latest_run} /> : <span className="muted small">{w.notRun}</span>}
    </li>
  );
}

function RunState({ run }: { run: RunSummary }) {
  const label =
    run.status === 'done'
      ? w.results
      : run.status === 'running'
        ? `${text.run.status.running} ${number(run.progress * 100, 0)} %`
        : text.run.status[run.status];
  return (
    <div style={{ textAlign: 'right' }}>
      <Link to={`/runs/${run.id}`}>{label}</Link>
      <p className="muted tiny">{ago(run.finished_at ?? run.created_at, Date.now())}</p>
    </div>
  );
}

function Comparisons({ facility, scenarios }: { facility: Facility; scenarios: ScenarioRow[] }) {
  const comparisons = useComparisons(facility.id);
  const [comparing, setComparing] = useState(false);
  const list = comparisons.data ?? [];
  if (scenarios.length < 2 && list.length === 0) return null;
  return (
    <section className="panel" aria-label={w.comparisons}>
      <div className="spread panel-head">
        <h2 className="section-head">{w.comparisons}</h2>
        <button
          type="button"
          className="btn small"
          onClick={() => setComparing(true)}
          disabled={scenarios.length < 2}
        >
          {w.compare}
        </button>
      </div>
      {list.length === 0 && <p className="muted">{w.noComparisons}</p>}
      <ul>
        {list.slice(0, 8).map((comparison) => (
          <ComparisonItem key={comparison.id} comparison={comparison} />
        ))}
      </ul>
      <CompareDialog
        facilityId={facility.id}
        opened={comparing}
        onClose={() => setComparing(false)}
        initial={scenarios.slice(0, 2).map((row) => row.id)}
      />
    </section>
  );
}

function ComparisonItem({ comparison }: { comparison: ComparisonRow }) {
  const name = comparison.name || (comparison.runs ?? []).map((run) => run.scenario_name).join(' / ');
  return (
    <li className="list-card">
      <div className="grow">
        <Link to={`/comparisons/${comparison.id}`} className="strong">
          {name}
        </Link>
        <p className="muted small">
          {comparison.status === 'ready' || comparison.status === 'rendering'
            ? said(comparison.headline) || ago(comparison.created_at, Date.now())
            : text.compare[comparison.status === 'failed' ? 'failedTitle' : 'waitingTitle']}
        </p>
      </div>
    </li>
  );
}
