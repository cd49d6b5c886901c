import { describe, expect, it } from 'vitest';
import type { Duration } from '../src/api/types';
import { density } from '../src/editor/engine/durations';

/** Mass, mean and coefficient of variation of a density, by the midpoint rule far out into its tail. */
function moments(value: Duration): [number, number, number] {
  const [end, steps] = [value.mean_s * 80, 400_000];
  const dt = end / steps;
  let [mass, first, second] = [0, 0, 0];
  for (let i = 0; i < steps; i++) {
    const t = (i + 0.5) * dt;
    const p = density(value, t)! * dt;
    mass += p;
    first += p * t;
    second += p * t * t;
  }
  return [mass, first, Math.sqrt(second - first * first) / first];
}

describe('the picture of a process time', () => {
  const cases: [Duration['family'], number, number][] = [
    ['exponential', 0.3, 1],
    ['erlang', 0.5, 0.5],
    ['gamma', 0.7, 0.7],
    ['lognormal', 0.6, 0.6],
    ['hyperexponential', 2, 2],
    ['uniform', 0.4, 0.4],
  ];
  it.each(cases)('is a density with the mean and spread that are asked for: %s', (family, cv, spread) => {
    const [mass, mean, found] = moments({ family, mean_s: 60, cv });
    expect(mass).toBeCloseTo(1, 3);
    expect(mean / 60).toBeCloseTo(1, 3);
    expect(found).toBeCloseTo(spread, 2);
  });

  it('has no curve for a constant', () => {
    expect(density({ family: 'constant', mean_s: 60, cv: 0.3 }, 60)).toBeNull();
  });
});
