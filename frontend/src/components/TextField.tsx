/** A short text that counts when the field is left or Enter is pressed; refused with a sentence below it. */
import { useId, useRef, useState } from 'react';

interface TextFieldProps {
  label: string;
  value: string;
  onCommit: (value: string) => void;
  check?: (value: string) => string | null;
  disabled?: boolean;
  placeholder?: string;
}

export function TextField({ label, value, onCommit, check, disabled, placeholder }: TextFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const cancelled = useRef(false);
  const faultId = useId();
  const finish = (): void => {
    const wanted = typed?.trim();
    const isTyped = !cancelled.current && wanted !== undefined && wanted !== value;
    cancelled.current = false;
    const refused = isTyped ? (check?.(wanted) ?? null) : null;
    setFault(refused);
    if (refused) return;
    setTyped(null);
    if (isTyped) onCommit(wanted);
  };
  return (
    <span className="unit-field-box">
      <span className={fault ? 'unit-field refused' : 'unit-field'}>
        <input
          aria-label={label}
          aria-invalid={fault !== null}
          aria-describedby={fault ? faultId : undefined}
          disabled={disabled}
          placeholder={placeholder}
          value={typed ?? value}
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
