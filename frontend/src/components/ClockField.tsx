/** A clock time of the day, kept as seconds from its start. */
import { useState } from 'react';
import { clock, fromClock } from '../format';

interface ClockFieldProps {
  label: string;
  startOfDay: string;
  value: number;
  onCommit: (seconds: number) => void;
  /** True where the end of the day may be meant: 06:00 then is 24 h later. */
  isEnd?: boolean;
  disabled?: boolean;
}

export function ClockField({ label, startOfDay, value, onCommit, isEnd, disabled }: ClockFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const finish = (): void => {
    const seconds = typed === null ? null : fromClock(startOfDay, typed);
    setTyped(null);
    if (seconds === null) return;
    const wanted = isEnd && seconds === 0 ? 86_400 : seconds;
    if (wanted !== value) onCommit(wanted);
  };
  return (
    <span className="unit-field">
      <input
        aria-label={label}
        disabled={disabled}
        value={typed ?? clock(startOfDay, value)}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          event.stopPropagation();
        }}
      />
    </span>
  );
}
