/** What happens to the day: blocked places, absent people, surges, vehicles that are down. */
import { Select } from '@mantine/core';
import { EVENT_KINDS, STAFF_ROLES, VEHICLE_TYPES, type DayEvent, type EventKind } from '../api/types';
import { ClockField } from '../components/ClockField';
import { CloseIcon, PlusIcon } from '../components/Icons';
import { UnitField } from '../components/UnitField';
import { text } from '../text/en';
import { useEditor } from './context';
import { FormCard, FormPage, useSection } from './forms';

const v = text.events;

function targetsOf(
  kind: EventKind,
  parts: { value: string; label: string }[],
): { value: string; label: string }[] {
  if (kind === 'part_blocked') return parts;
  if (kind === 'absent')
    return STAFF_ROLES.map((role) => ({ value: role, label: text.staffing.roles[role] }));
  if (kind === 'vehicle_down')
    return VEHICLE_TYPES.map((type) => ({ value: type, label: text.fleet.types[type] }));
  return [];
}

export function EventsForm() {
  const [events, write, readOnly] = useSection('events');
  const { document, layout } = useEditor();
  const { start_of_day: start, horizon_s: horizon } = document.experiment;
  const parts = [...layout.values()]
    .filter(
      (part) =>
        part.state !== 'removed' && ['rack', 'desk', 'door', 'conveyor', 'charger'].includes(part.partClass),
    )
    .map((part) => ({
      value: part.id,
      label: part.name === part.id ? part.name : `${part.name} (${part.id})`,
    }));
  const change = (index: number, part: Partial<DayEvent>): void => {
    const next = events.map((event, i) => (i === index ? { ...event, ...part } : event));
    if (next[index]!.end_s > next[index]!.start_s) write(next);
  };
  const fresh = (kind: EventKind): DayEvent => ({
    kind,
    start_s: Math.min(3600, horizon / 4),
    end_s: Math.min(7200, horizon / 2),
    target: targetsOf(kind, parts)[0]?.value ?? null,
    amount: kind === 'demand_surge' ? 1.5 : 1,
  });
  return (
    <FormPage title={v.title} lead={v.lead}>
      <FormCard title={v.title}>
        {events.length === 0 ? (
          <p className="muted" style={{ marginTop: 8 }}>
            {v.none}
          </p>
        ) : (
          <table className="form-table">
            <thead>
              <tr>
                <th>{v.kind}</th>
                <th>{v.target}</th>
                <th>{v.from}</th>
                <th>{v.to}</th>
                <th>
                  <span className="visually-hidden">{v.amounts.absent}</span>
                </th>
                <th>
                  <span className="visually-hidden">{v.remove}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {events.map((event, index) => {
                const targets = targetsOf(event.kind, parts);
                return (
                  <tr key={index}>
                    <td>
                      <Select
                        aria-label={v.kind}
                        disabled={readOnly}
                        value={event.kind}
                        onChange={(value) => value && change(index, fresh(value as EventKind))}
                        data={EVENT_KINDS.map((kind) => ({ value: kind, label: v.kinds[kind] }))}
                      />
                    </td>
                    <td>
                      {targets.length > 0 && (
                        <Select
                          aria-label={v.target}
                          searchable
                          disabled={readOnly}
                          value={event.target ?? null}
                          placeholder={v.choose}
                          onChange={(target) => change(index, { target })}
                          data={targets}
                        />
                      )}
                    </td>
                    <td style={{ width: 84 }}>
                      <ClockField
                        label={v.from}
                        startOfDay={start}
                        value={event.start_s}
                        disabled={readOnly}
                        onCommit={(start_s) => change(index, { start_s })}
                      />
                    </td>
                    <td style={{ width: 84 }}>
                      <ClockField
                        label={v.to}
                        startOfDay={start}
                        value={event.end_s}
                        isEnd
                        disabled={readOnly}
                        onCommit={(end_s) => change(index, { end_s })}
                      />
                    </td>
                    <td style={{ width: 150 }}>
                      {event.kind !== 'part_blocked' && (
                        <UnitField
                          label={v.amounts[event.kind]}
                          unit={event.kind === 'demand_surge' ? '×' : ''}
                          digits={event.kind === 'demand_surge' ? 2 : 0}
                          step={event.kind === 'demand_surge' ? 0.1 : 1}
                          min={0}
                          value={event.amount}
                          disabled={readOnly}
                          onCommit={(amount) => change(index, { amount })}
                        />
                      )}
                    </td>
                    <td style={{ width: 32 }}>
                      <button
                        type="button"
                        className="btn icon small ghost"
                        aria-label={v.remove}
                        disabled={readOnly}
                        onClick={() => write(events.filter((_, i) => i !== index))}
                      >
                        <CloseIcon />
                      </button>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
        <button
          type="button"
          className="btn small"
          style={{ marginTop: 10 }}
          disabled={readOnly}
          onClick={() => write([...events, fresh('absent')])}
        >
          <PlusIcon /> {v.add}
        </button>
      </FormCard>
    </FormPage>
  );
}
