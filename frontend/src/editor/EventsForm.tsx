/** What happens to the day: blocked places, closed floor, absent people, surges, vehicles and stations that are down. */
import { Select } from '@mantine/core';
import { Fragment } from 'react';
import {
  EVENT_KINDS,
  STAFF_ROLES,
  VEHICLE_TYPES,
  type DayEvent,
  type EventKind,
  type FloorArea,
  type Station,
} from '../api/types';
import { ClockField } from '../components/ClockField';
import { CloseIcon, PlusIcon } from '../components/Icons';
import { UnitField } from '../components/UnitField';
import { text } from '../text';
import { AreaEditor } from './AreaEditor';
import { useEditor } from './context';
import { FormCard, FormPage, useSection } from './forms';

const v = text.events;

interface Choice {
  value: string;
  label: string;
}

const amountOf = (kind: EventKind): string | undefined =>
  (v.amounts as Partial<Record<EventKind, string>>)[kind];
const hasArea = (kind: EventKind): boolean => kind === 'aisle_blocked' || kind === 'spill';

function targetsOf(kind: EventKind, parts: Choice[], stations: readonly Station[]): Choice[] {
  const named = (kinds: readonly Station['kind'][]): Choice[] =>
    stations.filter((s) => kinds.includes(s.kind)).map((s) => ({ value: s.id, label: s.id }));
  switch (kind) {
    case 'part_blocked':
      return parts;
    case 'absent':
      return STAFF_ROLES.map((role) => ({ value: role, label: text.staffing.roles[role] }));
    case 'vehicle_down':
      return VEHICLE_TYPES.map((type) => ({ value: type, label: text.fleet.types[type] }));
    case 'station_down':
      return named(['pack', 'ship', 'receive', 'work', 'charge']);
    case 'dock_closed':
      return named(['ship', 'receive']);
    default:
      return [];
  }
}

export function EventsForm() {
  const [events, write, readOnly] = useSection('events');
  const { document, layout, plan } = useEditor();
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
  const [x0, y0, x1, y1] = plan.bounds;
  const middle: FloorArea = {
    x_m: Math.round(5 * (x0 + x1)) / 10,
    y_m: Math.round(5 * (y0 + y1)) / 10,
    length_m: 2,
    width_m: 2,
    heading_rad: 0,
  };
  const fresh = (kind: EventKind): DayEvent => ({
    kind,
    start_s: Math.min(3600, horizon / 4),
    end_s: Math.min(7200, horizon / 2),
    target: targetsOf(kind, parts, document.stations)[0]?.value ?? null,
    area: hasArea(kind) ? middle : null,
    amount: kind === 'demand_surge' ? 1.5 : 1,
  });
  // What has nothing here to happen to cannot be chosen: the server would refuse it.
  const kinds = EVENT_KINDS.map((kind) => ({
    value: kind,
    label: v.kinds[kind],
    disabled:
      !hasArea(kind) && kind !== 'demand_surge' && targetsOf(kind, parts, document.stations).length === 0,
  }));
  /** The same time with something else happening in it. */
  const become = (event: DayEvent, kind: EventKind): DayEvent => ({
    ...event,
    ...fresh(kind),
    start_s: event.start_s,
    end_s: event.end_s,
    ...(hasArea(kind) && event.area ? { area: event.area } : {}),
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
                const targets = targetsOf(event.kind, parts, document.stations);
                const amount = amountOf(event.kind);
                return (
                  <Fragment key={index}>
                    <tr>
                      <td>
                        <Select
                          aria-label={v.kind}
                          disabled={readOnly}
                          value={event.kind}
                          allowDeselect={false}
                          onChange={(value) => value && change(index, become(event, value as EventKind))}
                          data={kinds}
                        />
                      </td>
                      <td>
                        {targets.length > 0 && (
                          <Select
                            aria-label={v.target}
                            searchable
                            disabled={readOnly}
                            value={event.target}
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
                        {amount && (
                          <UnitField
                            label={amount}
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
                    {event.area && (
                      <tr>
                        <td colSpan={6}>
                          <AreaEditor
                            kind={v.kinds[event.kind]}
                            area={event.area}
                            readOnly={readOnly}
                            onChange={(area) => change(index, { area })}
                          />
                        </td>
                      </tr>
                    )}
                  </Fragment>
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
