/**
 * What to do first: the demonstration at the press of a button, and a list for one's own building that ticks
 * itself from what is there. It goes when all is done, or when it is hidden; it is never in the way.
 */
import { Loader } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Link } from 'react-router';
import { useComparisons, useScenarios } from '../api/queries';
import type { Facility } from '../api/types';
import { CloseIcon, PlayIcon } from '../components/Icons';
import { text } from '../text';
import { isDemo, nextOf, ownFacility, stepsOf, type Step } from './progress';
import { useDemonstration } from './useDemonstration';
import './start.css';

const s = text.start;

interface FirstStepsProps {
  organisationId: string;
  facilities: readonly Facility[];
  onUpload: () => void;
}

export function FirstSteps({ organisationId, facilities, onUpload }: FirstStepsProps) {
  const [hidden, setHidden] = useLocalStorage<boolean>({
    key: `foresite-first-steps-hidden:${organisationId}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const own = ownFacility(facilities);
  const scenarios = useScenarios(hidden ? undefined : own?.id);
  const comparisons = useComparisons(hidden ? undefined : own?.id);
  const waiting = own !== undefined && (scenarios.isPending || comparisons.isPending);
  const steps = stepsOf(own, scenarios.data ?? [], comparisons.data ?? []);
  if (hidden || waiting || nextOf(steps) === null) return null;
  const done = steps.filter((step) => step.done).length;
  return (
    <section className="card first-steps" aria-labelledby="first-steps" data-testid="first-steps">
      <div className="spread">
        <h2 id="first-steps" className="strong">
          {s.title}
        </h2>
        <span className="row">
          <span className="muted small">{s.done(done, steps.length)}</span>
          <button
            type="button"
            className="btn icon small"
            aria-label={s.dismiss}
            onClick={() => setHidden(true)}
          >
            <CloseIcon />
          </button>
        </span>
      </div>
      <div className="first-steps-grid">
        <DemoOffer made={facilities.some(isDemo)} />
        <OwnSteps steps={steps} onUpload={onUpload} />
      </div>
    </section>
  );
}

function DemoOffer({ made }: { made: boolean }) {
  const { stage, error, begin } = useDemonstration();
  return (
    <div className="stack-s">
      <h3 className="section-head">{s.demoTitle}</h3>
      <p className="muted">{s.demo}</p>
      {stage === 'idle' ? (
        <p>
          <button type="button" className="btn primary" onClick={() => void begin()}>
            <PlayIcon /> {made ? s.demoAgain : s.demoStart}
          </button>
        </p>
      ) : (
        <p className="row" role="status">
          <Loader size="xs" color="var(--accent)" aria-hidden="true" />
          {stage === 'reading' ? s.demoReading : s.demoStarting}
        </p>
      )}
      {error && (
        <p role="alert" className="worse">
          {error}
        </p>
      )}
    </div>
  );
}

function OwnSteps({ steps, onUpload }: { steps: readonly Step[]; onUpload: () => void }) {
  const next = nextOf(steps);
  return (
    <div className="stack-s">
      <h3 className="section-head">{s.ownTitle}</h3>
      <ol className="own-steps">
        {steps.map((step, index) => (
          <li key={step.name} data-step={step.name} data-done={step.done}>
            <span className="own-step-mark" role="img" aria-label={step.done ? s.isDone : s.toDo}>
              {step.done ? '✓' : index + 1}
            </span>
            <span>
              {step.name !== next ? (
                <span className={step.done ? 'muted' : undefined}>{s.steps[step.name]}</span>
              ) : step.to === null ? (
                <button type="button" className="link strong" onClick={onUpload}>
                  {s.steps[step.name]}
                </button>
              ) : (
                <Link className="strong" to={step.to}>
                  {s.steps[step.name]}
                </Link>
              )}
              {step.name === next && <span className="muted small own-step-hint">{s.hints[step.name]}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
