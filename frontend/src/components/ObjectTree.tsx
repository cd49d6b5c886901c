/** The parts of a layout grouped by class. Arrow keys walk the tree; Enter or Space choose. */
import { TextInput } from '@mantine/core';
import { useMemo, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { PART_CLASSES, type PartClass } from '../api/types';
import type { Change } from '../editor/engine/against';
import type { LayoutPart } from '../editor/engine/placement';
import { number } from '../format';
import { text } from '../text';
import { locale } from '../text/language';

interface ObjectTreeProps {
  parts: Iterable<LayoutPart>;
  changes?: ReadonlyMap<string, Change>;
  color?: string;
  selection: readonly string[];
  onSelect: (id: string, additive: boolean) => void;
}

const NOTHING: ReadonlyMap<string, Change> = new Map();
const inOrder = new Intl.Collator(locale, { numeric: true });
const SEARCHABLE = 12;

export function ObjectTree({ parts, changes = NOTHING, color, selection, onSelect }: ObjectTreeProps) {
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<PartClass>>(
    () => new Set(PART_CLASSES.filter((c) => c !== 'rack')),
  );
  const all = useMemo(() => [...parts], [parts]);
  const groups = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    const by = new Map<PartClass, LayoutPart[]>();
    for (const part of all) {
      if (wanted && !part.name.toLowerCase().includes(wanted) && !part.id.toLowerCase().includes(wanted))
        continue;
      by.set(part.partClass, [...(by.get(part.partClass) ?? []), part]);
    }
    for (const list of by.values()) {
      list.sort(
        (a, b) => Number(changes.has(b.id)) - Number(changes.has(a.id)) || inOrder.compare(a.name, b.name),
      );
    }
    return PART_CLASSES.filter((c) => by.has(c)).map((c) => [c, by.get(c)!] as const);
  }, [all, query, changes]);

  const isOpen = (c: PartClass): boolean => query !== '' || !closed.has(c);
  const toggle = (c: PartClass): void => {
    const next = new Set(closed);
    if (!next.delete(c)) next.add(c);
    setClosed(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')];
    const index = items.indexOf(document.activeElement as HTMLElement);
    const group = (document.activeElement as HTMLElement | null)?.dataset.group as PartClass | undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      items[Math.max(0, Math.min(items.length - 1, index + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
    } else if (group && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      if (isOpen(group) !== (event.key === 'ArrowRight')) toggle(group);
    } else if (event.key === 'Home') items[0]?.focus();
    else if (event.key === 'End') items.at(-1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="tree" aria-label={text.editor.objects}>
      <div className="spread panel-head">
        <h2 className="section-head">{text.editor.objects}</h2>
        <span className="section-head">{number(all.length, 0)}</span>
      </div>
      {all.length > SEARCHABLE && (
        <div className="tree-filter">
          <TextInput
            aria-label={text.editor.filter}
            placeholder={text.editor.filter}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
      )}
      {groups.length === 0 && query && <p className="muted small tree-none">{text.editor.nothingFound}</p>}
      <div
        role="tree"
        aria-label={text.editor.objects}
        aria-multiselectable="true"
        onKeyDown={onKeyDown}
        className="tree-body scroll"
      >
        {groups.map(([partClass, list], index) => (
          <div key={partClass} role="none">
            <div
              role="treeitem"
              aria-selected={false}
              aria-expanded={isOpen(partClass)}
              tabIndex={index === 0 ? 0 : -1}
              data-group={partClass}
              className="tree-row tree-group"
              onClick={() => toggle(partClass)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' || event.key === ' ') {
                  event.preventDefault();
                  toggle(partClass);
                }
              }}
            >
              <span className="tree-arrow" aria-hidden="true">
                {isOpen(partClass) ? '▾' : '▸'}
              </span>
              <span className="grow">{text.classes[partClass]}</span>
              <span className="muted tiny">{number(list.length, 0)}</span>
            </div>
            {isOpen(partClass) && (
              <div role="group" aria-label={text.classes[partClass]}>
                {list.map((part) => (
                  <Row
                    key={part.id}
                    part={part}
                    change={changes.get(part.id) ?? 'unchanged'}
                    color={color}
                    selected={selection.includes(part.id)}
                    onSelect={onSelect}
                  />
                ))}
              </div>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

interface RowProps {
  part: LayoutPart;
  change: Change;
  color?: string;
  selected: boolean;
  onSelect: (id: string, additive: boolean) => void;
}

function Row({ part, change, color, selected, onSelect }: RowProps) {
  const choose = (event: MouseEvent | KeyboardEvent): void =>
    onSelect(part.id, event.shiftKey || event.ctrlKey || event.metaKey);
  return (
    <div
      role="treeitem"
      aria-selected={selected}
      tabIndex={-1}
      data-testid={`object-${part.id}`}
      className={`tree-row tree-leaf${selected ? ' selected' : ''}${change === 'removed' ? ' gone' : ''}`}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          choose(event);
        }
      }}
    >
      {change !== 'unchanged' && <span className="swatch" style={{ background: color }} />}
      <span className="grow ellipsis from-end" title={part.name}>
        <bdi>{part.name}</bdi>
      </span>
      <span className="muted tiny">{text.editor.state[change]}</span>
    </div>
  );
}
