/**
 * Copies of parts: taken at one time, put down at another, as often as wanted. A copy remembers how its
 * part was made and what station it had, so that it can be put down when the part itself is gone.
 */
import type { LayoutEdit, Placement, ScenarioDocument, Station, Vec2 } from '../../api/types';
import { freeId, stationId, tidy, withLayout } from './commands';
import type { LayoutPart } from './placement';

type Add = Extract<LayoutEdit, { kind: 'add' }>;

export interface Copied {
  /** The part that was copied, after which the copies are called. */
  id: string;
  at: Placement;
  /** The edit that added it, or the part of the CAD that it shows. */
  made: Add | { kind: 'duplicate'; part_id: string };
  station: Station | null;
}

export interface Copies {
  document: ScenarioDocument;
  ids: string[];
}

/** Takes copies of parts; what was removed is left out. */
export function copy(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  ids: readonly string[],
): Copied[] {
  return ids.flatMap((id): Copied[] => {
    const part = layout.get(id);
    if (!part || part.state === 'removed') return [];
    const made = document.layout.find((edit) => edit.kind === 'add' && edit.part_id === part.source);
    return [
      {
        id,
        at: part.at,
        made:
          made?.kind === 'add'
            ? { ...made, name: made.name ?? part.name }
            : { kind: 'duplicate', part_id: part.source },
        station: document.stations.find((s) => s.part_id === id) ?? null,
      },
    ];
  });
}

/** Puts copies down, shifted; a copied part that had a station gets one of its own. */
export function paste(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  copied: readonly Copied[],
  [dx, dy]: Vec2,
  taken: ReadonlySet<string> = new Set(),
): Copies {
  let edits = document.layout;
  const stations: Station[] = [];
  const made: string[] = [];
  for (const one of copied) {
    const id = freeId(layout, one.id.replace(/-\d+$/, ''), new Set([...taken, ...made]));
    const at = tidy({ ...one.at, x_m: one.at.x_m + dx, y_m: one.at.y_m + dy });
    edits = put(edits, one.made, id, at);
    made.push(id);
    if (one.station)
      stations.push({
        ...one.station,
        id: stationId([...document.stations, ...stations], id),
        part_id: id,
        at: null, // beside the copy, not where the original is
      });
  }
  if (made.length === 0) return { document, ids: [] };
  const next = withLayout(document, edits);
  return {
    document: stations.length ? { ...next, stations: [...document.stations, ...stations] } : next,
    ids: made,
  };
}

/** A part of the CAD that was removed can only be copied before that: edits apply in order. */
function put(edits: LayoutEdit[], made: Copied['made'], id: string, at: Placement): LayoutEdit[] {
  if (made.kind === 'add') {
    return [...edits, { ...made, part_id: id, name: `${made.name} copy`.slice(0, 120), at }];
  }
  const edit: LayoutEdit = { kind: 'duplicate', part_id: made.part_id, new_part_id: id, at };
  const removal = edits.findIndex((other) => other.kind === 'remove' && other.part_id === made.part_id);
  return removal < 0 ? [...edits, edit] : [...edits.slice(0, removal), edit, ...edits.slice(removal)];
}

/** Copies parts to a place beside them. */
export const duplicate = (
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  ids: readonly string[],
  offset: Vec2,
): Copies => paste(document, layout, copy(document, layout, ids), offset);

const MOST_COPIES = 200;

/** Copies along a line, `step` apart, as one gesture. */
export function array(
  document: ScenarioDocument,
  layout: ReadonlyMap<string, LayoutPart>,
  ids: readonly string[],
  count: number,
  [dx, dy]: Vec2,
): Copies {
  const copied = copy(document, layout, ids);
  let next = document;
  const made: string[] = [];
  for (let n = 1; n <= Math.min(count, MOST_COPIES); n++) {
    const one = paste(next, layout, copied, [dx * n, dy * n], new Set(made));
    next = one.document;
    made.push(...one.ids);
  }
  return { document: next, ids: made };
}
