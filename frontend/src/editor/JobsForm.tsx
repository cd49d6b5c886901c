/** Job routings of a factory: which stations a job visits in which order, how long it takes there, what is done again. */
import { Checkbox, Select } from '@mantine/core';
import type { Duration, JobWindow, Routing, RoutingStep } from '../api/types';
import { Segments } from '../components/Segments';
import { FieldSet } from '../fields/FieldSet';
import { Given, Heading, type ControlProps } from '../fields/FieldRow';
import { Item, ModelTable } from '../fields/lists';
import { withFamily } from '../fields/rules';
import { freshModel } from '../fields/schema';
import { text } from '../text';
import { useEditor } from './context';
import { DurationPicture } from './DurationPicture';
import { freeName, swapSteps, withoutStep } from './engine/stations';
import { FormCard, FormPage, Section, useSection } from './forms';
import { NameField, RemoveButton } from './StationsForm';

const t = text.jobs;

const freshStep = (stations: string[]): RoutingStep =>
  freshModel('Step', {
    stations,
    process: freshModel('Duration', { mean_s: 60 }),
  }) as unknown as RoutingStep;

export function JobsForm() {
  const [routings, write, readOnly] = useSection('routings');
  const { stations, experiment } = useEditor().document;
  const work = stations.filter((station) => station.kind === 'work').map(({ id }) => id);
  const fresh = (): Routing => ({
    ...(freshModel('Routing', {
      id: freeName(
        routings.map(({ id }) => id),
        'routing',
      ),
    }) as unknown as Routing),
    windows: [{ start_s: 0, end_s: experiment.horizon_s, jobs_per_hour: 10 }],
    steps: [freshStep(work.slice(0, 1))],
  });
  return (
    <FormPage title={t.title} lead={t.lead}>
      {routings.length === 0 && <p className="muted">{work.length ? t.none : t.noStations}</p>}
      <Section name="routings">
        {routings.map((routing, index) => (
          <Item key={index} index={index} rows={routings}>
            <RoutingCard
              routing={routing}
              taken={routings.filter((other) => other !== routing).map(({ id }) => id)}
              work={work}
              readOnly={readOnly}
              onChange={(next) => write(routings.map((old, i) => (i === index ? next : old)))}
              onRemove={() => write(routings.filter((_, i) => i !== index))}
            />
          </Item>
        ))}
      </Section>
      <div className="row-wrap">
        <button
          type="button"
          className="btn"
          disabled={readOnly}
          onClick={() => write([...routings, fresh()])}
        >
          {t.add}
        </button>
      </div>
    </FormPage>
  );
}

interface RoutingCardProps {
  routing: Routing;
  taken: readonly string[];
  work: readonly string[];
  readOnly: boolean;
  onChange: (next: Routing) => void;
  onRemove: () => void;
}

function RoutingCard({ routing, taken, work, readOnly, onChange, onRemove }: RoutingCardProps) {
  const { horizon_s: horizon } = useEditor().document.experiment;
  const circulates = routing.population !== null;
  const asked = (mode: 'released' | 'circulate'): void => {
    if (readOnly) return;
    if (mode === 'circulate') onChange({ ...routing, windows: [], population: 10 });
    else
      onChange({
        ...routing,
        population: null,
        windows: [{ start_s: 0, end_s: horizon, jobs_per_hour: 10 }],
      });
  };
  return (
    <FormCard
      title={routing.id}
      aside={<RemoveButton name={routing.id} disabled={readOnly} onClick={onRemove} />}
    >
      <FieldSet
        of="Routing"
        value={routing}
        skip={['windows', 'population', 'steps']}
        begin={{ due_s: 4 * 3600 }}
        controls={{ id: (props) => <NameField taken={taken} {...props} /> }}
        onChange={onChange}
      />
      <h3 className="field-label" style={{ margin: '14px 0 6px' }}>
        {t.arrivals}
      </h3>
      <Segments
        label={t.arrivals}
        role="group"
        value={circulates ? 'circulate' : 'released'}
        onChange={asked}
        options={[
          ['released', t.released],
          ['circulate', t.circulate],
        ]}
      />
      <FieldSet
        of="Routing"
        value={routing}
        only={circulates ? ['population'] : ['windows']}
        controls={{
          population: (props) => <Given {...props} />,
          windows: (props) => <Windows horizon={horizon} {...props} />,
        }}
        onChange={onChange}
      />
      <FieldSet
        of="Routing"
        value={routing}
        only={['steps']}
        controls={{ steps: () => <Steps {...{ routing, work, readOnly, onChange }} /> }}
        onChange={onChange}
      />
    </FormCard>
  );
}

function Windows({ horizon, ...props }: ControlProps & { horizon: number }) {
  const rows = props.value as JobWindow[];
  const last = rows.at(-1);
  const start_s = last && last.end_s < horizon ? last.end_s : 0;
  return (
    <ModelTable<JobWindow>
      of="JobWindow"
      label={t.released}
      rows={rows}
      onChange={props.commit}
      add={text.demand.addWindow}
      remove={text.demand.removeWindow}
      fewest={1}
      most={props.field.mostItems}
      fresh={() => ({
        start_s,
        end_s: Math.max(horizon, start_s + 3600),
        jobs_per_hour: last?.jobs_per_hour ?? 10,
      })}
    />
  );
}

function Steps({ routing, work, readOnly, onChange }: Omit<RoutingCardProps, 'taken' | 'onRemove'>) {
  const { steps } = routing;
  const replace = (index: number, next: RoutingStep): void =>
    onChange({ ...routing, steps: steps.map((old, i) => (i === index ? next : old)) });
  return (
    <>
      <h3 className="field-label">{t.steps}</h3>
      <ol className="job-steps">
        {steps.map((step, index) => (
          <Item key={index} index={index} rows={steps}>
            <li className="job-step" aria-label={t.step(index + 1)}>
              <div className="spread">
                <span className="strong">{t.step(index + 1)}</span>
                <span className="row">
                  <button
                    type="button"
                    className="btn icon small ghost"
                    aria-label={t.earlier(index + 1)}
                    disabled={readOnly || index === 0}
                    onClick={() => onChange(swapSteps(routing, index - 1))}
                  >
                    ↑
                  </button>
                  <button
                    type="button"
                    className="btn icon small ghost"
                    aria-label={t.later(index + 1)}
                    disabled={readOnly || index === steps.length - 1}
                    onClick={() => onChange(swapSteps(routing, index))}
                  >
                    ↓
                  </button>
                  <RemoveButton
                    name={t.step(index + 1)}
                    disabled={readOnly || steps.length === 1}
                    onClick={() => onChange(withoutStep(routing, index))}
                  />
                </span>
              </div>
              <FieldSet
                of="Step"
                value={step}
                first={['stations', 'scrap_probability', 'process']}
                begin={{ rework: { probability: 0.05, to_step: index } }}
                controls={{
                  process: (props) => <Process {...props} />,
                  rework: (props) => <Rework number={index} {...props} />,
                }}
                onChange={(next) => replace(index, next)}
              />
            </li>
          </Item>
        ))}
      </ol>
      <button
        type="button"
        className="btn small"
        style={{ alignSelf: 'flex-start', marginTop: 6 }}
        disabled={readOnly || steps.length >= 100}
        onClick={() => onChange({ ...routing, steps: [...steps, freshStep(work.slice(0, 1))] })}
      >
        {t.addStep}
      </button>
    </>
  );
}

/** A process time with its picture beside it; a family that knows no such spread gets one that it knows. */
function Process(props: ControlProps) {
  const value = props.value as Duration;
  const fixed = value.family === 'constant' || value.family === 'exponential';
  return (
    <div className="job-process" role="group" aria-label={text.fields.Step.process.label}>
      <FieldSet
        of="Duration"
        value={value}
        skip={fixed ? ['cv'] : []}
        tidy={(next, changed) => (changed === 'family' ? withFamily(next, next.family) : next)}
        onChange={props.commit}
      />
      <DurationPicture value={value} />
    </div>
  );
}

/** A share of the jobs goes back to a step that is named as in the list, counted from 1. */
function Rework({ number, ...props }: ControlProps & { number: number }) {
  const rework = props.value as RoutingStep['rework'];
  return (
    <>
      <Checkbox
        size="xs"
        label={text.fields.Step.rework.on}
        disabled={props.disabled}
        checked={rework !== null}
        onChange={(event) => props.commit(event.currentTarget.checked ? props.begin : null)}
      />
      {rework && (
        <FieldSet
          of="Rework"
          value={rework}
          controls={{ to_step: (row) => <BackTo last={number} {...row} /> }}
          onChange={props.commit}
        />
      )}
    </>
  );
}

function BackTo({ last, ...props }: ControlProps & { last: number }) {
  const steps = Array.from({ length: last + 1 }, (_, index) => ({
    value: String(index),
    label: t.step(index + 1),
  }));
  return (
    <>
      <Heading {...props} />
      <Select
        aria-label={text.fields.Rework.to_step.label}
        disabled={props.disabled}
        allowDeselect={false}
        value={String(props.value)}
        onChange={(value) => value && props.commit(Number(value))}
        data={steps}
      />
    </>
  );
}
