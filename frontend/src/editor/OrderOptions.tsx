/** How a file's dates, zones and quantities are read, and which of its orders are taken. */
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OrderPreview, Problem } from '../api/types';
import { ClockField } from '../components/ClockField';
import { UnitField } from '../components/UnitField';
import { number } from '../format';
import { text } from '../text';
import { useEditor } from './context';
import { hasTimes, type OrderWishes } from './engine/orderFile';
import { SelectRow } from './forms';

const o = text.orderFile;
const ZONES = Intl.supportedValuesOf('timeZone');
const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface OrderOptionsProps {
  preview: OrderPreview;
  wishes: OrderWishes;
  days: NonNullable<Problem['days']>;
  onChange: (wishes: OrderWishes) => void;
}

export function OrderOptions({ preview, wishes, days, onChange }: OrderOptionsProps) {
  const set = (part: Partial<OrderWishes>): void => onChange({ ...wishes, ...part });
  const timed = hasTimes(preview, wishes);
  return (
    <div className="form-rows">
      {days.length > 0 && <Days {...{ wishes, days, onChange }} />}
      <SelectRow
        label={o.dateOrder}
        value={wishes.dateOrder ?? 'auto'}
        options={o.dateOrders}
        onCommit={(chosen) => set({ dateOrder: chosen === 'auto' ? null : chosen })}
      />
      <SelectRow
        label={o.faulty}
        value={wishes.skipFaulty ? 'skip' : 'refuse'}
        options={o.faultyChoices}
        onCommit={(chosen) => set({ skipFaulty: chosen === 'skip' })}
      />
      {timed ? <Zones {...{ wishes, onChange }} /> : <Hours {...{ wishes, onChange }} />}
      {wishes.columns.quantity !== null && (
        <Labelled label={o.unitsPer}>
          <UnitField
            label={o.unitsPer}
            value={wishes.unitsPerQuantity}
            min={0.000001}
            max={100_000}
            digits={2}
            onCommit={(unitsPerQuantity) => set({ unitsPerQuantity })}
          />
        </Labelled>
      )}
      <Labelled label={o.mostOrders}>
        <UnitField
          label={o.mostOrders}
          value={wishes.mostOrders}
          placeholder={o.all}
          digits={0}
          min={1}
          max={50_000}
          onCommit={(value) => set({ mostOrders: Math.round(value) })}
          onClear={() => set({ mostOrders: null })}
        />
      </Labelled>
      <Labelled label={o.topArticles}>
        <UnitField
          label={o.topArticles}
          value={wishes.topArticles}
          placeholder={o.all}
          digits={0}
          min={1}
          onCommit={(value) => set({ topArticles: Math.round(value) })}
          onClear={() => set({ topArticles: null })}
        />
      </Labelled>
    </div>
  );
}

type PartProps = Pick<OrderOptionsProps, 'wishes' | 'onChange'>;

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="form-row">
      <span className="field-label">{label}</span>
      {children}
    </div>
  );
}

/** Days of the file with how many orders each has; several are played as one. */
function Days({ wishes, days, onChange }: PartProps & Pick<OrderOptionsProps, 'days'>) {
  const data = days.map(({ day, orders }) => ({ value: day, label: o.day(day, number(orders, 0)) }));
  const chosen = wishes.days ?? { first: days[0]!.day, last: days[0]!.day };
  const set = (first: string, last: string): void =>
    onChange({ ...wishes, days: { first, last: last < first ? first : last } });
  return (
    <>
      <Labelled label={o.firstDay}>
        <Select
          aria-label={o.firstDay}
          searchable
          allowDeselect={false}
          value={chosen.first}
          data={data}
          onChange={(day) => day && set(day, chosen.first === chosen.last ? day : chosen.last)}
        />
      </Labelled>
      <Labelled label={o.lastDay}>
        <Select
          aria-label={o.lastDay}
          searchable
          allowDeselect={false}
          value={chosen.last}
          data={data.filter(({ value }) => value >= chosen.first)}
          onChange={(day) => day && set(chosen.first, day)}
        />
      </Labelled>
    </>
  );
}

function Zones({ wishes, onChange }: PartProps) {
  const { zones } = wishes;
  return (
    <>
      <SelectRow
        label={o.clock}
        value={zones ? 'zone' : 'here'}
        options={o.clocks}
        onCommit={(chosen) =>
          onChange({ ...wishes, zones: chosen === 'here' ? null : { written: 'UTC', here: OWN_ZONE } })
        }
      />
      {zones &&
        (['written', 'here'] as const).map((which) => (
          <Labelled key={which} label={o.zones[which]}>
            <Select
              aria-label={o.zones[which]}
              searchable
              limit={60}
              allowDeselect={false}
              value={zones[which]}
              data={[...new Set(['UTC', OWN_ZONE, ...ZONES])]}
              onChange={(zone) => zone && onChange({ ...wishes, zones: { ...zones, [which]: zone } })}
            />
          </Labelled>
        ))}
    </>
  );
}

/** Dates without times: between which hours orders come, and how they are spread over them. */
function Hours({ wishes, onChange }: PartProps) {
  const { demand, experiment } = useEditor().document;
  const { start_of_day: start, horizon_s: horizon } = experiment;
  const busy = demand.windows.filter((w) => w.orders_per_hour > 0 && w.start_s < horizon);
  const usual = {
    opens: busy.length ? Math.min(...busy.map((w) => w.start_s)) : 0,
    closes: busy.length ? Math.min(horizon, Math.max(...busy.map((w) => w.end_s))) : horizon,
  };
  const hours = wishes.hours ?? usual;
  const order = (opens: number, closes: number): string | null =>
    opens < closes ? null : text.faults.rules.endsBefore;
  return (
    <>
      <Labelled label={o.opens}>
        <ClockField
          label={o.opens}
          startOfDay={start}
          value={hours.opens}
          check={(opens) => order(opens, hours.closes)}
          onCommit={(opens) => onChange({ ...wishes, hours: { ...hours, opens } })}
        />
      </Labelled>
      <Labelled label={o.closes}>
        <ClockField
          label={o.closes}
          startOfDay={start}
          value={hours.closes}
          isEnd
          check={(closes) => order(hours.opens, closes)}
          onCommit={(closes) => onChange({ ...wishes, hours: { ...hours, closes } })}
        />
      </Labelled>
      <SelectRow
        label={o.spread}
        value={wishes.spread}
        options={o.spreads}
        onCommit={(spread) => onChange({ ...wishes, spread })}
      />
    </>
  );
}
