/** The chosen event in numbers: whatever can be dragged on the time line can be typed here. */
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DayEvent, EventKind } from '../../api/types';
import { ClockField } from '../../components/ClockField';
import { UnitField } from '../../components/UnitField';
import { text } from '../../text';
import { useEditor } from '../context';
import { FormCard } from '../forms';
import { AreaEditor } from './AreaEditor';
import { amountOf, become, kindsOf, targetsOf } from './kinds';
import { TargetPlan } from './TargetPlan';

const v = text.events;

interface EventInspectorProps {
  event: DayEvent;
  readOnly: boolean;
  /** `field` names what is being stepped, so that a burst of steps is one entry of the history. */
  onChange: (event: DayEvent, field?: string) => void;
  onRemove: () => void;
}

export function EventInspector({ event, readOnly, onChange, onRemove }: EventInspectorProps) {
  const model = useEditor();
  const { start_of_day: start } = model.document.experiment;
  const targets = targetsOf(event.kind, model);
  const amount = amountOf(event.kind);
  const isSurge = event.kind === 'demand_surge';
  return (
    <FormCard
      title={v.kinds[event.kind]}
      aside={
        <button type="button" className="btn small danger" disabled={readOnly} onClick={onRemove}>
          {v.remove}
        </button>
      }
    >
      <div className="form-rows" data-testid="event-inspector">
        <Field label={v.kind}>
          <Select
            aria-label={v.kind}
            disabled={readOnly}
            value={event.kind}
            allowDeselect={false}
            onChange={(kind) => kind && onChange(become(event, kind as EventKind, model))}
            data={kindsOf(model)}
          />
        </Field>
        {targets.length > 0 && (
          <Field label={v.target}>
            <Select
              aria-label={v.target}
              searchable
              disabled={readOnly}
              value={event.target}
              placeholder={v.choose}
              onChange={(target) => onChange({ ...event, target })}
              data={targets}
            />
          </Field>
        )}
        <Field label={v.from}>
          <ClockField
            label={v.from}
            startOfDay={start}
            value={event.start_s}
            disabled={readOnly}
            onCommit={(start_s) => onChange({ ...event, start_s })}
          />
        </Field>
        <Field label={v.to}>
          <ClockField
            label={v.to}
            startOfDay={start}
            value={event.end_s}
            isEnd
            disabled={readOnly}
            onCommit={(end_s) => onChange({ ...event, end_s })}
          />
        </Field>
        {amount && (
          <Field label={amount}>
            <UnitField
              label={amount}
              unit={isSurge ? '×' : ''}
              digits={isSurge ? 2 : 0}
              step={isSurge ? 0.1 : 1}
              min={0}
              value={event.amount}
              disabled={readOnly}
              onCommit={(value) => onChange({ ...event, amount: value }, 'amount')}
            />
          </Field>
        )}
      </div>
      {event.kind === 'part_blocked' && (
        <TargetPlan
          kind={v.kinds[event.kind]}
          target={event.target}
          targets={new Set(targets.map(({ value }) => value))}
          readOnly={readOnly}
          onChoose={(target) => onChange({ ...event, target })}
        />
      )}
      {event.area && (
        <AreaEditor
          kind={v.kinds[event.kind]}
          area={event.area}
          readOnly={readOnly}
          onChange={(area) => onChange({ ...event, area })}
        />
      )}
    </FormCard>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="form-row">
      <span className="field-label">{label}</span>
      {children}
    </div>
  );
}
