/**
 * A number with its unit. What is typed counts when the field is left or Enter is pressed; the arrow
 * keys step. Escape takes back what was typed.
 */
import { useRef, useState, type KeyboardEvent } from 'react';
import { decimal } from '../format';

interface UnitFieldProps {
  label: string;
  value: number | null;
  onCommit: (value: number) => void;
  unit?: string;
  step?: number;
  digits?: number;
  min?: number;
  max?: number;
  disabled?: boolean;
  changed?: boolean;
  placeholder?: string;
}

/** Both marks are understood in every language; shown is that of the language, without groups. */
const parse = (typed: string): number => Number(typed.trim().replace(',', '.').replace('−', '-'));

export function UnitField(props: UnitFieldProps) {
  const {
    label,
    value,
    onCommit,
    unit,
    step = 1,
    digits = 2,
    min = -Infinity,
    max = Infinity,
    disabled,
    changed,
  } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const cancelled = useRef(false);
  const shown = typed ?? (value === null ? '' : decimal(value, digits));

  const set = (wanted: number): void => {
    if (!Number.isFinite(wanted)) return;
    const limited = Math.min(max, Math.max(min, wanted));
    if (value === null || Math.abs(limited - value) > 10 ** -(digits + 1)) onCommit(limited);
  };
  const finish = (): void => {
    const same = value !== null && typed === decimal(value, digits);
    if (!cancelled.current && typed !== null && typed.trim() !== '' && !same) set(parse(typed));
    cancelled.current = false;
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') event.currentTarget.blur();
    else if (event.key === 'Escape') {
      cancelled.current = true;
      event.currentTarget.blur();
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      const sign = event.key === 'ArrowUp' ? 1 : -1;
      const from =
        typed !== null && typed.trim() !== '' && Number.isFinite(parse(typed)) ? parse(typed) : (value ?? 0);
      setTyped(null);
      set(Number((from + sign * step * (event.shiftKey ? 10 : 1)).toFixed(digits + 2)));
    } else return;
    event.stopPropagation();
  };
  return (
    <span className={changed ? 'unit-field changed' : 'unit-field'}>
      <input
        aria-label={unit ? `${label} (${unit})` : label}
        inputMode="decimal"
        value={shown}
        disabled={disabled}
        placeholder={props.placeholder}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={finish}
        onKeyDown={onKeyDown}
      />
      {unit && (
        <span className="unit" aria-hidden="true">
          {unit}
        </span>
      )}
    </span>
  );
}
