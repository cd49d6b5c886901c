/** Demand: the arrivals over the day as a profile and a table, the work of an order, where goods lie. */
import { Select } from '@mantine/core';
import type { Demand, DemandWindow, Storage } from '../api/types';
import { ClockField } from '../components/ClockField';
import { CloseIcon, PlusIcon } from '../components/Icons';
import { UnitField } from '../components/UnitField';
import { clock, number } from '../format';
import { text } from '../text/en';
import { useEditor } from './context';
import { FormCard, FormPage, NumberRow, useSection } from './forms';

const d = text.demand;

export function DemandForm() {
  const [demand, write, readOnly] = useSection('demand');
  const [storage, writeStorage] = useSection('storage');
  const { document } = useEditor();
  const set = (part: Partial<Demand>): void => write({ ...demand, ...part });
  const setStorage = (part: Partial<Storage>): void => writeStorage({ ...storage, ...part });
  const horizon = document.experiment.horizon_s;
  const expected = demand.windows.reduce(
    (sum, w) => sum + (Math.max(0, Math.min(w.end_s, horizon) - w.start_s) * w.orders_per_hour) / 3600,
    0,
  );
  return (
    <FormPage title={d.title} lead={d.lead}>
      <FormCard
        title={d.windows}
        aside={<span className="muted small">{d.perDay(number(expected, 0))}</span>}
      >
        <Profile windows={demand.windows} horizon={horizon} start={document.experiment.start_of_day} />
        <Windows windows={demand.windows} onChange={(windows) => set({ windows })} readOnly={readOnly} />
      </FormCard>
      <FormCard title={d.work}>
        <div className="form-rows">
          <NumberRow
            label={d.lines}
            value={demand.lines_per_order_mean}
            step={0.5}
            min={1}
            max={100}
            digits={1}
            disabled={readOnly}
            onCommit={(lines_per_order_mean) => set({ lines_per_order_mean })}
          />
          <NumberRow
            label={d.tour}
            value={demand.orders_per_tour}
            digits={0}
            min={1}
            max={24}
            disabled={readOnly}
            onCommit={(orders_per_tour) => set({ orders_per_tour })}
          />
          <NumberRow
            label={d.pick}
            value={demand.pick_s}
            unit="s"
            digits={1}
            min={0.1}
            max={600}
            disabled={readOnly}
            onCommit={(pick_s) => set({ pick_s })}
          />
          <NumberRow
            label={d.pack}
            value={demand.pack_s}
            unit="s"
            digits={1}
            min={0.1}
            max={3600}
            disabled={readOnly}
            onCommit={(pack_s) => set({ pack_s })}
          />
          <NumberRow
            label={d.ship}
            value={demand.ship_s}
            unit="s"
            digits={1}
            min={0.1}
            max={3600}
            disabled={readOnly}
            onCommit={(ship_s) => set({ ship_s })}
          />
          <div className="form-row">
            <span className="field-label">{d.routing}</span>
            <Select
              aria-label={d.routing}
              disabled={readOnly}
              value={demand.routing}
              onChange={(value) => set({ routing: (value ?? 'shortest') as Demand['routing'] })}
              data={Object.entries(d.routings).map(([value, label]) => ({ value, label }))}
            />
          </div>
        </div>
      </FormCard>
      <FormCard title={d.storage}>
        <div className="form-rows">
          <NumberRow
            label={d.pitch}
            value={storage.face_pitch_m}
            unit="m"
            step={0.1}
            min={0.3}
            max={10}
            disabled={readOnly}
            onCommit={(face_pitch_m) => setStorage({ face_pitch_m })}
          />
          <div className="form-row">
            <span className="field-label">{d.policy}</span>
            <Select
              aria-label={d.policy}
              disabled={readOnly}
              value={storage.policy}
              onChange={(value) => setStorage({ policy: (value ?? 'random') as Storage['policy'] })}
              data={Object.entries(d.policies).map(([value, label]) => ({ value, label }))}
            />
          </div>
          <NumberRow
            label={d.popularity}
            value={storage.popularity}
            step={0.1}
            min={0}
            max={3}
            disabled={readOnly}
            onCommit={(popularity) => setStorage({ popularity })}
          />
        </div>
      </FormCard>
    </FormPage>
  );
}

interface WindowsProps {
  windows: DemandWindow[];
  onChange: (windows: DemandWindow[]) => void;
  readOnly: boolean;
}

function Windows({ windows, onChange, readOnly }: WindowsProps) {
  const { document } = useEditor();
  const { horizon_s: horizon, start_of_day: start } = document.experiment;
  const change = (index: number, part: Partial<DemandWindow>): void => {
    const next = windows.map((w, i) => (i === index ? { ...w, ...part } : w));
    if (next[index]!.end_s > next[index]!.start_s) onChange(next);
  };
  const add = (): void => {
    const last = windows.at(-1);
    const from = last && last.end_s < horizon ? last.end_s : 0;
    onChange([
      ...windows,
      { start_s: from, end_s: Math.max(horizon, from + 3600), orders_per_hour: last?.orders_per_hour ?? 60 },
    ]);
  };
  return (
    <>
      <table className="form-table">
        <thead>
          <tr>
            <th>{d.from}</th>
            <th>{d.to}</th>
            <th>{d.rate}</th>
            <th>
              <span className="visually-hidden">{d.removeWindow}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {windows.map((w, index) => (
            <tr key={index}>
              <td>
                <ClockField
                  label={d.from}
                  startOfDay={start}
                  value={w.start_s}
                  disabled={readOnly}
                  onCommit={(start_s) => change(index, { start_s })}
                />
              </td>
              <td>
                <ClockField
                  label={d.to}
                  startOfDay={start}
                  value={w.end_s}
                  isEnd
                  disabled={readOnly}
                  onCommit={(end_s) => change(index, { end_s })}
                />
              </td>
              <td>
                <UnitField
                  label={d.rate}
                  unit="/h"
                  digits={1}
                  step={5}
                  min={0}
                  max={100_000}
                  value={w.orders_per_hour}
                  disabled={readOnly}
                  onCommit={(orders_per_hour) => change(index, { orders_per_hour })}
                />
              </td>
              <td style={{ width: 32 }}>
                <button
                  type="button"
                  className="btn icon small ghost"
                  aria-label={d.removeWindow}
                  disabled={readOnly || windows.length === 1}
                  onClick={() => onChange(windows.filter((_, i) => i !== index))}
                >
                  <CloseIcon />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" className="btn small" style={{ marginTop: 8 }} disabled={readOnly} onClick={add}>
        <PlusIcon /> {d.addWindow}
      </button>
    </>
  );
}

/** The arrival rate over the day, as steps. */
function Profile({ windows, horizon, start }: { windows: DemandWindow[]; horizon: number; start: string }) {
  const most = Math.max(1, ...windows.map((w) => w.orders_per_hour));
  const [W, H] = [900, 96];
  const x = (t: number): number => (Math.min(t, horizon) / horizon) * W;
  const hours = Math.round(horizon / 3600);
  const every = Math.max(1, Math.ceil(hours / 12)) * 3600;
  const marks = Array.from({ length: Math.floor(horizon / every) + 1 }, (_, i) => i * every);
  return (
    <svg
      viewBox={`0 0 ${W} ${H + 18}`}
      role="img"
      aria-label={d.profile}
      style={{ width: '100%', margin: '10px 0 6px' }}
    >
      <path d={`M0 ${H}H${W}`} stroke="var(--line)" />
      {windows.map((w, index) => (
        <g key={index}>
          <rect
            x={x(w.start_s)}
            width={Math.max(0, x(w.end_s) - x(w.start_s) - 1)}
            y={H - (w.orders_per_hour / most) * (H - 16)}
            height={(w.orders_per_hour / most) * (H - 16)}
            fill="color-mix(in srgb, var(--accent) 30%, var(--panel))"
            rx="2"
          />
          <text
            x={x(w.start_s) + 4}
            y={H - (w.orders_per_hour / most) * (H - 16) - 4}
            fontSize="11"
            fill="var(--muted-text)"
          >
            {number(w.orders_per_hour, 0)}
          </text>
        </g>
      ))}
      {marks.map((t, index) => (
        <text
          key={t}
          x={x(t)}
          y={H + 14}
          fontSize="11"
          fill="var(--muted-text)"
          textAnchor={index === 0 ? 'start' : t === horizon ? 'end' : 'middle'}
        >
          {clock(start, t)}
        </text>
      ))}
    </svg>
  );
}
