/** The parts of a layout as plan symbols, in metres. Each redraws only when it changes. */
import { memo, useMemo, type CSSProperties } from 'react';
import type { PartClass, Placement, Vec2 } from '../api/types';
import type { Change } from '../editor/engine/against';
import { boxOf } from '../editor/engine/geometry';
import type { LayoutPart } from '../editor/engine/placement';

const HIDDEN = new Set<PartClass>(['floor', 'ceiling', 'lamp']);
const ORDER: PartClass[] = [
  'marking',
  'wall',
  'column',
  'door',
  'conveyor',
  'rack',
  'desk',
  'charger',
  'barrier',
  'clutter',
  'vehicle',
  'person',
];
const rank = (part: LayoutPart): number => ORDER.indexOf(part.partClass);

const pathOf = (ring: Vec2[]): string =>
  `M${ring.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join('L')}Z`;

/** Uprights and the diagonal of a stored load, one per square of the rack's outline. */
function rackLines(shape: Vec2[]): string {
  const { x0, y0, x1, y1 } = boxOf(shape);
  const [w, h] = [x1 - x0, y1 - y0];
  const along = w >= h;
  const cells = Math.min(40, Math.max(1, Math.round(along ? w / h : h / w)));
  let d = '';
  for (let i = 0; i < cells; i++) {
    const [a, b] = [i / cells, (i + 1) / cells];
    if (along) d += `M${x0 + a * w} ${y0}V${y1}M${x0 + a * w} ${y1}L${x0 + b * w} ${y0}`;
    else d += `M${x0} ${y0 + a * h}H${x1}M${x0} ${y0 + b * h}L${x1} ${y0 + a * h}`;
  }
  return d;
}

/** A wall as wide as a room is a shell around one: its ring is the outside, what it encloses is floor. */
const ROOM_M = 2;
function isShell(part: LayoutPart): boolean {
  if (part.partClass !== 'wall') return false;
  const { x0, y0, x1, y1 } = boxOf(part.shape);
  return Math.min(x1 - x0, y1 - y0) > ROOM_M;
}

const turnOf = (at: Placement): string =>
  `translate(${at.x_m} ${at.y_m}) rotate(${((at.heading_rad * 180) / Math.PI).toFixed(4)})`;

interface PartShapeProps {
  part: LayoutPart;
  at: Placement;
  change: Change;
}

const PartShape = memo(function PartShape({ part, at, change }: PartShapeProps) {
  const changed = change !== 'unchanged';
  return (
    <g
      data-part-id={part.id}
      data-change={change}
      className={`part part-${part.partClass}${isShell(part) ? ' part-shell' : ''}${changed ? ' part-changed' : ''}`}
      transform={turnOf(at)}
    >
      <title>{part.name}</title>
      <path d={pathOf(part.shape)} className="part-shape" />
      {part.partClass === 'rack' && <path d={rackLines(part.shape)} className="part-lines" />}
    </g>
  );
});

export const Ghost = memo(function Ghost({ part, at }: { part: LayoutPart; at: Placement }) {
  return (
    <path d={pathOf(part.shape)} transform={turnOf(at)} className="part-ghost" data-ghost-of={part.id} />
  );
});

interface PartsLayerProps {
  layout: ReadonlyMap<string, LayoutPart>;
  changes?: ReadonlyMap<string, Change>;
  preview?: ReadonlyMap<string, Placement> | null;
  /** The variant's colour, which changed parts wear. */
  color?: string;
}

const NOTHING: ReadonlyMap<string, Change> = new Map();
const NO_ONE: readonly string[] = [];

/** What stays where it is while something is dragged: drawn anew only when the layout changes, or who moves. */
const Still = memo(function Still({
  parts,
  changes,
  moving,
}: {
  parts: readonly LayoutPart[];
  changes: ReadonlyMap<string, Change>;
  moving: readonly string[];
}) {
  const away = new Set(moving);
  return parts.map((part) =>
    away.has(part.id) ? null : (
      <PartShape key={part.id} part={part} at={part.at} change={changes.get(part.id) ?? 'unchanged'} />
    ),
  );
});

export const PartsLayer = memo(function PartsLayer({
  layout,
  changes = NOTHING,
  preview,
  color,
}: PartsLayerProps) {
  const drawn = useMemo(
    () =>
      [...layout.values()]
        .filter((part) => !HIDDEN.has(part.partClass) && part.state !== 'removed')
        .sort((a, b) => rank(a) - rank(b)),
    [layout],
  );
  const key = preview ? [...preview.keys()].join('\n') : '';
  const moving = useMemo(() => (key ? key.split('\n') : NO_ONE), [key]);
  const moved = moving.length ? drawn.filter((part) => preview?.has(part.id)) : [];
  return (
    <g style={{ '--changed': color } as CSSProperties}>
      <Still parts={drawn} changes={changes} moving={moving} />
      {moved.map((part) => (
        <PartShape
          key={part.id}
          part={part}
          at={preview?.get(part.id) ?? part.at}
          change={changes.get(part.id) ?? 'moved'}
        />
      ))}
    </g>
  );
});
