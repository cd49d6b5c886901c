/** How often the day is played, how long it is, and what is filmed. */
import { Checkbox, Select } from '@mantine/core';
import { useTunedModels } from '../api/queries';
import type { Experiment } from '../api/types';
import { ClockField } from '../components/ClockField';
import { Segments } from '../components/Segments';
import { FieldSet, hasMore } from '../fields/FieldSet';
import { Heading, type ControlProps } from '../fields/FieldRow';
import { text } from '../text';
import { useEditor } from './context';
import { FormCard, FormPage, Section, useSection } from './forms';
import { Precision, RunTime } from './RunTime';

const x = text.experiment;

const DAY = ['start_of_day', 'horizon_s'] as const;
const PLAYS = [
  'replications',
  'target_half_width',
  'max_replications',
  'smallest_difference',
  'selection',
  'confidence',
  'seed',
  'long_run',
] as const;
const CLIPS = [
  'clip_camera_ids',
  'clip_start_s',
  'clip_duration_s',
  'clip_width_px',
  'clip_height_px',
  'clip_model',
] as const;
const SHOWN = [...DAY, ...PLAYS, ...CLIPS];

/** The clip stays inside of the day, however the day changes; pictures have whole blocks of 16 pixels. */
function tidy(next: Experiment, changed: keyof Experiment): Experiment {
  if (changed !== 'horizon_s') return next;
  const horizon_s = Math.round(next.horizon_s);
  const clip_duration_s = Math.min(next.clip_duration_s, horizon_s);
  const latest = horizon_s - clip_duration_s;
  const clip_start_s = next.clip_start_s === null ? null : Math.min(next.clip_start_s, latest);
  return { ...next, horizon_s, clip_duration_s, clip_start_s };
}

export function ExperimentForm() {
  const [experiment, write] = useSection('experiment');
  const isOpenEnded = experiment.target_half_width !== null;
  const plays = PLAYS.filter((name) => isOpenEnded || name !== 'max_replications');
  const set = {
    of: 'Experiment',
    value: experiment,
    tidy,
    onChange: (next: Experiment) => write(next),
  } as const;
  return (
    <FormPage title={x.title} lead={x.lead}>
      <Section name="experiment">
        <FormCard title={x.day}>
          <FieldSet {...set} only={DAY} controls={{ start_of_day: (props) => <StartOfDay {...props} /> }} />
        </FormCard>
        <FormCard title={x.replications} aside={<RunTime />}>
          <FieldSet {...set} only={plays} begin={{ target_half_width: 0.05 }} />
          <Precision experiment={experiment} />
        </FormCard>
        <FormCard title={x.filming}>
          <FieldSet
            {...set}
            only={CLIPS}
            controls={{
              clip_camera_ids: (props) => <Cameras {...props} />,
              clip_start_s: (props) => <ClipStart {...props} />,
              clip_model: (props) => <ClipModel {...props} />,
            }}
          />
        </FormCard>
        {hasMore('Experiment', SHOWN) && (
          <FormCard title={text.forms.more}>
            <FieldSet {...set} skip={SHOWN} />
          </FormCard>
        )}
      </Section>
    </FormPage>
  );
}

function StartOfDay(props: ControlProps) {
  return (
    <>
      <Heading {...props} />
      <ClockField
        label={x.start}
        startOfDay="00:00"
        value={seconds(props.value as string)}
        disabled={props.disabled}
        onCommit={(value) => props.commit(hhmm(value))}
      />
    </>
  );
}

function Cameras({ value, commit, disabled, field }: ControlProps) {
  const { cameras } = useEditor();
  const chosen = value as string[];
  const gone = chosen.filter((id) => !cameras.some((camera) => camera.id === id));
  const all = [...cameras, ...gone.map((id) => ({ id, name: text.forms.gone(id) }))];
  const most = field.mostItems ?? Infinity;
  const film = (id: string, on: boolean): void => {
    const ids = chosen.filter((other) => other !== id);
    commit(on ? [...ids, id] : ids);
  };
  return (
    <div role="group" aria-label={x.cameras} className="form-row">
      <span className="field-label">{x.cameras}</span>
      {all.length === 0 && <span className="muted small">{x.noCameras}</span>}
      {all.map((camera) => (
        <Checkbox
          key={camera.id}
          size="xs"
          label={camera.name}
          disabled={disabled || (!chosen.includes(camera.id) && chosen.length >= most)}
          checked={chosen.includes(camera.id)}
          onChange={(event) => film(camera.id, event.currentTarget.checked)}
        />
      ))}
    </div>
  );
}

function ClipStart({ value, commit, check, disabled }: ControlProps) {
  const { experiment } = useEditor().document;
  const start = value as number | null;
  const middle = Math.round((experiment.horizon_s - experiment.clip_duration_s) / 2);
  return (
    <>
      <span className="field-label">{x.clipStart}</span>
      <Segments
        label={x.clipStart}
        role="group"
        value={start === null ? 'busiest' : 'at'}
        onChange={(mode) => {
          if (!disabled) commit(mode === 'busiest' ? null : middle);
        }}
        options={[
          ['busiest', x.clipBusiest],
          ['at', x.clipAt],
        ]}
      />
      {start !== null && (
        <ClockField
          label={x.clipStart}
          startOfDay={experiment.start_of_day}
          value={start}
          check={check}
          disabled={disabled}
          onCommit={commit}
        />
      )}
    </>
  );
}

/** The renderer that comes with the product, the video model, or one that was tuned to this facility. */
function ClipModel(props: ControlProps) {
  const { scenario } = useEditor();
  const tuned = useTunedModels(scenario.facility_id).data ?? [];
  const chosen = props.value as string;
  const data = [
    ...Object.entries<string>(x.models).map(([value, label]) => ({ value, label })),
    ...tuned.filter(({ status }) => status === 'ready').map(({ id, name }) => ({ value: id, label: name })),
  ];
  const isThere = data.some((model) => model.value === chosen);
  return (
    <>
      <Heading {...props} />
      <Select
        aria-label={text.fields.Experiment.clip_model.label}
        disabled={props.disabled}
        allowDeselect={false}
        value={chosen}
        onChange={(value) => value && props.commit(value)}
        data={isThere ? data : [...data, { value: chosen, label: text.forms.gone(chosen) }]}
      />
    </>
  );
}

function seconds(hhmmText: string): number {
  const [h = 0, m = 0] = hhmmText.split(':').map(Number);
  return h * 3600 + m * 60;
}

function hhmm(value: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(value / 3600) % 24)}:${two(Math.floor(value / 60) % 60)}`;
}
