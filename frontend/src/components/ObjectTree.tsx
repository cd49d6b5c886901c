/** The parts of a layout grouped by class. Arrow keys walk the tree; Enter or Space choose. */
import { TextInput } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { PART_CLASSES, type PartClass } from '../api/types';
import type { Change } from '../editor/engine/against';
import type { LayoutPart } from '../editor/engine/placement';
import { number } from '../format';
import { text } from '../text';
import { locale } from '../text/language';
import { TreeRows, type TreeEntry } from './TreeRows';

interface ObjectTreeProps {
  layout: ReadonlyMap<string, LayoutPart>;
  changes?: ReadonlyMap<string, Change>;
  color?: string;
  selection: readonly string[];
  onSelect: (id: string, additive: boolean) => void;
  /** What else can be chosen, each under a head of its own. */
  zones?: readonly TreeEntry[];
  conveyors?: readonly TreeEntry[];
}

type Group = PartClass | 'zones' | 'conveyors';

const GROUPS: readonly Group[] = ['zones', 'conveyors', ...PART_CLASSES];
const TITLES: Readonly<Record<Group, string>> = {
  ...text.classes,
  zones: text.zones.title,
  conveyors: text.conveyors.title,
};
const NONE: readonly TreeEntry[] = [];
const NOTHING: ReadonlyMap<string, Change> = new Map();
const inOrder = new Intl.Collator(locale, { numeric: true });
const SEARCHABLE = 12;

export function ObjectTree({
  layout,
  changes = NOTHING,
  color,
  selection,
  onSelect,
  zones = NONE,
  conveyors = NONE,
}: ObjectTreeProps) {
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<Group>>(
    () => new Set(PART_CLASSES.filter((c) => c !== 'rack')),
  );
  const latest = useRef(onSelect);
  useEffect(() => {
    latest.current = onSelect;
  });
  // The same function for as long as the tree is there, so that a row redraws only when it changes.
  const pick = useCallback((id: string, additive: boolean) => latest.current(id, additive), []);
  const all = useMemo(() => [...layout.values()], [layout]);
  const groups = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    const isWanted = ({ name, key }: TreeEntry): boolean =>
      name.toLowerCase().includes(wanted) || key.toLowerCase().includes(wanted);
    const by = new Map<Group, TreeEntry[]>();
    const add = (group: Group, entry: TreeEntry): void => {
      if (!isWanted(entry)) return;
      const list = by.get(group);
      if (list) list.push(entry);
      else by.set(group, [entry]);
    };
    for (const zone of zones) add('zones', zone);
    for (const belt of conveyors) add('conveyors', belt);
    for (const { id, name, partClass } of all) {
      const change = changes.get(id) ?? 'unchanged';
      add(partClass, { key: id, name, change, word: text.editor.state[change] });
    }
    const isChanged = (entry: TreeEntry): number => Number(entry.change !== 'unchanged');
    for (const list of by.values())
      list.sort((a, b) => isChanged(b) - isChanged(a) || inOrder.compare(a.name, b.name));
    return GROUPS.filter((group) => by.has(group)).map((group) => [group, by.get(group)!] as const);
  }, [all, zones, conveyors, query, changes]);

  const chosen = useMemo(() => new Set(selection), [selection]);
  const isOpen = (c: Group): boolean => query !== '' || !closed.has(c);
  const toggle = (c: Group): void => {
    const next = new Set(closed);
    if (!next.delete(c)) next.add(c);
    setClosed(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')];
    const index = items.indexOf(document.activeElement as HTMLElement);
    const group = (document.activeElement as HTMLElement | null)?.dataset.group as Group | undefined;
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
        <span className="section-head">{number(all.length + zones.length + conveyors.length, 0)}</span>
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
        {groups.map(([group, list], index) => (
          <div key={group} role="none">
            <div
              role="treeitem"
              aria-selected={false}
              aria-expanded={isOpen(group)}
              tabIndex={index === 0 ? 0 : -1}
              data-group={group}
              className="tree-row tree-group"
              onClick={() => toggle(group)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' || event.key === ' ') {
                  event.preventDefault();
                  toggle(group);
                }
              }}
            >
              <span className="tree-arrow" aria-hidden="true">
                {isOpen(group) ? '▾' : '▸'}
              </span>
              <span className="grow">{TITLES[group]}</span>
              <span className="muted tiny">{number(list.length, 0)}</span>
            </div>
            {isOpen(group) && (
              <div role="group" aria-label={TITLES[group]}>
                <TreeRows list={list} color={color} selected={chosen} onSelect={pick} />
              </div>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
