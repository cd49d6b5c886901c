/** The first rows of a file of order lines, and which of its columns means what. */
import { Select } from '@mantine/core';
import type { OrderPreview } from '../api/types';
import { text } from '../text';
import { MEANINGS, NEEDED, type Meaning, type OrderWishes } from './engine/orderFile';

const o = text.orderFile;

interface OrderColumnsProps {
  preview: OrderPreview;
  wishes: OrderWishes;
  onChange: (wishes: OrderWishes) => void;
}

export function OrderColumns({ preview, wishes, onChange }: OrderColumnsProps) {
  const names = [...new Set(preview.columns)].filter((name) => name !== '');
  const meaningOf = (name: string): Meaning | undefined =>
    MEANINGS.find((meaning) => wishes.columns[meaning] === name);
  const set = (meaning: Meaning, name: string | null): void =>
    onChange({ ...wishes, columns: { ...wishes.columns, [meaning]: name } });
  return (
    <>
      <div className="form-rows">
        {MEANINGS.map((meaning) => (
          <div className="form-row" key={meaning}>
            <span className="field-label">{o.meanings[meaning]}</span>
            <Select
              aria-label={o.meanings[meaning]}
              searchable
              clearable={!NEEDED.includes(meaning)}
              allowDeselect={false}
              placeholder={NEEDED.includes(meaning) ? o.chooseColumn : o.noColumn}
              value={wishes.columns[meaning]}
              onChange={(name) => set(meaning, name)}
              data={names}
            />
          </div>
        ))}
      </div>
      <div className="order-preview" tabIndex={0} role="region" aria-label={o.preview}>
        <table className="form-table">
          <thead>
            <tr>
              {preview.columns.map((name, index) => {
                const meaning = meaningOf(name);
                return (
                  <th key={index} className={meaning ? 'on' : undefined}>
                    {name || '–'}
                    <span className="tiny" style={{ display: 'block' }}>
                      {meaning ? o.meanings[meaning] : '\u00a0'}
                    </span>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} className={meaningOf(preview.columns[column] ?? '') ? 'on' : 'muted'}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
