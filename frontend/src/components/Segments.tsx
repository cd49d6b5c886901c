/** A row of choices of which one is on: tabs, or a switch between views. Arrow keys move along it. */
import type { KeyboardEvent } from 'react';

interface SegmentsProps<T extends string> {
  label: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onChange: (value: T) => void;
  role?: 'tablist' | 'group';
  floating?: boolean;
}

export function Segments<T extends string>({
  label,
  options,
  value,
  onChange,
  role = 'tablist',
  floating,
}: SegmentsProps<T>) {
  const tabs = role === 'tablist';
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const index = options.findIndex(([key]) => key === value);
    const next = (index + step + options.length) % options.length;
    onChange(options[next]![0]);
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div
      className={floating ? 'segments floating' : 'segments'}
      role={role}
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {options.map(([key, name]) => (
        <button
          key={key}
          type="button"
          role={tabs ? 'tab' : undefined}
          aria-selected={tabs ? key === value : undefined}
          aria-pressed={tabs ? undefined : key === value}
          tabIndex={key === value ? 0 : -1}
          onClick={() => onChange(key)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
