/** How long the run is going to take on this server, and what its precision means, beside the settings. */
import type { Experiment } from '../api/types';
import { duration, number } from '../format';
import { text } from '../text';
import { useEditor } from './context';
import { useRunTimeOf } from './useRunTimeOf';

const r = text.runTime;

export function RunTime() {
  const { document, scenario } = useEditor();
  const { data } = useRunTimeOf(scenario.id, document);
  if (!data) return null;
  const [low, high] = [duration(data.low_s), duration(data.high_s)];
  return (
    <span
      className="muted small"
      data-testid="run-time"
      title={data.is_measured ? r.range(low, high) : undefined}
    >
      {data.is_measured ? r.measured(duration(data.seconds), data.runs) : r.guess(low, high)}
    </span>
  );
}

/** What the target, or its absence, means for the figures in the end. */
export function Precision({ experiment }: { experiment: Experiment }) {
  const { target_half_width: target, replications, max_replications, confidence } = experiment;
  const share = (value: number): string => `${number(value * 100, value * 100 < 10 ? 1 : 0)}\u00a0%`;
  return (
    <p className="muted small" style={{ marginTop: 12 }} data-testid="precision-words">
      {target === null
        ? replications === 1
          ? r.one
          : r.fixed(replications)
        : `${r.open(replications, Math.max(replications, max_replications))} ${r.precision(
            share(target),
            number(target * 500, target < 0.02 ? 1 : 0),
            share(confidence),
          )}`}
    </p>
  );
}
