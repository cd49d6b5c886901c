/**
 * Undo and redo, one entry per gesture. Documents are immutable and share what did not change, so
 * an entry is two references. Gestures with the same merge key within a second (arrow keys, a
 * number being typed) are one entry.
 */
export interface Entry<T> {
  label: string;
  before: T;
  after: T;
  mergeKey: string | null;
  atMs: number;
}

export interface History<T> {
  present: T;
  past: readonly Entry<T>[];
  future: readonly Entry<T>[];
}

const LIMIT = 500;
const MERGE_WINDOW_MS = 1000;

export const begin = <T>(present: T): History<T> => ({ present, past: [], future: [] });

export function commit<T>(
  history: History<T>,
  label: string,
  after: T,
  nowMs: number,
  mergeKey: string | null = null,
): History<T> {
  if (after === history.present) return history;
  const last = history.past.at(-1);
  const joins =
    last && mergeKey !== null && last.mergeKey === mergeKey && nowMs - last.atMs < MERGE_WINDOW_MS;
  const entry: Entry<T> = {
    label,
    before: joins ? last.before : history.present,
    after,
    mergeKey,
    atMs: nowMs,
  };
  const past = joins ? [...history.past.slice(0, -1), entry] : [...history.past.slice(1 - LIMIT), entry];
  return { present: after, past, future: [] };
}

export function undo<T>(history: History<T>): History<T> {
  const entry = history.past.at(-1);
  if (!entry) return history;
  return { present: entry.before, past: history.past.slice(0, -1), future: [entry, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const [entry, ...rest] = history.future;
  if (!entry) return history;
  return { present: entry.after, past: [...history.past, { ...entry, mergeKey: null }], future: rest };
}
