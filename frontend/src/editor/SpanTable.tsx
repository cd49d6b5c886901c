/** Stretches of the day in a table, each with a number: demand windows, inbound windows, breaks. */
import type { Span } from '../api/types';
import { ClockField } from '../components/ClockField';
import { CloseIcon, PlusIcon } from '../components/Icons';
import { UnitField } from '../components/UnitField';
import { useEditor } from './context';

interface SpanTableProps<T extends Span> {
  rows: readonly T[];
  onChange: (rows: T[]) => void;
  readOnly: boolean;
  words: { from: string; to: string; number: string; add: string; remove: string };
  /** The number of a row, and the row with another one. */
  get: (row: T) => number;
  set: (row: T, value: number) => T;
  unit?: string;
  digits?: number;
  step?: number;
  min?: number;
  max?: number;
  fresh: (last: T | undefined) => T;
  /** At least this many rows stay. */
  least?: number;
}

export function SpanTable<T extends Span>(props: SpanTableProps<T>) {
  const { rows, onChange, readOnly, words, get, set, fresh, least = 0, ...field } = props;
  const { document } = useEditor();
  const start = document.experiment.start_of_day;
  const change = (index: number, next: T): void => {
    if (next.end_s > next.start_s) onChange(rows.map((row, i) => (i === index ? next : row)));
  };
  return (
    <>
      {rows.length > 0 && (
        <table className="form-table">
          <thead>
            <tr>
              <th>{words.from}</th>
              <th>{words.to}</th>
              <th>{words.number}</th>
              <th>
                <span className="visually-hidden">{words.remove}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <td>
                  <ClockField
                    label={words.from}
                    startOfDay={start}
                    value={row.start_s}
                    disabled={readOnly}
                    onCommit={(start_s) => change(index, { ...row, start_s })}
                  />
                </td>
                <td>
                  <ClockField
                    label={words.to}
                    startOfDay={start}
                    value={row.end_s}
                    isEnd
                    disabled={readOnly}
                    onCommit={(end_s) => change(index, { ...row, end_s })}
                  />
                </td>
                <td>
                  <UnitField
                    {...field}
                    label={words.number}
                    value={get(row)}
                    disabled={readOnly}
                    onCommit={(value) => change(index, set(row, value))}
                  />
                </td>
                <td style={{ width: 32 }}>
                  <button
                    type="button"
                    className="btn icon small ghost"
                    aria-label={words.remove}
                    disabled={readOnly || rows.length <= least}
                    onClick={() => onChange(rows.filter((_, i) => i !== index))}
                  >
                    <CloseIcon />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button
        type="button"
        className="btn small"
        style={{ marginTop: 8 }}
        disabled={readOnly}
        onClick={() => onChange([...rows, fresh(rows.at(-1))])}
      >
        <PlusIcon /> {words.add}
      </button>
    </>
  );
}
