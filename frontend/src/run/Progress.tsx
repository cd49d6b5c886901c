/** What a run is doing: steps with the time left, figures as replications finish, frames as they render. */
import { useEffect, useState } from 'react';
import { call } from '../api/client';
import { useCameras } from '../api/queries';
import type { SocketState } from '../api/socket';
import type { PartialMetric, Run, RunStep, Scenario, StepKind } from '../api/types';
import { failed } from '../components/notify';
import { duration, number } from '../format';
import { text } from '../text';
import { said } from '../text/said';
import { FigureGrid } from './FigureGrid';
import type { LiveRun } from './useRunLive';

const r = text.run;
const KINDS: StepKind[] = ['prepare', 'replication', 'clip', 'futures', 'films', 'summarise'];

interface ProgressProps {
  live: LiveRun;
  socket: SocketState;
  scenario: Scenario;
  write: boolean;
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** By the share that is done; said only when enough is done to say it. */
export function timeLeft(run: Run, nowMs: number): number | null {
  if (!run.started_at || run.progress < 0.04) return null;
  const elapsed = (nowMs - Date.parse(run.started_at)) / 1000;
  return Math.max(1, (elapsed * (1 - run.progress)) / run.progress);
}

export function Progress({ live, socket, scenario, write }: ProgressProps) {
  const { run } = live;
  const now = useNow();
  const left = timeLeft(run, now);
  const elapsed = run.started_at ? (now - Date.parse(run.started_at)) / 1000 : null;
  const cancel = async (): Promise<void> => {
    try {
      await call(`runs/${run.id}/cancel/`, { method: 'POST', json: {} });
    } catch (error) {
      failed(error);
    }
  };
  return (
    <div className="page" tabIndex={0}>
      <div className="page-inner run-live">
        <section className="card run-status" aria-label={r.title}>
          <div className="spread">
            <div>
              <h1 className="page-title">{r.status[run.status]}</h1>
              <p className="muted" role="status" data-testid="run-message">
                {said(run.message) || r.closeTab}
              </p>
            </div>
            <div className="row">
              {socket === 'lost' && <span className="pill worse">{r.reconnecting}</span>}
              {elapsed !== null && <span className="muted small">{r.elapsed(duration(elapsed))}</span>}
              {left !== null && <span className="strong small">{r.timeLeft(duration(left))}</span>}
              {write && (
                <button
                  type="button"
                  className="btn"
                  disabled={run.status === 'cancelling'}
                  onClick={() => void cancel()}
                >
                  {run.status === 'cancelling' ? r.status.cancelling : r.cancel}
                </button>
              )}
            </div>
          </div>
          <Bar value={run.progress} label={r.status[run.status]} testId="run-progress" />
          <ul className="run-steps">
            {KINDS.map((kind) => {
              const steps = run.steps.filter((step) => step.kind === kind);
              return steps.length ? <StepGroup key={kind} kind={kind} steps={steps} /> : null;
            })}
          </ul>
        </section>
        <Figures metrics={live.partial} replications={live.replications} />
        <Previews live={live} scenario={scenario} />
      </div>
    </div>
  );
}

function Bar({ value, label, testId }: { value: number; label: string; testId?: string }) {
  const percent = Math.round(value * 100);
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      data-testid={testId}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}

function StepGroup({ kind, steps }: { kind: StepKind; steps: RunStep[] }) {
  const done = steps.filter((step) => step.status === 'done').length;
  const running = steps.find((step) => step.status === 'running');
  return (
    <li>
      <span className="strong">{r.stepKinds[kind]}</span>
      <span className="muted small">
        {steps.length > 1 ? `${done} / ${steps.length}` : r.stepStatus[steps[0]!.status]}
      </span>
      <span className="step-cells" aria-hidden="true">
        {steps.map((step) => (
          <span
            key={step.id}
            className={`step-cell ${step.status}`}
            title={`${said(step.label)}: ${r.stepStatus[step.status]}`}
          >
            <span style={{ width: `${(step.status === 'done' ? 1 : step.progress) * 100}%` }} />
          </span>
        ))}
      </span>
      <span className="muted small ellipsis">{running ? said(running.message || running.label) : ''}</span>
    </li>
  );
}

function Figures({ metrics, replications }: { metrics: PartialMetric[]; replications: number }) {
  return (
    <section className="card" aria-label={r.metricsSoFar(replications)} data-testid="partial-metrics">
      <div className="card-head">
        <h2 className="section-head">{r.metricsSoFar(replications)}</h2>
      </div>
      {metrics.length > 0 && (
        <FigureGrid metrics={metrics.filter((metric) => metric.mean !== null).slice(0, 12)} />
      )}
    </section>
  );
}

function Previews({ live, scenario }: { live: LiveRun; scenario: Scenario }) {
  const cameras = useCameras(scenario.facility_id);
  const nameOf = (id: string): string => cameras.data?.find((camera) => camera.id === id)?.name ?? id;
  const clips = live.run.steps.filter((step) => step.kind === 'clip');
  const previews = Object.values(live.previews);
  return (
    <section className="card" aria-label={r.previews} data-testid="previews">
      <div className="card-head">
        <h2 className="section-head">{r.previews}</h2>
      </div>
      <div className="card-body">
        {previews.length === 0 && <p className="muted">{clips.length ? r.previewsNone : r.previewsOff}</p>}
        <div className="preview-grid">
          {previews.map((preview) => (
            <figure key={preview.stepId}>
              <img
                src={preview.url}
                alt={r.previewOf(nameOf(preview.cameraId), preview.frame + 1, preview.frameCount)}
              />
              <figcaption className="small muted">
                {nameOf(preview.cameraId)} · {number(preview.frame + 1, 0)} / {number(preview.frameCount, 0)}
              </figcaption>
            </figure>
          ))}
        </div>
      </div>
    </section>
  );
}
