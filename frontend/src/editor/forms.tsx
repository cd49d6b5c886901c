/** Small pieces that the editor's forms share. */
import { Select } from '@mantine/core';
import { useContext, useMemo, useState, type ReactNode } from 'react';
import type { ScenarioDocument } from '../api/types';
import { UnitField } from '../components/UnitField';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { MessagesContext, PointerContext, SurroundingsContext, type Surroundings } from '../fields/context';
import { setSection } from './engine/commands';
import { TAB_OF } from './engine/sections';
import { useFindings } from './useFindings';

/** Writes a section of the document as one entry of the history. */
export function useSection<K extends keyof ScenarioDocument>(
  key: K,
): [ScenarioDocument[K], (value: ScenarioDocument[K], mergeKey?: string) => void, boolean] {
  const { document, readOnly } = useEditor();
  const apply = useEditorState((s) => s.apply);
  const write = (value: ScenarioDocument[K], mergeKey?: string): void => {
    if (!readOnly)
      apply(
        text.editor.did.section(text.editor.tabs[TAB_OF[key]]),
        setSection(document, key, value),
        mergeKey ?? null,
      );
  };
  return [document[key], write, readOnly];
}

/** What fields may refer to, and what the checks say about each: around every form. */
export function FormSurroundings({ children }: { children: ReactNode }) {
  const { findings } = useFindings();
  const surroundings = useSurroundingsOf();
  const messages = useMemo(
    () => new Map([...findings].reverse().map((finding) => [finding.pointer, finding.message])),
    [findings],
  );
  return (
    <SurroundingsContext.Provider value={surroundings}>
      <MessagesContext.Provider value={messages}>{children}</MessagesContext.Provider>
    </SurroundingsContext.Provider>
  );
}

function useSurroundingsOf(): Surroundings {
  const { document, layout, readOnly } = useEditor();
  const { stations } = document;
  const startOfDay = document.experiment.start_of_day;
  return useMemo(() => {
    const parts = [...layout.values()].filter(({ state }) => state !== 'removed');
    return {
      readOnly,
      startOfDay,
      stations: stations.map(({ id }) => ({ value: id, label: id })),
      parts: parts.map(({ id, name }) => ({ value: id, label: name === id ? name : `${name} (${id})` })),
    };
  }, [stations, layout, readOnly, startOfDay]);
}

/** A section of the document: its fields' pointers begin here. */
export function Section({ name, children }: { name: keyof ScenarioDocument; children: ReactNode }) {
  return <PointerContext.Provider value={`/${name}`}>{children}</PointerContext.Provider>;
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

interface FoldedCardProps {
  title: ReactNode;
  /** What is said about it while it is folded. */
  facts: ReactNode;
  aside?: ReactNode;
  /** Whether it begins open; one of many does not. */
  open: boolean;
  children: ReactNode;
}

/** One of many: its fields are there once it is opened, or once somebody wants to see one of them. */
export function FoldedCard({ title, facts, aside, open, children }: FoldedCardProps) {
  const pointer = useContext(PointerContext);
  const wanted = useEditorState((s) => s.wanted);
  const isWanted = wanted?.pointer === pointer || wanted?.pointer.startsWith(`${pointer}/`) === true;
  const [isOpen, setOpen] = useState(open);
  // Folded by hand, it stays so until somebody asks for it again.
  const [doneWith, setDoneWith] = useState<number | null>(null);
  const shown = isOpen || (isWanted && wanted?.serial !== doneWith);
  const toggle = (): void => {
    setOpen(!shown);
    setDoneWith(wanted?.serial ?? null);
  };
  return (
    <section className="card form-card folded" data-pointer={pointer}>
      <div className="spread">
        <button type="button" className="fold" aria-expanded={shown} onClick={toggle}>
          <span className="tree-arrow" aria-hidden="true">
            {shown ? '▾' : '▸'}
          </span>
          <span className="strong">{title}</span>
          <span className="muted small ellipsis">{facts}</span>
        </button>
        {aside}
      </div>
      {shown && children}
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
