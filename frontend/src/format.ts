/**
 * Numbers as people read them: a unit beside every number, a real minus sign, the language's decimal
 * mark and a thin space between thousands (ISO 80000-1; DIN 1333), clock times from seconds, degrees
 * from radians.
 */
import { text } from './text';
import { locale } from './text/language';

const MINUS = '−';
const NARROW = '\u202f';
export const NONE = '–';

/** The mark between whole and fraction, and that between thousands. */
export const separators = {
  decimal:
    new Intl.NumberFormat(locale).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.',
  group: NARROW,
};

export function number(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const plain = Math.abs(value).toFixed(digits);
  const [whole = '0', fraction] = plain.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, NARROW) : whole;
  const sign = value < 0 && Number(plain) !== 0 ? MINUS : '';
  return sign + grouped + (fraction ? separators.decimal + fraction : '');
}

/** As a field shows it and takes it: the language's decimal mark, no groups. */
export const decimal = (value: number, digits: number): string =>
  value.toFixed(digits).replace('.', separators.decimal);

/** Three figures that matter: 508, 71.4, 2.10, 0.012. */
export function figures(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  return number(value, digitsFor(value));
}

function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 100) return 0;
  if (size >= 10) return 1;
  if (size >= 1) return 2;
  return Math.min(4, 1 - Math.floor(Math.log10(size)));
}

interface Scale {
  factor: number;
  suffix: string;
}

/** How a unit of the API is shown: shares as per cent, long times in minutes, rates by the hour. */
export function scaleOf(unit: string, size: number): Scale {
  const large = Math.abs(size);
  switch (unit) {
    case 'share':
    case 'ratio':
      return { factor: 100, suffix: '%' };
    case 's':
      if (large >= 7200) return { factor: 1 / 3600, suffix: 'h' };
      return large >= 120 ? { factor: 1 / 60, suffix: 'min' } : { factor: 1, suffix: 's' };
    case 'm':
      return large >= 10_000 ? { factor: 1 / 1000, suffix: 'km' } : { factor: 1, suffix: 'm' };
    case '1/h':
      return { factor: 1, suffix: '/h' };
    case '1/1000 h':
      return { factor: 1, suffix: '/1000 h' };
    case 'EUR':
      return { factor: 1, suffix: '€' };
    case 'EUR/order':
      return { factor: 1, suffix: text.figures.perOrder };
    case '1':
    case '':
      return { factor: 1, suffix: '' };
    default:
      return { factor: 1, suffix: unit };
  }
}

const join = (figure: string, suffix: string): string => (suffix ? `${figure}\u00a0${suffix}` : figure);

/** The API counts money without naming a currency; the workspace shows it in euros, as in the forms. */
export const unitOf = (key: string, unit: string): string =>
  key.includes('cost') && unit === '1' ? 'EUR' : unit;

/** A value with its unit: "21.8 min", "78.0 %". */
export function quantity(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const { factor, suffix } = scaleOf(unit, value);
  return join(figures(value * factor), suffix);
}

/** Value and unit apart, for a large figure with a small unit. */
export function quantityParts(
  value: number | null | undefined,
  unit: string,
): { text: string; suffix: string } {
  if (value === null || value === undefined || !Number.isFinite(value)) return { text: NONE, suffix: '' };
  const { factor, suffix } = scaleOf(unit, value);
  return { text: figures(value * factor), suffix };
}

/** Both ends of an interval in the unit and precision of its middle: "500 to 516 /h". */
export function interval(
  low: number | null,
  high: number | null,
  unit: string,
  middle?: number | null,
): string {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return NONE;
  const { factor, suffix } = scaleOf(unit, middle ?? Math.max(Math.abs(low), Math.abs(high)));
  const digits = digitsFor(Math.max(Math.abs(low), Math.abs(high)) * factor);
  return join(text.figures.range(number(low * factor, digits), number(high * factor, digits)), suffix);
}

export function signed(value: number | null | undefined, digits?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const shown = digits === undefined ? figures(value) : number(value, digits);
  return value > 0 && /[1-9]/.test(shown) ? `+${shown}` : shown;
}

/** A difference: relative in per cent where there is a base, points for shares, else in the unit. */
export function difference(mean: number | null, relative: number | null, unit: string): string {
  if (mean === null) return NONE;
  if (unit === 'share') return `${signed(mean * 100, 1)}\u00a0${text.figures.points}`;
  if (relative !== null && Number.isFinite(relative)) return `${signed(relative * 100, 1)}\u00a0%`;
  const { factor, suffix } = scaleOf(unit, mean);
  return join(signed(mean * factor), suffix);
}

/** The interval of a difference, in what the difference itself is shown in. */
export function differenceInterval(
  low: number | null,
  high: number | null,
  base: number | null,
  relative: number | null,
  unit: string,
): string {
  if (low === null || high === null) return NONE;
  const range = (factor: number, suffix: string, digits: number): string =>
    join(text.figures.range(signed(low * factor, digits), signed(high * factor, digits)), suffix);
  if (unit === 'share') return range(100, text.figures.points, 1);
  if (relative !== null && Number.isFinite(relative) && base) return range(100 / Math.abs(base), '%', 1);
  const { factor, suffix } = scaleOf(unit, Math.max(Math.abs(low), Math.abs(high)));
  return range(factor, suffix, digitsFor(Math.max(Math.abs(low), Math.abs(high)) * factor));
}

export const degrees = (radians: number): number => (radians * 180) / Math.PI;
export const radians = (deg: number): number => (deg * Math.PI) / 180;

export const metres = (value: number, digits = 2): string => join(number(value, digits), 'm');
export const money = (value: number): string => join(number(value, 0), '€');

/** "13:42" or "13:42:08" for a time of the horizon. */
export function clock(startOfDay: string, timeS: number, withSeconds = false): string {
  const [hours = 0, minutes = 0] = startOfDay.split(':').map(Number);
  const total = hours * 3600 + minutes * 60 + Math.floor(timeS + 1e-6);
  const two = (n: number): string => String(n).padStart(2, '0');
  const h = Math.floor(total / 3600) % 24;
  const minute = `${two(h)}:${two(Math.floor(total / 60) % 60)}`;
  return withSeconds ? `${minute}:${two(total % 60)}` : minute;
}

/** Seconds of the horizon for a clock time; times before the start are of the next day. */
export function fromClock(startOfDay: string, typed: string): number | null {
  const parse = (value: string): number | null => {
    const match = /^(\d{1,2}):(\d{2})$/.exec(value.trim());
    if (!match) return null;
    const [h, m] = [Number(match[1]), Number(match[2])];
    return h < 24 && m < 60 ? h * 3600 + m * 60 : null;
  };
  const [start, at] = [parse(startOfDay), parse(typed)];
  if (start === null || at === null) return null;
  return at >= start ? at - start : at - start + 86_400;
}

export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return join(String(s), 's');
  if (s < 5400) return join(String(Math.round(s / 60)), 'min');
  return join(number(s / 3600, 1), 'h');
}

/** "3 min ago"; the clock is an argument. */
export function ago(iso: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1000);
  if (seconds < 45) return text.figures.justNow;
  if (seconds < 3600) return text.figures.ago(join(String(Math.max(1, Math.round(seconds / 60))), 'min'));
  if (seconds < 86_400) return text.figures.ago(join(String(Math.round(seconds / 3600)), 'h'));
  return new Date(iso).toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** A moment with its date, for lists that are read later: "22 Nov 2026, 18:05". */
export const moment = (iso: string): string =>
  new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });

export const count = (n: number, one: string, many: string): string =>
  `${number(n, 0)} ${n === 1 ? one : many}`;
