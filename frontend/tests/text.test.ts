import { afterEach, describe, expect, it, vi } from 'vitest';
import { de } from '../src/text/de';
import { en } from '../src/text/en';
import { languageOf } from '../src/text/language';

type Leaf = readonly [place: string, value: unknown];

const leaves = (value: unknown, place = ''): Leaf[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, place ? `${place}.${key}` : key))
    : [[place, value]];

describe('the catalogues', () => {
  it('say the same things in every language, names of roles and states included', () => {
    expect(
      leaves(de)
        .map(([place]) => place)
        .sort(),
    ).toEqual(
      leaves(en)
        .map(([place]) => place)
        .sort(),
    );
  });

  it('leave nothing unsaid', () => {
    const english = new Map(leaves(en));
    const silent = leaves(de).filter(([place, value]) => value === '' && english.get(place) !== '');
    expect(silent).toEqual([]);
  });

  it('address people formally', () => {
    const familiar = leaves(de).filter(
      ([, value]) => typeof value === 'string' && /\b(du|dich|dir|deine?[rnms]?)\b/i.test(value),
    );
    expect(familiar).toEqual([]);
  });
});

describe('the language of the page', () => {
  it('is the chosen one, else the browser’s first that there is, else English', () => {
    expect(languageOf('de', ['en-GB'])).toBe('de');
    expect(languageOf(null, ['fr-CH', 'de-CH', 'en'])).toBe('de');
    expect(languageOf('fr', ['fr', 'it'])).toBe('en');
  });
});

describe('numbers in German', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('have a comma, and times are said in German', async () => {
    vi.stubGlobal('navigator', { languages: ['en-GB'] });
    vi.stubGlobal('window', { localStorage: { getItem: () => 'de' } });
    vi.resetModules();
    const format = await import('../src/format');
    expect(format.number(12345.6, 1)).toBe('12\u202f345,6');
    expect(format.interval(500, 516, '1/h')).toBe('500 bis 516\u00a0/h');
    expect(format.signed(0.061 * 100, 1)).toBe('+6,1');
    expect(format.difference(-0.021, null, 'share')).toBe('−2,1\u00a0%-Pkt.');
    expect(format.ago('2026-01-01T10:00:00Z', Date.parse('2026-01-01T10:03:00Z'))).toBe('vor 3\u00a0min');
  });
});
