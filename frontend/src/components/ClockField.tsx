/** A clock time of the day, kept as seconds from its start. What is no time is refused below the field. */
import { useId, useRef, useState } from 'react';
import { clock, fromClock } from '../format';
import { text } from '../text';

interface ClockFieldProps {
  label: string;
  startOfDay: string;
  value: number;
  onCommit: (seconds: number) => void;
  /** Why a time cannot be, in a sentence; null where it can. */
  check?: (seconds: number) => string | null;
  /** True where the end of the day may be meant: 06:00 then is 24 h later. */
  isEnd?: boolean;
  disabled?: boolean;
}

export function ClockField({ label, startOfDay, value, onCommit, check, isEnd, disabled }: ClockFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const cancelled = useRef(false);
  const faultId = useId();
  const reset = (): void => {
    setTyped(null);
    setFault(null);
    cancelled.current = false;
  };
  const finish = (): void => {
    if (cancelled.current || typed === null || typed === clock(startOfDay, value)) return reset();
    const seconds = fromClock(startOfDay, typed);
    const wanted = isEnd && seconds === 0 ? 86_400 : seconds;
    const refused = wanted === null ? text.faults.clock : (check?.(wanted) ?? null);
    if (refused || wanted === null) return setFault(refused);
    reset();
    if (wanted !== value) onCommit(wanted);
  };
  return (
    <span className="unit-field-box">
      <span className={fault ? 'unit-field refused' : 'unit-field'}>
        <input
          aria-label={label}
          aria-invalid={fault !== null}
          aria-describedby={fault ? faultId : undefined}
          disabled={disabled}
          value={typed ?? clock(startOfDay, value)}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === 'Escape') cancelled.current = true;
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
            event.stopPropagation();
          }}
        />
      </span>
      {fault && (
        <span id={faultId} role="alert" className="field-fault">
          {fault}
        </span>
      )}
    </span>
  );
}
