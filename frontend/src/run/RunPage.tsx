/** A run: its progress while it goes on, its results when it is done. */
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useFacility, useRun, useScenario, useSession, startRun } from '../api/queries';
import type { Run, Scenario } from '../api/types';
import { CompareDialog } from '../compare/CompareDialog';
import { failed } from '../components/notify';
import { canCompare, canWrite } from '../components/roles';
import { Segments } from '../components/Segments';
import { Shell } from '../components/Shell';
import { Empty, Failed, Loading } from '../components/States';
import { useTitle } from '../components/title';
import { ShareButton } from '../share/ShareButton';
import { text } from '../text';
import { said } from '../text/said';
import './run.css';
import { Progress } from './Progress';
import { Results, RESULT_TABS } from './Results';
import { useResultPlace } from './useResultPlace';
import { useRunLive } from './useRunLive';

export default function RunPage() {
  const { id = '' } = useParams();
  const run = useRun(id);
  const scenario = useScenario(run.data?.scenario_id);
  useTitle(run.data ? `${run.data.scenario_name}: ${text.run.title}` : undefined);
  const broken = [run, scenario].find((query) => query.isError);
  if (broken) {
    return (
      <Shell>
        <Failed error={broken.error} onRetry={() => void broken.refetch()} />
      </Shell>
    );
  }
  if (!run.data || !scenario.data) {
    return (
      <Shell>
        <Loading />
      </Shell>
    );
  }
  return <Live key={id} initial={run.data} scenario={scenario.data} />;
}

function Live({ initial, scenario }: { initial: Run; scenario: Scenario }) {
  const { live, socket } = useRunLive(initial);
  const { data: session } = useSession();
  const facility = useFacility(scenario.facility_id);
  const navigate = useNavigate();
  const [{ tab, moment }, go] = useResultPlace();
  const [comparing, setComparing] = useState(false);
  const { run } = live;
  const done = run.status === 'done';
  const again = async (): Promise<void> => {
    try {
      void navigate(`/runs/${(await startRun(scenario.id)).id}`);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Shell
      crumbs={[
        ...(facility.data ? [{ label: facility.data.name, to: `/facilities/${facility.data.id}` }] : []),
        { label: scenario.name, to: `/scenarios/${scenario.id}` },
        { label: done ? text.run.results : text.run.title },
      ]}
      notes={
        <>
          <span className="pill">
            {text.run.replications(run.replications)} · r{run.scenario_revision}
          </span>
          {done && run.scenario_revision !== scenario.revision.number && (
            <span className="pill look" title={text.run.newerPlanHint}>
              {text.run.newerPlan(run.scenario_revision, scenario.revision.number)}
            </span>
          )}
        </>
      }
      middle={
        done ? (
          <Segments
            label={text.run.tabsLabel}
            value={tab}
            onChange={(next) => go(next)}
            options={RESULT_TABS}
          />
        ) : null
      }
      actions={
        done ? (
          <>
            {canCompare(session?.role) && <ShareButton subject={{ run_id: run.id }} />}
            <button type="button" className="btn primary" onClick={() => setComparing(true)}>
              {text.run.compare}
            </button>
          </>
        ) : undefined
      }
    >
      {done ? (
        <Results
          run={run}
          scenario={scenario}
          tab={tab}
          onTab={go}
          moment={moment}
          onWatch={(at) => go('watch', at)}
        />
      ) : run.status === 'failed' || run.status === 'cancelled' ? (
        <Ended run={run} onAgain={canWrite(session?.role) ? again : undefined} />
      ) : (
        <Progress live={live} socket={socket} scenario={scenario} write={canWrite(session?.role)} />
      )}
      <CompareDialog
        facilityId={scenario.facility_id}
        opened={comparing}
        onClose={() => setComparing(false)}
        initial={scenario.base_id ? [scenario.base_id, scenario.id] : [scenario.id]}
      />
    </Shell>
  );
}

function Ended({ run, onAgain }: { run: Run; onAgain?: () => Promise<void> }) {
  const isFailed = run.status === 'failed';
  return (
    <Empty
      title={isFailed ? text.run.failedTitle : text.run.status.cancelled}
      action={
        <div className="row">
          <Link className="btn" to={`/scenarios/${run.scenario_id}`}>
            {text.run.toScenario}
          </Link>
          {onAgain && (
            <button type="button" className="btn primary" onClick={() => void onAgain()}>
              {text.run.again}
            </button>
          )}
        </div>
      }
    >
      {isFailed ? `${said(run.error ?? run.message)} ${text.run.failedLead}` : text.run.cancelled}
    </Empty>
  );
}
