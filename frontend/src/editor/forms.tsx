/** Small pieces that the editor's forms share. */
import { Checkbox, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ScenarioDocument } from '../api/types';
import { UnitField } from '../components/UnitField';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { setSection } from './engine/commands';

/** Writes a section of the document as one entry of the history. */
export function useSection<K extends keyof ScenarioDocument>(
  key: K,
): [ScenarioDocument[K], (value: ScenarioDocument[K], mergeKey?: string) => void, boolean] {
  const { document, readOnly } = useEditor();
  const apply = useEditorState((s) => s.apply);
  const write = (value: ScenarioDocument[K], mergeKey?: string): void => {
    if (!readOnly) apply(text.editor.did.section(key), setSection(document, key, value), mergeKey ?? null);
  };
  return [document[key], write, readOnly];
}

export function FormPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="form-page">
      <div className="form-page-inner">
        <div>
          <h1 className="page-title">{title}</h1>
          <p className="muted">{lead}</p>
        </div>
        {children}
      </div>
    </div>
  );
}

export function FormCard({
  title,
  aside,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="card form-card">
      <div className="spread">
        <h2 className="section-head">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface NumberRowProps {
  label: string;
  value: number;
  onCommit: (value: number) => void;
  unit?: string;
  digits?: number;
  step?: number;
  min?: number;
  max?: number;
  hint?: string;
  disabled?: boolean;
}

export function NumberRow({ hint, ...field }: NumberRowProps) {
  return (
    <div className="form-row">
      <span className="field-label">{field.label}</span>
      <UnitField {...field} />
      {hint && <span className="tiny muted">{hint}</span>}
    </div>
  );
}

interface SelectRowProps<T extends string> {
  label: string;
  value: T;
  /** What each choice is called; the order is that of the list. */
  options: Readonly<Record<T, string>>;
  onCommit: (value: T) => void;
  hint?: string;
  disabled?: boolean;
}

export function SelectRow<T extends string>(props: SelectRowProps<T>) {
  const { label, value, options, onCommit, hint, disabled } = props;
  return (
    <div className="form-row">
      <span className="field-label">{label}</span>
      <Select
        aria-label={label}
        disabled={disabled}
        allowDeselect={false}
        value={value}
        onChange={(chosen) => chosen && onCommit(chosen as T)}
        data={Object.entries<string>(options).map(([key, name]) => ({ value: key, label: name }))}
      />
      {hint && <span className="tiny muted">{hint}</span>}
    </div>
  );
}

interface CheckRowProps {
  label: string;
  checked: boolean;
  onCommit: (checked: boolean) => void;
  disabled?: boolean;
}

export function CheckRow({ label, checked, onCommit, disabled }: CheckRowProps) {
  return (
    <div className="form-row" style={{ justifyContent: 'flex-end' }}>
      <Checkbox
        size="xs"
        label={label}
        disabled={disabled}
        checked={checked}
        onChange={(event) => onCommit(event.currentTarget.checked)}
      />
    </div>
  );
}

interface OptionalNumberRowProps extends Omit<NumberRowProps, 'value' | 'onCommit'> {
  /** What the box says that switches the number on. */
  title: string;
  value: number | null;
  /** The number it begins with. */
  begin: number;
  onCommit: (value: number | null) => void;
}

/** A number that may be left out. */
export function OptionalNumberRow({ title, value, begin, onCommit, ...field }: OptionalNumberRowProps) {
  return (
    <>
      <CheckRow
        label={title}
        checked={value !== null}
        disabled={field.disabled}
        onCommit={(on) => onCommit(on ? begin : null)}
      />
      {value !== null && <NumberRow {...field} value={value} onCommit={onCommit} />}
    </>
  );
}
