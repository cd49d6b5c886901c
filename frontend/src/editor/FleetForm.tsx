/** Vehicles of the variant, type by type. */
import { VEHICLE_TYPES, type Battery, type Traffic, type VehicleFleet, type VehicleType } from '../api/types';
import { text } from '../text';
import { CheckRow, FormCard, FormPage, NumberRow, OptionalNumberRow, SelectRow, useSection } from './forms';

const f = text.fleet;

const UNSAID = { handling_s: null, aisle_m: null, battery: null };
const FRESH: Record<VehicleType, VehicleFleet> = {
  amr: {
    type: 'amr',
    count: 2,
    length_m: 0.9,
    width_m: 0.65,
    speed_mps: 1.6,
    acceleration_mps2: 0.8,
    hourly_cost: 4,
    ...UNSAID,
  },
  agv: {
    type: 'agv',
    count: 1,
    length_m: 1.4,
    width_m: 0.9,
    speed_mps: 1.4,
    acceleration_mps2: 0.5,
    hourly_cost: 6,
    ...UNSAID,
  },
  pallet_jack: {
    type: 'pallet_jack',
    count: 1,
    length_m: 1.9,
    width_m: 0.75,
    speed_mps: 1.6,
    acceleration_mps2: 0.6,
    hourly_cost: 5,
    ...UNSAID,
  },
  forklift: {
    type: 'forklift',
    count: 1,
    length_m: 2.5,
    width_m: 1.2,
    speed_mps: 2.2,
    acceleration_mps2: 0.6,
    hourly_cost: 9,
    ...UNSAID,
  },
};

// The server's own values where a document gives none.
const BATTERY: Battery = {
  capacity_kwh: 2,
  drive_w: 250,
  idle_w: 40,
  charge_w: 1500,
  start_share: 1,
  low_share: 0.2,
  full_share: 0.9,
  opportunity: true,
  rescue_s: 900,
};
const TRAFFIC: Traffic = { one_way: 'narrow', keep_right: true, person_limit_mps: 1.2 };

export function FleetForm() {
  const [fleet, write, readOnly] = useSection('fleet');
  const change = (type: VehicleType, part: Partial<VehicleFleet>): void =>
    write(fleet.map((row) => (row.type === type ? { ...row, ...part } : row)));
  const missing = VEHICLE_TYPES.filter((type) => !fleet.some((row) => row.type === type));
  return (
    <FormPage title={f.title} lead={f.lead}>
      {fleet.length === 0 && <p className="muted">{f.none}</p>}
      {fleet.map((row) => (
        <FormCard
          key={row.type}
          title={f.types[row.type]}
          aside={
            <button
              type="button"
              className="btn small danger"
              disabled={readOnly}
              onClick={() => write(fleet.filter((other) => other !== row))}
            >
              {text.app.remove}
            </button>
          }
        >
          <div className="form-rows">
            <NumberRow
              label={f.count}
              value={row.count}
              digits={0}
              min={0}
              max={200}
              disabled={readOnly}
              onCommit={(count) => change(row.type, { count })}
            />
            <NumberRow
              label={f.speed}
              value={row.speed_mps}
              unit="m/s"
              step={0.1}
              min={0.11}
              max={6}
              disabled={readOnly}
              onCommit={(speed_mps) => change(row.type, { speed_mps })}
            />
            <NumberRow
              label={f.acceleration}
              value={row.acceleration_mps2}
              unit="m/s²"
              step={0.1}
              min={0.06}
              max={5}
              disabled={readOnly}
              onCommit={(acceleration_mps2) => change(row.type, { acceleration_mps2 })}
            />
            <NumberRow
              label={f.length}
              value={row.length_m}
              unit="m"
              step={0.05}
              min={0.21}
              max={5}
              disabled={readOnly}
              onCommit={(length_m) => change(row.type, { length_m })}
            />
            <NumberRow
              label={f.width}
              value={row.width_m}
              unit="m"
              step={0.05}
              min={0.21}
              max={3}
              disabled={readOnly}
              onCommit={(width_m) => change(row.type, { width_m })}
            />
            <NumberRow
              label={f.hourly}
              value={row.hourly_cost}
              unit="€/h"
              min={0}
              disabled={readOnly}
              onCommit={(hourly_cost) => change(row.type, { hourly_cost })}
            />
            <OptionalNumberRow
              title={f.handling}
              label={f.handlingTime}
              value={row.handling_s}
              begin={row.type === 'amr' || row.type === 'agv' ? 8 : 25}
              unit="s"
              digits={1}
              min={0.1}
              max={600}
              disabled={readOnly}
              onCommit={(handling_s) => change(row.type, { handling_s })}
            />
            <OptionalNumberRow
              title={f.aisle}
              label={f.aisleWidth}
              value={row.aisle_m}
              begin={Math.ceil(10 * Math.hypot(row.length_m, row.width_m)) / 10}
              unit="m"
              digits={2}
              min={0.21}
              max={20}
              disabled={readOnly}
              onCommit={(aisle_m) => change(row.type, { aisle_m })}
            />
            <CheckRow
              label={f.battery}
              checked={row.battery != null}
              disabled={readOnly}
              onCommit={(on) => change(row.type, { battery: on ? BATTERY : null })}
            />
            {row.battery && (
              <BatteryRows
                battery={row.battery}
                readOnly={readOnly}
                onChange={(battery) => change(row.type, { battery })}
              />
            )}
          </div>
        </FormCard>
      ))}
      <div className="row-wrap">
        {missing.map((type) => (
          <button
            key={type}
            type="button"
            className="btn"
            disabled={readOnly}
            onClick={() => write([...fleet, FRESH[type]])}
          >
            {f.add(f.types[type])}
          </button>
        ))}
      </div>
      <TrafficCard />
    </FormPage>
  );
}

function BatteryRows({
  battery,
  readOnly,
  onChange,
}: {
  battery: Battery;
  readOnly: boolean;
  onChange: (battery: Battery) => void;
}) {
  const power = (key: 'drive_w' | 'idle_w' | 'charge_w', label: string, min: number) => (
    <NumberRow
      label={label}
      value={battery[key]}
      unit="W"
      digits={0}
      step={50}
      min={min}
      max={100_000}
      disabled={readOnly}
      onCommit={(value) => onChange({ ...battery, [key]: value })}
    />
  );
  const share = (
    key: 'start_share' | 'low_share' | 'full_share',
    label: string,
    min: number,
    max: number,
  ) => (
    <NumberRow
      label={label}
      value={battery[key] * 100}
      unit="%"
      digits={0}
      step={5}
      min={min}
      max={max}
      disabled={readOnly}
      onCommit={(value) => onChange({ ...battery, [key]: Number((value / 100).toFixed(4)) })}
    />
  );
  return (
    <>
      <NumberRow
        label={f.capacity}
        value={battery.capacity_kwh}
        unit="kWh"
        step={0.5}
        min={0.01}
        max={500}
        disabled={readOnly}
        onCommit={(capacity_kwh) => onChange({ ...battery, capacity_kwh })}
      />
      {power('drive_w', f.drive, 0)}
      {power('idle_w', f.idle, 0)}
      {power('charge_w', f.charging, 1)}
      {share('start_share', f.startShare, 0, 100)}
      {share('low_share', f.lowShare, 0, battery.full_share * 100 - 1)}
      {share('full_share', f.fullShare, battery.low_share * 100 + 1, 100)}
      <CheckRow
        label={f.opportunity}
        checked={battery.opportunity}
        disabled={readOnly}
        onCommit={(opportunity) => onChange({ ...battery, opportunity })}
      />
    </>
  );
}

function TrafficCard() {
  const [traffic = TRAFFIC, write, readOnly] = useSection('traffic');
  return (
    <FormCard title={f.traffic}>
      <div className="form-rows">
        <SelectRow
          label={f.oneWay}
          value={traffic.one_way}
          options={f.oneWays}
          disabled={readOnly}
          onCommit={(one_way) => write({ ...traffic, one_way })}
        />
        <NumberRow
          label={f.personLimit}
          hint={f.personLimitHint}
          value={traffic.person_limit_mps}
          unit="m/s"
          step={0.1}
          min={0.11}
          max={6}
          disabled={readOnly}
          onCommit={(person_limit_mps) => write({ ...traffic, person_limit_mps })}
        />
        <CheckRow
          label={f.keepRight}
          checked={traffic.keep_right}
          disabled={readOnly}
          onCommit={(keep_right) => write({ ...traffic, keep_right })}
        />
      </div>
    </FormCard>
  );
}
