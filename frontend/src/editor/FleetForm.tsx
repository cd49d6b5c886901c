/** Vehicles of the variant, type by type. */
import { VEHICLE_TYPES, type VehicleFleet, type VehicleType } from '../api/types';
import { text } from '../text/en';
import { FormCard, FormPage, NumberRow, useSection } from './forms';

const f = text.fleet;

const FRESH: Record<VehicleType, VehicleFleet> = {
  amr: {
    type: 'amr',
    count: 2,
    length_m: 0.9,
    width_m: 0.65,
    speed_mps: 1.6,
    acceleration_mps2: 0.8,
    hourly_cost: 4,
  },
  forklift: {
    type: 'forklift',
    count: 1,
    length_m: 2.5,
    width_m: 1.2,
    speed_mps: 2.2,
    acceleration_mps2: 0.6,
    hourly_cost: 9,
  },
};

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
    </FormPage>
  );
}
