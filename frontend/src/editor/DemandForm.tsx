/** Demand: the arrivals over the day as a profile and a table, the work of an order, where goods lie. */
import { Select } from '@mantine/core';
import type { Demand, DemandWindow, RecordedOrders, Storage } from '../api/types';
import { number } from '../format';
import { text } from '../text';
import { useEditor } from './context';
import { DueCard, InboundCard, RulesCard } from './DemandCards';
import { ordersPerHour } from './engine/recorded';
import { FormCard, FormPage, NumberRow, OptionalNumberRow, useSection } from './forms';
import { Profile } from './Profile';
import { SpanTable } from './SpanTable';

const d = text.demand;

export function DemandForm() {
  const [demand, write, readOnly] = useSection('demand');
  const [storage, writeStorage] = useSection('storage');
  const set = (part: Partial<Demand>): void => write({ ...demand, ...part });
  const setStorage = (part: Partial<Storage>): void => writeStorage({ ...storage, ...part });
  return (
    <FormPage title={d.title} lead={demand.recorded ? '' : d.lead}>
      {demand.recorded ? (
        <RecordedCard recorded={demand.recorded} readOnly={readOnly} onChange={set} />
      ) : (
        <ArrivalsCard demand={demand} readOnly={readOnly} onChange={set} />
      )}
      <FormCard title={d.work}>
        <div className="form-rows">
          {!demand.recorded && (
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
          )}
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
        </div>
      </FormCard>
      <RulesCard demand={demand} readOnly={readOnly} onChange={set} />
      <DueCard demand={demand} readOnly={readOnly} onChange={set} />
      <InboundCard demand={demand} readOnly={readOnly} onChange={set} />
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
              allowDeselect={false}
              data={Object.entries(d.policies).map(([value, label]) => ({
                value,
                label,
                disabled: value === 'given' && !storage.given?.length,
              }))}
            />
          </div>
          <NumberRow
            label={d.popularity}
            hint={demand.recorded ? d.popularityRecorded : undefined}
            value={storage.popularity}
            step={0.1}
            min={0}
            max={3}
            disabled={readOnly || demand.recorded != null}
            onCommit={(popularity) => setStorage({ popularity })}
          />
          <OptionalNumberRow
            title={d.stock}
            label={d.stockLines}
            value={storage.stock?.lines ?? null}
            begin={200}
            digits={0}
            step={10}
            min={1}
            max={100_000}
            disabled={readOnly}
            onCommit={(lines) =>
              setStorage({ stock: lines === null ? null : { reorder_share: 0.25, ...storage.stock, lines } })
            }
          />
          {storage.stock && (
            <NumberRow
              label={d.reorder}
              value={storage.stock.reorder_share * 100}
              unit="%"
              digits={0}
              step={5}
              min={0}
              max={100}
              disabled={readOnly}
              onCommit={(p) => setStorage({ stock: { ...storage.stock!, reorder_share: p / 100 } })}
            />
          )}
        </div>
      </FormCard>
    </FormPage>
  );
}

interface CardProps {
  readOnly: boolean;
  onChange: (part: Partial<Demand>) => void;
}

function ArrivalsCard({ demand, readOnly, onChange }: CardProps & { demand: Demand }) {
  const { document } = useEditor();
  const { horizon_s: horizon, start_of_day: start } = document.experiment;
  const expected = demand.windows.reduce(
    (sum, w) => sum + (Math.max(0, Math.min(w.end_s, horizon) - w.start_s) * w.orders_per_hour) / 3600,
    0,
  );
  const fresh = (last: DemandWindow | undefined): DemandWindow => {
    const from = last && last.end_s < horizon ? last.end_s : 0;
    return {
      start_s: from,
      end_s: Math.max(horizon, from + 3600),
      orders_per_hour: last?.orders_per_hour ?? 60,
      promise_s: last?.promise_s ?? null,
    };
  };
  return (
    <FormCard title={d.windows} aside={<span className="muted small">{d.perDay(number(expected, 0))}</span>}>
      <Profile windows={demand.windows} horizon={horizon} start={start} />
      <SpanTable<DemandWindow>
        rows={demand.windows}
        readOnly={readOnly}
        onChange={(windows) => onChange({ windows })}
        words={{ from: d.from, to: d.to, number: d.rate, add: d.addWindow, remove: d.removeWindow }}
        get={(w) => w.orders_per_hour}
        set={(w, orders_per_hour) => ({ ...w, orders_per_hour })}
        unit="/h"
        digits={1}
        step={5}
        min={0}
        max={100_000}
        fresh={fresh}
        least={1}
      />
    </FormCard>
  );
}

/** Orders as they were: their hours can be seen and they can be given up, not edited. */
function RecordedCard({ recorded, readOnly, onChange }: CardProps & { recorded: RecordedOrders }) {
  const { document } = useEditor();
  const { horizon_s: horizon, start_of_day: start } = document.experiment;
  const lines = recorded.articles.reduce((sum, order) => sum + order.length, 0);
  const articles = new Set(recorded.articles.flat()).size;
  const windows = ordersPerHour(recorded, horizon);
  return (
    <FormCard
      title={d.recorded}
      aside={
        <button
          type="button"
          className="btn small"
          disabled={readOnly}
          onClick={() => onChange({ recorded: null, windows })}
        >
          {d.recordedDrop}
        </button>
      }
    >
      <p className="muted small">
        {d.recordedFacts(number(recorded.articles.length, 0), number(lines, 0), number(articles, 0))}
      </p>
      <Profile windows={windows} horizon={horizon} start={start} />
    </FormCard>
  );
}
