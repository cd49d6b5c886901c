/** Staffing: the grid in full size, what it costs, and what the people of a role are like. */
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { STAFF_ROLES, type Break, type RoleStaffing, type Shift, type StaffRole } from '../api/types';
import { UnitField } from '../components/UnitField';
import { FieldSet } from '../fields/FieldSet';
import { Heading, type ControlProps } from '../fields/FieldRow';
import { Item, ModelTable } from '../fields/lists';
import { money, number } from '../format';
import { text } from '../text';
import { useEditor } from './context';
import { FormCard, FormPage, Section, useSection } from './forms';
import { cost, emptyRole, headHours, MAX_HEADS } from './engine/staffing';
import { StaffGrid } from './StaffGrid';
import { StaffSummary } from './StaffSummary';

const s = text.staffing;

export function StaffingForm() {
  const { document } = useEditor();
  const [rows, write, readOnly] = useSection('staffing');
  const [brush, setBrush] = useState<number | null>(null);
  const horizon = document.experiment.horizon_s;
  const missing = STAFF_ROLES.filter((role) => !rows.some((row) => row.role === role));
  const replace = (index: number) => (next: RoleStaffing) =>
    write(rows.map((row, i) => (i === index ? next : row)));
  return (
    <FormPage title={s.title} lead={s.lead}>
      <FormCard
        title={s.heads}
        aside={
          <span className="row">
            <span className="muted small">{s.brush}</span>
            <span style={{ width: 76 }}>
              <UnitField
                label={s.brush}
                value={brush}
                digits={0}
                min={0}
                max={MAX_HEADS}
                placeholder="–"
                disabled={readOnly}
                onCommit={setBrush}
              />
            </span>
            <StaffSummary />
          </span>
        }
      >
        <div style={{ marginTop: 10 }}>
          <StaffGrid tall brush={brush} />
        </div>
        <div className="row-wrap" style={{ marginTop: 12 }}>
          {missing.map((role) => (
            <button
              key={role}
              type="button"
              className="btn small"
              disabled={readOnly}
              onClick={() => write([...rows, emptyRole(role)])}
            >
              {s.add(s.roles[role])}
            </button>
          ))}
        </div>
      </FormCard>
      <Section name="staffing">
        {rows.map((row, index) => (
          <Item key={row.role} index={index} rows={rows}>
            <FormCard
              title={s.roles[row.role]}
              aside={
                <span className="row">
                  <span className="muted small">
                    {number(headHours(row, horizon), 1)} h · {money(cost(row, horizon))}
                  </span>
                  <button
                    type="button"
                    className="btn small danger"
                    disabled={readOnly}
                    onClick={() => write(rows.filter((other) => other.role !== row.role))}
                  >
                    {s.removeRole(s.roles[row.role])}
                  </button>
                </span>
              }
            >
              <FieldSet
                of="RoleStaffing"
                value={row}
                skip={['role', 'shifts', 'breaks', 'also']}
                onChange={replace(index)}
              />
              <FieldSet
                of="RoleStaffing"
                value={row}
                only={['also', 'shifts', 'breaks']}
                controls={{
                  also: (props) => <Skills own={row.role} {...props} />,
                  shifts: (props) => <Shifts horizon={horizon} {...props} />,
                  breaks: (props) => <Breaks from={row.shifts[0]?.start_s ?? 0} {...props} />,
                }}
                onChange={replace(index)}
              />
            </FormCard>
          </Item>
        ))}
      </Section>
    </FormPage>
  );
}

/** Roles whose waiting work these people take on; their own is theirs anyway. */
function Skills({ own, ...props }: ControlProps & { own: StaffRole }) {
  const also = props.value as StaffRole[];
  return (
    <div className="form-row" role="group" aria-label={s.also}>
      <Heading {...props} />
      {STAFF_ROLES.filter((role) => role !== own).map((role) => (
        <Checkbox
          key={role}
          size="xs"
          label={s.roles[role]}
          disabled={props.disabled}
          checked={also.includes(role)}
          onChange={(event) =>
            props.commit(event.currentTarget.checked ? [...also, role] : also.filter((one) => one !== role))
          }
        />
      ))}
    </div>
  );
}

/** The shifts behind the grid, to the minute. */
function Shifts({ horizon, ...props }: ControlProps & { horizon: number }) {
  const shifts = props.value as Shift[];
  const last = shifts.reduce((latest, shift) => Math.max(latest, shift.end_s), 0);
  return (
    <>
      <Heading {...props} />
      <ModelTable<Shift>
        of="Shift"
        label={s.shifts}
        rows={shifts}
        onChange={props.commit}
        add={s.addShift}
        remove={s.removeShift}
        most={last < horizon ? props.field.mostItems : 0}
        fresh={() => ({ start_s: last, end_s: horizon, heads: shifts.at(-1)?.heads ?? 1 })}
      />
    </>
  );
}

function Breaks({ from, ...props }: ControlProps & { from: number }) {
  const breaks = props.value as Break[];
  const last = breaks.reduce((latest, pause) => Math.max(latest, pause.end_s), from);
  const start_s = last + 2 * 3600;
  return (
    <>
      <Heading {...props} />
      {breaks.length === 0 && <p className="muted small">{s.noBreaks}</p>}
      <ModelTable<Break>
        of="Break"
        label={s.breaks}
        rows={breaks}
        onChange={props.commit}
        add={s.addBreak}
        remove={s.removeBreak}
        most={props.field.mostItems}
        fresh={() => ({ start_s, end_s: start_s + 900, groups: 1 })}
      />
      <p className="tiny muted">{s.groupsHint}</p>
    </>
  );
}
