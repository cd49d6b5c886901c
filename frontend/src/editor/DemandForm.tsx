/** Demand: the arrivals over the day as a profile and a table, the work of an order, where goods lie. */
import type { Demand, DemandWindow, RecordedOrders } from '../api/types';
import { FieldSet, hasMore } from '../fields/FieldSet';
import { FieldRow } from '../fields/FieldRow';
import { ModelTable } from '../fields/lists';
import { fieldOf } from '../fields/schema';
import { number } from '../format';
import { text } from '../text';
import { useEditor } from './context';
import { InboundCard } from './InboundCard';
import { binOf, countsOf, expectedCounts, ordersPerHour } from './engine/recorded';
import { FormCard, FormPage, Section, useSection } from './forms';
import { ImportButton } from './OrderImport';
import { OrdersByHour } from './OrdersByHour';

const d = text.demand;

const ARRIVALS = ['windows', 'recorded', 'inbound'] as const;
const WORK = [
  'lines_per_order_mean',
  'units_per_line_mean',
  'orders_per_tour',
  'pick_s',
  'pick_unit_s',
  'pack_s',
  'pack_unit_s',
  'ship_s',
] as const;
const DRAWN = ['lines_per_order_mean', 'units_per_line_mean'];
const RULES = ['release', 'batching', 'assignment', 'station_choice', 'routing'] as const;
const DUE = ['promise_s', 'cutoffs_s', 'patience_s'] as const;
const SHOWN = [...ARRIVALS, ...WORK, ...RULES, ...DUE];

export function DemandForm() {
  const [demand, write, readOnly] = useSection('demand');
  const set = (part: Partial<Demand>): void => write({ ...demand, ...part });
  const card = (title: string, only: readonly (keyof Demand & string)[]) => (
    <FormCard title={title}>
      <FieldSet of="Demand" value={demand} only={only} begin={{ patience_s: 7200 }} onChange={write} />
    </FormCard>
  );
  return (
    <FormPage title={d.title} lead={demand.recorded ? '' : d.lead}>
      <Section name="demand">
        {demand.recorded ? (
          <RecordedCard recorded={demand.recorded} readOnly={readOnly} onChange={set} />
        ) : (
          <ArrivalsCard demand={demand} readOnly={readOnly} onChange={set} />
        )}
        {card(
          d.work,
          WORK.filter((name) => !demand.recorded || !DRAWN.includes(name)),
        )}
        {card(d.rules, RULES)}
        {card(d.due, DUE)}
        <InboundCard demand={demand} readOnly={readOnly} onChange={set} />
        {hasMore('Demand', SHOWN) && (
          <FormCard title={text.forms.more}>
            <FieldSet of="Demand" value={demand} skip={SHOWN} onChange={write} />
          </FormCard>
        )}
      </Section>
      <StorageCard />
    </FormPage>
  );
}

function StorageCard() {
  const [storage, write] = useSection('storage');
  return (
    <Section name="storage">
      <FormCard title={d.storage}>
        <FieldSet
          of="Storage"
          value={storage}
          skip={storage.policy === 'given' || storage.given.length > 0 ? [] : ['given']}
          begin={{ stock: { lines: 200, reorder_share: 0.25 }, part_ids: [] }}
          onChange={write}
        />
      </FormCard>
    </Section>
  );
}

interface CardProps {
  readOnly: boolean;
  onChange: (part: Partial<Demand>) => void;
}

function ArrivalsCard({ demand, readOnly, onChange }: CardProps & { demand: Demand }) {
  const { document } = useEditor();
  const { horizon_s: horizon, start_of_day: start } = document.experiment;
  const counts = expectedCounts(demand.windows, horizon);
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
    <FormCard
      title={d.windows}
      aside={
        <span className="row">
          <span className="muted small">
            {d.perDay(
              number(
                counts.reduce((sum, n) => sum + n, 0),
                0,
              ),
            )}
          </span>
          <ImportButton disabled={readOnly} />
        </span>
      }
    >
      <OrdersByHour counts={counts} binS={binOf(horizon)} start={start} />
      <FieldRow
        field={fieldOf('Demand', 'windows')}
        model={demand}
        next={(windows) => ({ ...demand, windows })}
        onCommit={(next) => onChange(next as Demand)}
        control={({ value, commit }) => (
          <ModelTable<DemandWindow>
            of="DemandWindow"
            label={d.windows}
            rows={value as DemandWindow[]}
            onChange={commit}
            add={d.addWindow}
            remove={d.removeWindow}
            fresh={fresh}
            fewest={document.routings.length ? 0 : 1}
            most={200}
          />
        )}
      />
    </FormCard>
  );
}

/** Orders as they were: their hours can be seen and they can be given up or replaced, not edited one by one. */
function RecordedCard({ recorded, readOnly, onChange }: CardProps & { recorded: RecordedOrders }) {
  const { document } = useEditor();
  const { horizon_s: horizon, start_of_day: start } = document.experiment;
  const lines = recorded.articles.reduce((sum, order) => sum + order.length, 0);
  const articles = new Set(recorded.articles.flat()).size;
  const windows = ordersPerHour(recorded, horizon);
  return (
    <div data-pointer="/demand/recorded" data-whole>
      <FormCard
        title={d.recorded}
        aside={
          <span className="row">
            <ImportButton disabled={readOnly} />
            <button
              type="button"
              className="btn small"
              disabled={readOnly}
              onClick={() => onChange({ recorded: null, windows })}
            >
              {d.recordedDrop}
            </button>
          </span>
        }
      >
        <p className="muted small">
          {d.recordedFacts(number(recorded.articles.length, 0), number(lines, 0), number(articles, 0))}
        </p>
        <OrdersByHour counts={countsOf(recorded, horizon)} binS={binOf(horizon)} start={start} />
      </FormCard>
    </div>
  );
}
