/** Lists of the document: models in a table where they are flat, else one below the other; numbers; points. */
import { useContext, useState, type ReactNode } from 'react';
import { ClockField } from '../components/ClockField';
import { CloseIcon, PlusIcon } from '../components/Icons';
import { UnitField } from '../components/UnitField';
import { number } from '../format';
import { text } from '../text';
import { GuardContext, PointerContext, usePointer, useSurroundings } from './context';
import { FieldRow, Heading, type ControlProps } from './FieldRow';
import { FieldSet } from './FieldSet';
import { faultOf, fieldsOf, freshModel, freshValue, type DefinitionName, type Field } from './schema';
import { shownAs, toDocument } from './units';
import { sentenceOf, wordsOf } from './words';

type Row = Record<string, unknown>;
const SHOWN = 50;

/** Whether every field of a model fits into one cell of a table. */
export const isFlat = (of: DefinitionName): boolean =>
  fieldsOf(of).length <= 5 &&
  fieldsOf(of).every(({ kind }) => kind !== 'model' && kind !== 'list' && kind !== 'tuple');

export function ModelList({ field, value, commit, disabled }: ControlProps) {
  const of = field.items!.model!;
  const rows = (value as Row[] | null) ?? [];
  const { label } = wordsOf(field);
  if (isFlat(of))
    return (
      <ModelTable
        of={of}
        label={label}
        rows={rows}
        onChange={commit}
        fewest={field.fewest}
        most={field.mostItems}
      />
    );
  return (
    <div className="stack" role="group" aria-label={label}>
      <span className="field-label">{label}</span>
      {rows.map((row, index) => (
        <Item key={index} index={index} rows={rows}>
          <div className="form-group">
            <FieldSet
              of={of}
              value={row as never}
              onChange={(next) => commit(rows.map((old, i) => (i === index ? next : old)))}
            />
            <RemoveButton
              label={text.forms.removeItem(index + 1)}
              disabled={disabled || rows.length <= (field.fewest ?? 0)}
              onClick={() => commit(rows.filter((_, i) => i !== index))}
            />
          </div>
        </Item>
      ))}
      <AddButton disabled={disabled} onClick={() => commit([...rows, freshModel(of)])} />
    </div>
  );
}

/** One entry of a list: its pointer, and the rules above it. */
export function Item({
  index,
  rows,
  children,
}: {
  index: number;
  rows: readonly unknown[];
  children: ReactNode;
}) {
  const pointer = usePointer(index);
  const above = useContext(GuardContext);
  return (
    <PointerContext.Provider value={pointer}>
      <GuardContext.Provider value={(next) => above(rows.map((row, i) => (i === index ? next : row)))}>
        {children}
      </GuardContext.Provider>
    </PointerContext.Provider>
  );
}

interface ModelTableProps<T> {
  of: DefinitionName;
  label: string;
  rows: readonly T[];
  onChange: (rows: T[]) => void;
  /** What a further row is, given the last one. */
  fresh?: (last: T | undefined) => T;
  fewest?: number;
  most?: number;
  add?: string;
  remove?: string;
}

/** Flat models as a table, a row each. Long ones are shown a page at a time. */
export function ModelTable<T extends object>(props: ModelTableProps<T>) {
  const { of, label, rows, onChange, fewest = 0, most = Infinity } = props;
  const { readOnly } = useSurroundings();
  const [from, setFrom] = useState(0);
  const first = Math.min(from, Math.max(0, Math.floor((rows.length - 1) / SHOWN) * SHOWN));
  const fields = fieldsOf(of);
  const fresh = props.fresh ?? (() => freshModel(of) as T);
  return (
    <div>
      {rows.length > 0 && (
        <table className="form-table" aria-label={label}>
          <thead>
            <tr>
              {fields.map((field) => (
                <th key={field.name}>{wordsOf(field).label}</th>
              ))}
              <th>
                <span className="visually-hidden">{props.remove ?? text.app.remove}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(first, first + SHOWN).map((row, offset) => (
              <Item key={first + offset} index={first + offset} rows={rows}>
                <tr>
                  {fields.map((field) => (
                    <td key={field.name}>
                      <Cell
                        field={field}
                        row={row}
                        onChange={(next) =>
                          onChange(rows.map((old, i) => (i === first + offset ? next : old)))
                        }
                      />
                    </td>
                  ))}
                  <td style={{ width: 32 }}>
                    <RemoveButton
                      label={props.remove ?? text.forms.removeItem(first + offset + 1)}
                      disabled={readOnly || rows.length <= fewest}
                      onClick={() => onChange(rows.filter((_, i) => i !== first + offset))}
                    />
                  </td>
                </tr>
              </Item>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > SHOWN && <Pager first={first} count={rows.length} onChange={setFrom} />}
      <AddButton
        label={props.add}
        disabled={readOnly || rows.length >= most}
        onClick={() => {
          onChange([...rows, fresh(rows.at(-1))]);
          setFrom(Math.floor(rows.length / SHOWN) * SHOWN);
        }}
      />
    </div>
  );
}

function Cell<T extends object>({
  field,
  row,
  onChange,
}: {
  field: Field;
  row: T;
  onChange: (row: T) => void;
}) {
  return (
    <FieldRow
      field={field}
      model={row as Row}
      next={(value) => ({ ...row, [field.name]: value })}
      onCommit={(next) => onChange(next as T)}
      bare
    />
  );
}

function Pager({
  first,
  count,
  onChange,
}: {
  first: number;
  count: number;
  onChange: (from: number) => void;
}) {
  return (
    <div className="row" style={{ marginTop: 6 }}>
      <button
        type="button"
        className="btn small"
        disabled={first === 0}
        onClick={() => onChange(first - SHOWN)}
      >
        {text.forms.back}
      </button>
      <span className="muted small">
        {text.forms.page(number(first + 1, 0), number(Math.min(first + SHOWN, count), 0), number(count, 0))}
      </span>
      <button
        type="button"
        className="btn small"
        disabled={first + SHOWN >= count}
        onClick={() => onChange(first + SHOWN)}
      >
        {text.forms.forward}
      </button>
    </div>
  );
}

function RemoveButton({
  label,
  disabled,
  onClick,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="btn icon small ghost"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <CloseIcon />
    </button>
  );
}

function AddButton({ label, disabled, onClick }: { label?: string; disabled: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="btn small"
      style={{ marginTop: 8, alignSelf: 'flex-start' }}
      disabled={disabled}
      onClick={onClick}
    >
      <PlusIcon /> {label ?? text.forms.add}
    </button>
  );
}

/** Numbers or points, one below the other. */
export function NumberList(props: ControlProps) {
  const { field, value, check, commit, disabled } = props;
  const items = (value as unknown[] | null) ?? [];
  const { label } = wordsOf(field);
  const replaced = (index: number, next: unknown): unknown[] =>
    items.map((old, i) => (i === index ? next : old));
  return (
    <div className="form-row" role="group" aria-label={label}>
      {!field.optional && <Heading {...props} />}
      {items.map((item, index) => (
        <span key={index} className="row">
          <span className="grow">
            <One
              field={field.items!}
              value={item}
              disabled={disabled}
              check={(next) => {
                const fault = faultOf({ ...field.items!, optional: false }, next);
                return fault ? sentenceOf(field, fault) : check(replaced(index, next));
              }}
              onCommit={(next) => commit(replaced(index, next))}
            />
          </span>
          <RemoveButton
            label={text.forms.removeItem(index + 1)}
            disabled={disabled || items.length <= (field.fewest ?? 0)}
            onClick={() => commit(items.filter((_, i) => i !== index))}
          />
        </span>
      ))}
      <AddButton
        disabled={disabled || items.length >= (field.mostItems ?? Infinity)}
        onClick={() => commit([...items, structuredClone(items.at(-1) ?? freshValue(field.items!))])}
      />
    </div>
  );
}

interface OneProps {
  field: Field;
  value: unknown;
  disabled: boolean;
  check: (value: unknown) => string | null;
  onCommit: (value: unknown) => void;
}

function One({ field, value, disabled, check, onCommit }: OneProps) {
  const { startOfDay } = useSurroundings();
  if (field.kind === 'tuple') return <Tuple {...{ field, value, disabled, check, onCommit }} />;
  const { unit, factor, digits, step, clock } = shownAs(field);
  const { label } = wordsOf(field);
  if (clock)
    return (
      <ClockField
        label={label}
        startOfDay={startOfDay}
        value={value as number}
        isEnd={clock === 'end'}
        check={check}
        disabled={disabled}
        onCommit={onCommit}
      />
    );
  return (
    <UnitField
      label={label}
      value={(value as number) * factor}
      unit={unit}
      digits={digits}
      step={step}
      exact
      check={(typed) => check(toDocument(field, typed))}
      disabled={disabled}
      onCommit={(typed) => onCommit(toDocument(field, typed))}
    />
  );
}

const AXES = ['x', 'y', 'z'];

/** Numbers that belong together, such as a point, side by side. */
function Tuple({ field, value, disabled, check, onCommit }: OneProps) {
  const numbers = value as number[];
  const item = field.items!;
  return (
    <span className="pair">
      {numbers.map((one, axis) => (
        <UnitField
          key={axis}
          label={`${wordsOf(field).label} ${AXES[axis] ?? axis + 1}`}
          value={one}
          unit="m"
          step={0.1}
          check={(typed) => {
            const fault = faultOf(item, typed);
            return fault
              ? sentenceOf(item, fault)
              : check(numbers.map((old, i) => (i === axis ? typed : old)));
          }}
          disabled={disabled}
          onCommit={(typed) => onCommit(numbers.map((old, i) => (i === axis ? typed : old)))}
        />
      ))}
    </span>
  );
}

export function TupleRow(props: ControlProps) {
  return (
    <>
      <Heading {...props} />
      <Tuple {...props} onCommit={props.commit} />
    </>
  );
}
