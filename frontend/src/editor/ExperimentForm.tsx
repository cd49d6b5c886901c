/** How often the day is played, how long it is, and what is filmed. */
import { Checkbox } from '@mantine/core';
import type { Experiment } from '../api/types';
import { ClockField } from '../components/ClockField';
import { Segments } from '../components/Segments';
import { text } from '../text';
import { useEditor } from './context';
import { FormCard, FormPage, NumberRow, OptionalNumberRow, useSection } from './forms';

const x = text.experiment;

export function ExperimentForm() {
  const [experiment, write, readOnly] = useSection('experiment');
  const { cameras } = useEditor();
  const set = (part: Partial<Experiment>): void => {
    const next = { ...experiment, ...part };
    // The clip stays inside of the day, however the day changes.
    next.clip_duration_s = Math.min(next.clip_duration_s, next.horizon_s);
    if (next.clip_start_s != null)
      next.clip_start_s = Math.min(next.clip_start_s, next.horizon_s - next.clip_duration_s);
    write(next);
  };
  const film = (id: string, on: boolean): void => {
    const ids = experiment.clip_camera_ids.filter((other) => other !== id);
    set({ clip_camera_ids: on ? [...ids, id] : ids });
  };
  return (
    <FormPage title={x.title} lead={x.lead}>
      <FormCard title={x.day}>
        <div className="form-rows">
          <div className="form-row">
            <span className="field-label">{x.start}</span>
            <ClockField
              label={x.start}
              startOfDay="00:00"
              value={seconds(experiment.start_of_day)}
              disabled={readOnly}
              onCommit={(value) => set({ start_of_day: hhmm(value) })}
            />
          </div>
          <NumberRow
            label={x.horizon}
            value={experiment.horizon_s / 3600}
            unit="h"
            digits={2}
            step={0.5}
            min={1 / 60}
            max={48}
            disabled={readOnly}
            onCommit={(h) => set({ horizon_s: Math.round(h * 3600) })}
          />
        </div>
      </FormCard>
      <FormCard title={x.replications}>
        <div className="form-rows">
          <NumberRow
            label={x.replications}
            value={experiment.replications}
            digits={0}
            min={1}
            max={500}
            hint={x.replicationsHint}
            disabled={readOnly}
            onCommit={(replications) => set({ replications })}
          />
          <OptionalNumberRow
            title={x.target}
            label={x.targetShare}
            value={experiment.target_half_width == null ? null : experiment.target_half_width * 100}
            begin={5}
            unit="%"
            digits={1}
            step={0.5}
            min={0.2}
            max={100}
            disabled={readOnly}
            onCommit={(p) => set({ target_half_width: p === null ? null : Number((p / 100).toFixed(4)) })}
          />
          {experiment.target_half_width != null && (
            <NumberRow
              label={x.most}
              value={experiment.max_replications ?? 100}
              digits={0}
              min={1}
              max={500}
              disabled={readOnly}
              onCommit={(max_replications) => set({ max_replications })}
            />
          )}
          <NumberRow
            label={x.smallest}
            hint={x.smallestHint}
            value={(experiment.smallest_difference ?? 0.02) * 100}
            unit="%"
            digits={1}
            step={0.5}
            min={0.1}
            max={100}
            disabled={readOnly}
            onCommit={(p) => set({ smallest_difference: Number((p / 100).toFixed(4)) })}
          />
          <NumberRow
            label={x.seed}
            value={experiment.seed}
            digits={0}
            min={0}
            max={2 ** 53}
            hint={x.seedHint}
            disabled={readOnly}
            onCommit={(seed) => set({ seed })}
          />
          <NumberRow
            label={x.confidence}
            value={experiment.confidence * 100}
            unit="%"
            digits={1}
            min={51}
            max={99.9}
            disabled={readOnly}
            onCommit={(p) => set({ confidence: Number((p / 100).toFixed(4)) })}
          />
        </div>
      </FormCard>
      <FormCard title={x.filming}>
        <div className="form-rows">
          <div className="form-row" role="group" aria-label={x.cameras}>
            <span className="field-label">{x.cameras}</span>
            {cameras.length === 0 && <span className="muted small">{x.noCameras}</span>}
            {cameras.map((camera) => (
              <Checkbox
                key={camera.id}
                size="xs"
                label={camera.name}
                disabled={
                  readOnly ||
                  (!experiment.clip_camera_ids.includes(camera.id) && experiment.clip_camera_ids.length >= 8)
                }
                checked={experiment.clip_camera_ids.includes(camera.id)}
                onChange={(event) => film(camera.id, event.currentTarget.checked)}
              />
            ))}
          </div>
          <div className="form-row">
            <span className="field-label">{x.clipStart}</span>
            <Segments
              label={x.clipStart}
              role="group"
              value={experiment.clip_start_s == null ? 'busiest' : 'at'}
              onChange={(mode) =>
                set({ clip_start_s: mode === 'busiest' ? null : Math.round(experiment.horizon_s / 2) })
              }
              options={[
                ['busiest', x.clipBusiest],
                ['at', x.clipAt],
              ]}
            />
            {experiment.clip_start_s != null && (
              <ClockField
                label={x.clipStart}
                startOfDay={experiment.start_of_day}
                value={experiment.clip_start_s}
                disabled={readOnly}
                onCommit={(clip_start_s) => set({ clip_start_s })}
              />
            )}
          </div>
          <NumberRow
            label={x.clipLength}
            value={experiment.clip_duration_s}
            unit="s"
            digits={1}
            min={0.5}
            max={120}
            disabled={readOnly}
            onCommit={(clip_duration_s) => set({ clip_duration_s })}
          />
        </div>
      </FormCard>
    </FormPage>
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
