/** The rules by which orders are worked off, when they are due, and the pallets that arrive. */
import type { Demand, InboundWindow } from '../api/types';
import { ClockField } from '../components/ClockField';
import { CloseIcon, PlusIcon } from '../components/Icons';
import { text } from '../text';
import { useEditor } from './context';
import { CheckRow, FormCard, NumberRow, OptionalNumberRow, SelectRow } from './forms';
import { SpanTable } from './SpanTable';

const d = text.demand;

interface CardProps {
  demand: Demand;
  readOnly: boolean;
  onChange: (part: Partial<Demand>) => void;
}

export function RulesCard({ demand, readOnly, onChange }: CardProps) {
  return (
    <FormCard title={d.rules}>
      <div className="form-rows">
        <SelectRow
          label={d.release}
          value={demand.release ?? 'first_come'}
          options={d.releases}
          disabled={readOnly}
          onCommit={(release) => onChange({ release })}
        />
        <SelectRow
          label={d.batching}
          value={demand.batching ?? 'first_come'}
          options={d.batchings}
          disabled={readOnly}
          onCommit={(batching) => onChange({ batching })}
        />
        <SelectRow
          label={d.assignment}
          value={demand.assignment ?? 'nearest'}
          options={d.assignments}
          disabled={readOnly}
          onCommit={(assignment) => onChange({ assignment })}
        />
        <SelectRow
          label={d.routing}
          value={demand.routing}
          options={d.routings}
          disabled={readOnly}
          onCommit={(routing) => onChange({ routing })}
        />
      </div>
    </FormCard>
  );
}

export function DueCard({ demand, readOnly, onChange }: CardProps) {
  const { document } = useEditor();
  const { start_of_day: start, horizon_s: horizon } = document.experiment;
  const cutoffs = demand.cutoffs_s;
  const last = cutoffs.at(-1) ?? 0;
  const write = (times: number[]): void => onChange({ cutoffs_s: [...times].sort((a, b) => a - b) });
  return (
    <FormCard title={d.due}>
      <div className="form-rows">
        <NumberRow
          label={d.promise}
          hint={d.promiseHint}
          value={(demand.promise_s ?? 3600) / 60}
          unit="min"
          digits={0}
          step={15}
          min={1}
          max={2880}
          disabled={readOnly}
          onCommit={(minutes) => onChange({ promise_s: minutes * 60 })}
        />
        <div className="form-row" role="group" aria-label={d.cutoffs}>
          <span className="field-label">{d.cutoffs}</span>
          {cutoffs.map((time, index) => (
            <span key={index} className="row">
              <ClockField
                label={d.cutoff}
                startOfDay={start}
                value={time}
                isEnd
                disabled={readOnly}
                onCommit={(value) => write(cutoffs.map((old, i) => (i === index ? value : old)))}
              />
              <button
                type="button"
                className="btn icon small ghost"
                aria-label={d.removeCutoff}
                disabled={readOnly}
                onClick={() => write(cutoffs.filter((_, i) => i !== index))}
              >
                <CloseIcon />
              </button>
            </span>
          ))}
          <button
            type="button"
            className="btn small"
            disabled={readOnly || cutoffs.length >= 48}
            onClick={() => write([...cutoffs, last > 0 && last < horizon ? (last + horizon) / 2 : horizon])}
          >
            <PlusIcon /> {d.addCutoff}
          </button>
          <span className="tiny muted">{d.cutoffsHint}</span>
        </div>
        <OptionalNumberRow
          title={d.patience}
          label={d.patienceTime}
          value={demand.patience_s == null ? null : demand.patience_s / 60}
          begin={120}
          unit="min"
          digits={0}
          step={15}
          min={1}
          max={1600}
          disabled={readOnly}
          onCommit={(minutes) => onChange({ patience_s: minutes === null ? null : minutes * 60 })}
        />
      </div>
    </FormCard>
  );
}

export function InboundCard({ demand, readOnly, onChange }: CardProps) {
  const { document } = useEditor();
  const horizon = document.experiment.horizon_s;
  const inbound = demand.inbound;
  const fresh = (last: InboundWindow | undefined): InboundWindow => {
    const from = last && last.end_s < horizon ? last.end_s : 0;
    return {
      start_s: from,
      end_s: Math.max(horizon, from + 3600),
      pallets_per_hour: last?.pallets_per_hour ?? 6,
    };
  };
  return (
    <FormCard title={d.inbound}>
      <CheckRow
        label={d.inboundOwn}
        checked={inbound !== null}
        disabled={readOnly}
        onCommit={(on) => onChange({ inbound: on ? [fresh(undefined)] : null })}
      />
      {inbound === null ? (
        <p className="muted small">{d.inboundAuto}</p>
      ) : (
        <SpanTable<InboundWindow>
          rows={inbound}
          readOnly={readOnly}
          onChange={(windows) => onChange({ inbound: windows })}
          words={{ from: d.from, to: d.to, number: d.pallets, add: d.addWindow, remove: d.removeWindow }}
          get={(w) => w.pallets_per_hour}
          set={(w, pallets_per_hour) => ({ ...w, pallets_per_hour })}
          unit="/h"
          digits={1}
          min={0}
          max={100_000}
          fresh={fresh}
        />
      )}
    </FormCard>
  );
}
