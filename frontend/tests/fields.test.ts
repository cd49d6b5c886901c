import { describe, expect, it } from 'vitest';
import { ruleBroken, withFamily } from '../src/fields/rules';
import { faultOf, fieldOf, fieldsOf, freshModel } from '../src/fields/schema';
import { shownAs, toDocument } from '../src/fields/units';
import { sentenceOf } from '../src/fields/words';

const said = (of: string, name: string, value: unknown): string | null => {
  const field = fieldOf(of, name);
  const fault = faultOf(field, value);
  return fault && sentenceOf(field, fault);
};

describe('a field of the document', () => {
  it('has its limits and default from the schema', () => {
    expect(fieldOf('Battery', 'capacity_kwh')).toMatchObject({
      kind: 'number',
      above: 0,
      most: 500,
      standard: 2,
    });
    expect(fieldOf('Battery', 'rescue_s')).toMatchObject({ optional: true, kind: 'number', standard: 900 });
    expect(fieldOf('VehicleFleet', 'battery')).toMatchObject({
      optional: true,
      kind: 'model',
      model: 'Battery',
    });
    expect(fieldOf('Conveyor', 'path')).toMatchObject({ optional: true, kind: 'list', fewest: 2 });
    expect(fieldOf('Conveyor', 'path').items).toMatchObject({ kind: 'tuple', fewest: 2 });
  });

  it('refuses the impossible in a sentence, in the unit that is shown', () => {
    expect(said('Battery', 'capacity_kwh', 0)).toBe('This is more than 0\u00a0kWh.');
    expect(said('Battery', 'low_share', 1.2)).toBe('This is at most 100\u00a0%.');
    expect(said('Experiment', 'horizon_s', 200_000)).toBe('This is at most 48\u00a0h.');
    expect(said('Demand', 'orders_per_tour', 2.5)).toBe('This has to be a whole number.');
    expect(said('Experiment', 'clip_width_px', 100)).toBe('This is a multiple of 16\u00a0px.');
    expect(said('Station', 'id', 'a b')).toMatch(/^Letters, digits/);
    expect(said('VehicleFleet', 'speed_mps', Number.NaN)).toBe('This is no number.');
    expect(said('VehicleFleet', 'handling_s', null)).toBeNull();
    expect(said('Demand', 'pick_s', 12)).toBeNull();
  });

  it('is shown in a unit for people and kept in that of the document', () => {
    const promise = fieldOf('Demand', 'promise_s');
    expect(shownAs(promise)).toMatchObject({ unit: 'min' });
    expect(toDocument(promise, 90)).toBe(5400);
    expect(toDocument(fieldOf('Experiment', 'target_half_width'), 5)).toBe(0.05);
    expect(toDocument(fieldOf('Experiment', 'confidence'), 99.9)).toBe(0.999);
  });
});

describe('a new part of the document', () => {
  it('has every default, and numbers that the schema accepts for the rest', () => {
    for (const of of [
      'Battery',
      'Conveyor',
      'DemandWindow',
      'Duration',
      'Rework',
      'Shift',
      'Station',
      'Step',
    ]) {
      const made = freshModel(of);
      for (const field of fieldsOf(of))
        if (field.kind === 'number' || field.kind === 'integer')
          expect([field.name, faultOf(field, made[field.name])]).toEqual([field.name, null]);
    }
    expect(freshModel('VehicleFleet', { type: 'agv', count: 1 })).toMatchObject({
      type: 'agv',
      battery: null,
      speed_mps: 1.6,
    });
  });
});

describe('fields that belong together', () => {
  it('are refused together as on the server', () => {
    expect(ruleBroken('Break', { start_s: 60, end_s: 60 })).toBe('endsBefore');
    expect(ruleBroken('Battery', { ...freshModel('Battery'), low_share: 0.95 })).toBe('lowAboveFull');
    expect(ruleBroken('Duration', { family: 'uniform', mean_s: 1, cv: 0.6 })).toBe('cvUniform');
    expect(ruleBroken('Duration', { family: 'hyperexponential', mean_s: 1, cv: 1 })).toBe('cvHyper');
    const step = (rework: unknown): unknown => ({ ...freshModel('Step'), rework });
    const routing = (rework: unknown): unknown => ({
      ...freshModel('Routing'),
      steps: [step(null), step(rework)],
    });
    expect(ruleBroken('Routing', routing({ probability: 0.1, to_step: 2 }))).toBe('reworkAhead');
    expect(ruleBroken('Routing', routing({ probability: 0.1, to_step: 1 }))).toBeNull();
    const pauses = [{ start_s: 0, end_s: 60 }, { start_s: 30, end_s: 90 }]; // prettier-ignore
    expect(ruleBroken('RoleStaffing', { shifts: [], breaks: pauses })).toBe('overlap');
  });

  it('follow where another choice leaves no other way', () => {
    for (const family of ['uniform', 'erlang', 'hyperexponential', 'gamma', 'lognormal', 'constant'] as const)
      for (const cv of [0, 0.3, 5])
        expect(ruleBroken('Duration', withFamily({ family: 'constant', mean_s: 1, cv }, family))).toBeNull();
    expect(withFamily({ family: 'gamma', mean_s: 1, cv: 0.4 }, 'lognormal').cv).toBe(0.4);
  });
});
