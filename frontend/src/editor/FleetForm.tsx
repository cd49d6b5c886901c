/** Vehicles of the variant, type by type, and the rules of traffic. */
import { VEHICLE_TYPES, type VehicleFleet, type VehicleType } from '../api/types';
import { FieldSet } from '../fields/FieldSet';
import { Item } from '../fields/lists';
import { freshModel } from '../fields/schema';
import { text } from '../text';
import { FormCard, FormPage, Section, useSection } from './forms';

const f = text.fleet;

/** What a vehicle of a type is like where nobody says otherwise, besides what the document gives. */
const USUAL: Record<VehicleType, Partial<VehicleFleet>> = {
  amr: { count: 2, length_m: 0.9, width_m: 0.65, speed_mps: 1.6, acceleration_mps2: 0.8, hourly_cost: 4 },
  agv: { count: 1, length_m: 1.4, width_m: 0.9, speed_mps: 1.4, acceleration_mps2: 0.5, hourly_cost: 6 },
  pallet_jack: {
    count: 1,
    length_m: 1.9,
    width_m: 0.75,
    speed_mps: 1.6,
    acceleration_mps2: 0.6,
    hourly_cost: 5,
  },
  forklift: { count: 1, length_m: 2.5, width_m: 1.2, speed_mps: 2.2, acceleration_mps2: 0.6, hourly_cost: 9 },
};
const freshFleet = (type: VehicleType): VehicleFleet =>
  freshModel('VehicleFleet', { type, ...USUAL[type] }) as unknown as VehicleFleet;

/** What a further field of a vehicle begins with where it is switched on. */
const begin = (row: VehicleFleet): Partial<VehicleFleet> => ({
  handling_s: row.type === 'amr' || row.type === 'agv' ? 8 : 25,
  aisle_m: Math.ceil(10 * Math.hypot(row.length_m, row.width_m)) / 10,
  battery: freshModel('Battery') as unknown as VehicleFleet['battery'],
});

export function FleetForm() {
  const [fleet, write, readOnly] = useSection('fleet');
  const missing = VEHICLE_TYPES.filter((type) => !fleet.some((row) => row.type === type));
  return (
    <FormPage title={f.title} lead={f.lead}>
      {fleet.length === 0 && <p className="muted">{f.none}</p>}
      <Section name="fleet">
        {fleet.map((row, index) => (
          <Item key={row.type} index={index} rows={fleet}>
            <FormCard
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
              <FieldSet
                of="VehicleFleet"
                value={row}
                skip={['type']}
                begin={begin(row)}
                onChange={(next) => write(fleet.map((old) => (old === row ? next : old)))}
              />
            </FormCard>
          </Item>
        ))}
      </Section>
      <div className="row-wrap">
        {missing.map((type) => (
          <button
            key={type}
            type="button"
            className="btn"
            disabled={readOnly}
            onClick={() => write([...fleet, freshFleet(type)])}
          >
            {f.add(f.types[type])}
          </button>
        ))}
      </div>
      <TrafficCard />
    </FormPage>
  );
}

function TrafficCard() {
  const [traffic, write] = useSection('traffic');
  return (
    <Section name="traffic">
      <FormCard title={f.traffic}>
        <FieldSet of="Traffic" value={traffic} onChange={write} />
      </FormCard>
    </Section>
  );
}
