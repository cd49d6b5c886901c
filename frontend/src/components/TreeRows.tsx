/**
 * The rows of an open group of a tree. Rows are of one height and come in blocks; a block out of sight is only
 * as high as its rows would be, so that a list of thousands costs no more than what is looked at. The first,
 * the last and whichever has the focus are always there, so that the keys find them.
 */
import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';

/** A row of the tree, chosen by its key. */
export interface TreeEntry {
  key: string;
  name: string;
  change: string;
  /** What the change is called. */
  word: string;
}

const BLOCK = 60;
/** As `.tree-row` has it. */
const ROW_PX = 26;
/** Rows this far out of sight are there already when they are scrolled to. */
const AHEAD_PX = 800;

interface TreeRowsProps {
  list: readonly TreeEntry[];
  color?: string;
  selected: ReadonlySet<string>;
  onSelect: (id: string, additive: boolean) => void;
}

export function TreeRows({ list, ...rest }: TreeRowsProps) {
  const blocks = useMemo(
    () =>
      Array.from({ length: Math.ceil(list.length / BLOCK) }, (_, k) =>
        list.slice(k * BLOCK, (k + 1) * BLOCK),
      ),
    [list],
  );
  return blocks.map((rows, k) => (
    <Block
      key={k}
      rows={rows}
      first={k * BLOCK}
      count={list.length}
      isAlways={k === 0 || k === blocks.length - 1}
      {...rest}
    />
  ));
}

interface BlockProps extends Omit<TreeRowsProps, 'list'> {
  rows: readonly TreeEntry[];
  first: number;
  count: number;
  isAlways: boolean;
}

function Block({ rows, first, count, isAlways, color, selected, onSelect }: BlockProps) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const block = place.current;
    if (isAlways || !block) return;
    const observer = new IntersectionObserver(
      ([entry]) => setNear(entry!.isIntersecting || block.contains(document.activeElement)),
      { root: block.closest('[role=tree]'), rootMargin: `${AHEAD_PX}px 0px` },
    );
    observer.observe(block);
    return () => observer.disconnect();
  }, [isAlways]);
  return (
    <div ref={place} role="none" style={{ minHeight: rows.length * ROW_PX }}>
      {(isAlways || isNear) &&
        rows.map((entry, k) => (
          <Row
            key={entry.key}
            entry={entry}
            place={first + k + 1}
            count={count}
            color={color}
            selected={selected.has(entry.key)}
            onSelect={onSelect}
          />
        ))}
    </div>
  );
}

interface RowProps {
  entry: TreeEntry;
  place: number;
  count: number;
  color?: string;
  selected: boolean;
  onSelect: (id: string, additive: boolean) => void;
}

const Row = memo(function Row({ entry, place, count, color, selected, onSelect }: RowProps) {
  const { key, name, change, word } = entry;
  const choose = (event: MouseEvent | KeyboardEvent): void =>
    onSelect(key, event.shiftKey || event.ctrlKey || event.metaKey);
  return (
    <div
      role="treeitem"
      aria-selected={selected}
      aria-posinset={place}
      aria-setsize={count}
      tabIndex={-1}
      data-testid={`object-${key}`}
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
      <span className="grow ellipsis from-end" title={name}>
        <bdi>{name}</bdi>
      </span>
      <span className="muted tiny">{word}</span>
    </div>
  );
});
