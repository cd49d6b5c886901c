/** Staffing: the grid in full size, what it costs, and what the people of a role are like. */
import { useState } from 'react';
import { STAFF_ROLES, type RoleStaffing } from '../api/types';
import { UnitField } from '../components/UnitField';
import { clock, money, number } from '../format';
import { text } from '../text/en';
import { useEditor } from './context';
import { FormCard, FormPage, NumberRow, useSection } from './forms';
import { cost, emptyRole, headHours, MAX_HEADS, totals } from './engine/staffing';
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
          </div>
        </FormCard>
      ))}
    </FormPage>
  );
}
