/** What is asked of a file of order lines: which column means what, how times are read, which orders are taken. */
import type { OrderPreview } from '../../api/types';

export const MEANINGS = ['order', 'article', 'when', 'quantity', 'due'] as const;
export type Meaning = (typeof MEANINGS)[number];
export const NEEDED: readonly Meaning[] = ['order', 'article', 'when'];

export interface OrderWishes {
  columns: Record<Meaning, string | null>;
  encoding: string;
  /** Of a workbook. */
  sheet: string | null;
  /** Rows that cannot be read are left out and listed, instead of refusing the file. */
  skipFaulty: boolean;
  dateOrder: 'day_first' | 'month_first' | null;
  /** The zone of the file's times and that of the facility; null where they are as on its own clock. */
  zones: { written: string; here: string } | null;
  unitsPerQuantity: number;
  days: { first: string; last: string } | null;
  /** For files with dates only: when orders come, in seconds of the day's horizon. */
  hours: { opens: number; closes: number } | null;
  spread: 'random' | 'even';
  topArticles: number | null;
  mostOrders: number | null;
}

export const wishesOf = (preview: OrderPreview): OrderWishes => ({
  columns: { ...preview.guess },
  encoding: preview.encoding,
  sheet: preview.sheet || null,
  skipFaulty: false,
  dateOrder: null,
  zones: null,
  unitsPerQuantity: 1,
  days: null,
  hours: null,
  spread: 'random',
  topArticles: null,
  mostOrders: null,
});

/** Why a file cannot be read yet: needed columns that nobody named, or a column that means two things. */
export function missing({ columns }: OrderWishes): Meaning[] {
  return NEEDED.filter((meaning) => !columns[meaning]);
}

export function usedTwice({ columns }: OrderWishes): string | null {
  const names = MEANINGS.map((meaning) => columns[meaning]).filter((name) => name !== null);
  return names.find((name, index) => names.indexOf(name) !== index) ?? null;
}

/** Whether the column of dates has times of day, by the rows that are shown. */
export function hasTimes(preview: OrderPreview, wishes: OrderWishes): boolean {
  const column = preview.columns.indexOf(wishes.columns.when ?? '');
  return column >= 0 && preview.rows.some((row) => /\d:\d\d/.test(row[column] ?? ''));
}

/** The wishes as the form that the server reads. */
export function toForm(wishes: OrderWishes): Record<string, string> {
  const said: Record<string, string | number | null | undefined> = {
    ...wishes.columns,
    encoding: wishes.encoding,
    sheet: wishes.sheet,
    skip_faulty: wishes.skipFaulty ? 'true' : null,
    date_order: wishes.dateOrder,
    written_zone: wishes.zones?.written,
    here_zone: wishes.zones?.here,
    units_per_quantity: wishes.columns.quantity === null ? null : wishes.unitsPerQuantity,
    first_day: wishes.days?.first,
    last_day: wishes.days?.last,
    opens_s: wishes.hours?.opens,
    closes_s: wishes.hours?.closes,
    spread: wishes.spread,
    top_articles: wishes.topArticles,
    most_orders: wishes.mostOrders,
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

/** The day with the most orders. */
export const busiest = <D extends { day: string; orders: number }>(days: readonly D[]): D | undefined =>
  [...days].sort((a, b) => b.orders - a.orders)[0];
