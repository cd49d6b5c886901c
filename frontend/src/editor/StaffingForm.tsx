/** Staffing: the grid in full size, what it costs, and what the people of a role are like. */
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { STAFF_ROLES, type Break, type RoleStaffing, type StaffRole } from '../api/types';
import { UnitField } from '../components/UnitField';
import { clock, money, number } from '../format';
import { text } from '../text';
import { useEditor } from './context';
import { FormCard, FormPage, NumberRow, SelectRow, useSection } from './forms';
import { cost, emptyRole, headHours, MAX_HEADS, totals } from './engine/staffing';
import { SpanTable } from './SpanTable';
import { StaffGrid } from './StaffGrid';

const s = text.staffing;

export function StaffSummary() {
  const { document } = useEditor();
  const { horizon_s, start_of_day } = document.experiment;
  const sum = totals(document);
  return (
    <span className="muted small">
      {s.summary(
        clock(start_of_day, 0),
        clock(start_of_day, horizon_s),
        number(sum.hours, 0),
        money(sum.cost),
      )}
    </span>
  );
}

export function StaffingForm() {
  const { document } = useEditor();
  const [rows, write, readOnly] = useSection('staffing');
  const [brush, setBrush] = useState<number | null>(null);
  const horizon = document.experiment.horizon_s;
  const missing = STAFF_ROLES.filter((role) => !rows.some((row) => row.role === role));
  const change = (role: RoleStaffing['role'], part: Partial<RoleStaffing>): void =>
    write(rows.map((row) => (row.role === role ? { ...row, ...part } : row)));
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
      {rows.map((row) => (
        <FormCard
          key={row.role}
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
          <div className="form-rows">
            <NumberRow
              label={s.hourly}
              value={row.hourly_cost}
              unit="€/h"
              min={0}
              disabled={readOnly}
              onCommit={(hourly_cost) => change(row.role, { hourly_cost })}
            />
            <NumberRow
              label={s.speed}
              value={row.walking_speed_mps}
              unit="m/s"
              step={0.05}
              min={0.21}
              max={2.5}
              disabled={readOnly}
              onCommit={(walking_speed_mps) => change(row.role, { walking_speed_mps })}
            />
            <NumberRow
              label={s.speedSd}
              value={row.walking_speed_sd_mps}
              unit="m/s"
              step={0.05}
              min={0}
              max={0.6}
              disabled={readOnly}
              onCommit={(walking_speed_sd_mps) => change(row.role, { walking_speed_sd_mps })}
            />
            <SelectRow
              label={s.atEnd}
              value={row.at_end ?? 'finish'}
              options={s.endings}
              disabled={readOnly}
              onCommit={(at_end) => change(row.role, { at_end })}
            />
            <Skills row={row} readOnly={readOnly} onChange={(also) => change(row.role, { also })} />
          </div>
          <Breaks row={row} readOnly={readOnly} onChange={(breaks) => change(row.role, { breaks })} />
        </FormCard>
      ))}
    </FormPage>
  );
}

/** Roles whose waiting work these people take on. */
function Skills({
  row,
  readOnly,
  onChange,
}: {
  row: RoleStaffing;
  readOnly: boolean;
  onChange: (also: StaffRole[]) => void;
}) {
  const also = row.also;
  const others = STAFF_ROLES.filter((role) => role !== row.role);
  return (
    <div className="form-row" role="group" aria-label={s.also}>
      <span className="field-label">{s.also}</span>
      {others.map((role) => (
        <Checkbox
          key={role}
          size="xs"
          label={s.roles[role]}
          disabled={readOnly}
          checked={also.includes(role)}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? [...also, role] : also.filter((other) => other !== role))
          }
        />
      ))}
      <span className="tiny muted">{s.alsoHint}</span>
    </div>
  );
}

function Breaks({
  row,
  readOnly,
  onChange,
}: {
  row: RoleStaffing;
  readOnly: boolean;
  onChange: (breaks: Break[]) => void;
}) {
  const breaks = row.breaks;
  const from = row.shifts[0]?.start_s ?? 0;
  return (
    <div style={{ marginTop: 14 }}>
      <h3 className="field-label">{s.breaks}</h3>
      {breaks.length === 0 && <p className="muted small">{s.noBreaks}</p>}
      <SpanTable<Break>
        rows={breaks}
        readOnly={readOnly}
        onChange={onChange}
        words={{ from: s.from, to: s.to, number: s.groups, add: s.addBreak, remove: s.removeBreak }}
        get={(pause) => pause.groups}
        set={(pause, groups) => ({ ...pause, groups })}
        digits={0}
        min={1}
        max={10}
        fresh={(last) => {
          const start_s = last ? last.end_s + 2 * 3600 : from + 2 * 3600;
          return { start_s, end_s: start_s + 900, groups: 1 };
        }}
      />
      <p className="tiny muted">{s.groupsHint}</p>
    </div>
  );
}
