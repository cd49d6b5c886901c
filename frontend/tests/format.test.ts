import { describe, expect, it } from 'vitest';
import {
  ago,
  clock,
  difference,
  differenceInterval,
  duration,
  figures,
  fromClock,
  interval,
  number,
  quantity,
  signed,
  unitOf,
} from '../src/format';
import { evenColumns } from '../src/run/evenColumns';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

describe('numbers', () => {
  it('shows three figures that matter', () => {
    expect([508.24, 71.42, 2.104, 0.01234, 0].map(figures)).toEqual(['508', '71.4', '2.10', '0.012', '0']);
  });

  it('parts thousands only where it helps, and uses a real minus', () => {
    expect(plain(number(12345.6, 1))).toBe('12 345.6');
    expect(number(1234, 0)).toBe('1234');
    expect(number(-2.5, 1)).toBe('−2.5');
    expect(number(-0.001, 1)).toBe('0.0');
  });

  it('says that there is none rather than NaN', () => {
    expect([number(null), figures(Number.NaN), quantity(undefined, 's'), interval(null, 3, 'm')]).toEqual([
      '–',
      '–',
      '–',
      '–',
    ]);
  });

  it('puts the unit beside the number, in the size that people use', () => {
    expect(plain(quantity(1308, 's'))).toBe('21.8 min');
    expect(plain(quantity(45, 's'))).toBe('45.0 s');
    expect(plain(quantity(0.78, 'share'))).toBe('78.0 %');
    expect(plain(quantity(508, '1/h'))).toBe('508 /h');
    expect(plain(quantity(3, '1'))).toBe('3.00');
  });

  it('shows both ends of an interval in the unit of its middle', () => {
    expect(plain(interval(110, 130, 's', 121))).toBe('1.83 to 2.17 min');
    expect(plain(interval(0.02, 0.05, 'share', 0.03))).toBe('2.00 to 5.00 %');
  });

  it('signs differences, in points for shares', () => {
    expect(plain(difference(31, 0.0612, '1/h'))).toBe('+6.1 %');
    expect(plain(difference(0.023, 0.7, 'share'))).toBe('+2.3 pt');
    expect(plain(difference(0.9, null, '1/1000 h'))).toBe('+0.90 /1000 h');
    expect(signed(-3, 0)).toBe('−3');
    expect(signed(0.001, 1)).toBe('0.0');
  });

  it('counts money as money', () => {
    expect(unitOf('labour_cost_per_order', '1')).toBe('EUR');
    expect(unitOf('wip_mean', '1')).toBe('1');
  });
});

describe('times', () => {
  it('reads the clock from seconds of the horizon, over midnight too', () => {
    expect(clock('06:00', 27_728, true)).toBe('13:42:08');
    expect(clock('22:00', 3 * 3600)).toBe('01:00');
  });

  it('turns clock times into seconds and refuses what is none', () => {
    expect(fromClock('06:00', '7:30')).toBe(5400);
    expect(fromClock('22:00', '01:00')).toBe(3 * 3600);
    expect(fromClock('06:00', '25:00')).toBeNull();
    expect(fromClock('06:00', 'noon')).toBeNull();
  });

  it('is the inverse of the clock on whole minutes', () => {
    for (let s = 0; s < 86_400; s += 1740)
      expect(fromClock('06:00', clock('06:00', s))).toBe(Math.floor(s / 60) * 60);
  });

  it('says durations and ages in words', () => {
    expect([40, 240, 7200].map((s) => plain(duration(s)))).toEqual(['40 s', '4 min', '2.0 h']);
    const now = Date.parse('2026-01-01T12:00:00Z');
    expect(plain(ago('2026-01-01T11:57:00Z', now))).toBe('3 min ago');
    expect(ago('2026-01-01T11:59:50Z', now)).toBe('just now');
  });
});

describe('the interval of a difference', () => {
  it('is in what the difference is shown in', () => {
    expect(differenceInterval(41, 52, 617, 0.076, '1/h')).toBe('+6.6 to +8.4\u00a0%');
    expect(differenceInterval(-0.036, -0.022, 0.988, -0.03, 'share')).toBe('−3.6 to −2.2\u00a0pt');
    expect(differenceInterval(-60, 300, 0, null, 's')).toBe('−1.00 to +5.00\u00a0min');
    expect(differenceInterval(null, null, 1, 0.1, 'm')).toBe('–');
  });
});

describe('headline figures', () => {
  it('stand in rows of even length', () => {
    expect(evenColumns(15, 1240)).toBe(5);
    expect(evenColumns(15, 2520)).toBe(15);
    expect(evenColumns(14, 1240)).toBe(7);
    expect(evenColumns(8, 1240)).toBe(4);
    expect(evenColumns(8, 0)).toBeUndefined();
  });
});
