/**
 * The density of a random time, as the engine draws it: Erlang with the whole number of phases nearest to 1/cv²,
 * hyperexponential of two branches with balanced means (Whitt 1982, Approximating a point process by a renewal process).
 */
import type { Duration } from '../../api/types';

/** Lanczos approximation (g = 7), good to 1e-13 for positive arguments. */
export function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const t = z + 7.5;
  const sum = c.slice(1).reduce((total, value, index) => total + value / (z + index + 1), c[0]!);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const gamma = (shape: number, mean: number, t: number): number => {
  const rate = shape / mean;
  return t <= 0
    ? 0
    : Math.exp(shape * Math.log(rate) + (shape - 1) * Math.log(t) - rate * t - logGamma(shape));
};

/** Per second, at a time in seconds; null for a constant, which has none. */
export function density({ family, mean_s: mean, cv }: Duration, t: number): number | null {
  if (mean <= 0 || family === 'constant') return null;
  switch (family) {
    case 'exponential':
      return Math.exp(-t / mean) / mean;
    case 'erlang':
      return gamma(Math.max(1, Math.round(1 / cv ** 2)), mean, t);
    case 'gamma':
      return gamma(1 / cv ** 2, mean, t);
    case 'lognormal': {
      const variance = Math.log1p(cv * cv);
      if (t <= 0) return 0;
      const off = Math.log(t) - (Math.log(mean) - variance / 2);
      return Math.exp(-(off * off) / (2 * variance)) / (t * Math.sqrt(2 * Math.PI * variance));
    }
    case 'hyperexponential': {
      const p = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
      const branch = (share: number): number => {
        const rate = (2 * share) / mean;
        return share * rate * Math.exp(-rate * t);
      };
      return branch(p) + branch(1 - p);
    }
    case 'uniform': {
      const half = Math.sqrt(3) * cv * mean;
      if (half === 0) return null;
      return Math.abs(t - mean) <= half ? 1 / (2 * half) : 0;
    }
  }
}

/** Up to where the picture goes: three means, farther where much lies farther out. */
export const farthest = ({ family, mean_s, cv }: Duration): number =>
  mean_s *
  (family === 'constant' ? 2 : Math.max(2, 1 + 2.5 * (family === 'exponential' ? 1 : Math.min(cv, 2))));
