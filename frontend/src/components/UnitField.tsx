/**
 * A number with its unit. What is typed counts when the field is left or Enter is pressed; the arrow
 * keys step. What cannot be is refused with a sentence below the field, and stays typed until it is
 * corrected; Escape takes it back. The value itself is never touched by a refusal.
 */
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { decimal } from '../format';
import { text } from '../text';

interface UnitFieldProps {
  label: string;
  value: number | null;
  onCommit: (value: number) => void;
  /** Given where the field may be left empty. */
  onClear?: () => void;
  /** Why a number cannot be, in a sentence; null where it can. On top of the limits. */
  check?: (value: number) => string | null;
  unit?: string;
  step?: number;
  digits?: number;
  exact?: boolean;
  min?: number;
  max?: number;
  disabled?: boolean;
  changed?: boolean;
  placeholder?: string;
}

/** Both marks are understood in every language; shown is that of the language, without groups. */
const parse = (typed: string): number => Number(typed.trim().replace(',', '.').replace('−', '-'));

/** As many digits as asked for; `exact` gives more where the number would be shown as another one. */
function write(value: number, digits: number, exact: boolean): string {
  const isShort = Math.abs(Number(value.toFixed(digits)) - value) < 10 ** -(digits + 3);
  if (!exact || isShort) return decimal(value, digits);
  return decimal(value, digits + 3).replace(/0+$/, '');
}

const boundOf = (limit: number, unit: string | undefined): string =>
  decimal(limit, 6).replace(/[.,]?0+$/, '') + (unit ? `\u00a0${unit}` : '');

export function UnitField(props: UnitFieldProps) {
  const { label, value, onCommit, onClear, check, unit, step = 1, digits = 2, exact = false } = props;
  const { min = -Infinity, max = Infinity, disabled, changed } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const cancelled = useRef(false);
  const faultId = useId();
  const written = value === null ? '' : write(value, digits, exact);

  const refusal = (wanted: number): string | null => {
    if (!Number.isFinite(wanted)) return text.faults.number;
    if (wanted < min) return text.faults.least(boundOf(min, unit));
    if (wanted > max) return text.faults.most(boundOf(max, unit));
    return check?.(wanted) ?? null;
  };
  const set = (wanted: number): void => {
    const refused = refusal(wanted);
    setFault(refused);
    if (refused) return;
    setTyped(null);
    if (value === null || Math.abs(wanted - value) > 10 ** -(digits + 4)) onCommit(wanted);
  };
  const finish = (): void => {
    const isTyped = !cancelled.current && typed !== null && typed !== written;
    if (isTyped && typed.trim() !== '') set(parse(typed));
    else {
      setTyped(null);
      setFault(null);
      if (isTyped && onClear && value !== null) onClear();
    }
    cancelled.current = false;
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
      const wanted = Number((from + sign * step * (event.shiftKey ? 10 : 1)).toFixed(digits + 2));
      set(Math.min(max, Math.max(min, wanted)));
    } else return;
    event.stopPropagation();
  };
  return (
    <span className="unit-field-box">
      <span className={`unit-field${changed ? ' changed' : ''}${fault ? ' refused' : ''}`}>
        <input
          aria-label={unit ? `${label} (${unit})` : label}
          aria-invalid={fault !== null}
          aria-describedby={fault ? faultId : undefined}
          inputMode="decimal"
          value={typed ?? written}
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
      {fault && (
        <span id={faultId} role="alert" className="field-fault">
          {fault}
        </span>
      )}
    </span>
  );
}
