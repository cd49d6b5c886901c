/** Small pieces that the editor's forms share. */
import type { ReactNode } from 'react';
import type { ScenarioDocument } from '../api/types';
import { UnitField } from '../components/UnitField';
import { text } from '../text/en';
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
