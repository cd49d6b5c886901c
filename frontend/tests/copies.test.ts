import { describe, expect, it } from 'vitest';
import type { ScenarioDocument } from '../src/api/types';
import * as commands from '../src/editor/engine/commands';
import { array, copy, paste } from '../src/editor/engine/copies';
import { idsIn } from '../src/editor/engine/marquee';
import { applyEdits, restLayout } from '../src/editor/engine/placement';
import { createEditorStore } from '../src/editor/store';
import { bench, emptyDocument, items, part, parts } from './fixtures';

const rest = restLayout(parts);
const layoutOf = (document: ScenarioDocument) => applyEdits(rest, document.layout, items);
const at = (x_m: number, y_m: number) => ({ x_m, y_m, z_m: 0, heading_rad: 0 });

describe('copy and paste', () => {
  it('puts down the same arrangement elsewhere', () => {
    const d = emptyDocument();
    const { document, ids } = paste(d, rest, copy(d, rest, ['rack-1', 'rack-3']), [0, 20]);
    const layout = layoutOf(document);
    expect(ids.map((id) => layout.get(id)!.at)).toEqual([at(5, 30), at(15, 30)]);
    expect(ids.map((id) => layout.get(id)!.size)).toEqual([parts[0]!.size_m, parts[2]!.size_m]);
  });

  it('pastes a part of the CAD that was cut: the copy is made before the removal', () => {
    const d = emptyDocument();
    const held = copy(d, rest, ['rack-1']);
    const cut = commands.remove(d, rest, ['rack-1']);
    const { document, ids } = paste(cut, layoutOf(cut), held, [0, 0]);
    expect(document.layout.map((edit) => edit.kind)).toEqual(['duplicate', 'remove']);
    expect(layoutOf(document).get(ids[0]!)).toMatchObject({ at: at(5, 10), state: 'added' });
    expect(layoutOf(document).get('rack-1')!.state).toBe('removed');
  });

  it('pastes a bench that was cut, with the station that it had', () => {
    const placed = commands.add(emptyDocument(), rest, bench, at(2, 2));
    const layout = layoutOf(placed.document);
    const held = copy(placed.document, layout, [placed.id]);
    const cut = commands.remove(placed.document, layout, [placed.id]);
    expect(cut).toEqual(emptyDocument());
    const { document, ids } = paste(cut, layoutOf(cut), held, [3, 0]);
    expect(layoutOf(document).get(ids[0]!)).toMatchObject({ at: at(5, 2), item: 'pack-bench' });
    expect(document.stations).toMatchObject([{ kind: 'pack', part_id: ids[0] }]);
  });

  it('pastes again and again under new identifiers, each undone by itself', () => {
    const start = emptyDocument();
    const store = createEditorStore(start);
    const held = copy(start, rest, ['rack-1', 'rack-2']);
    const made = [1, 2, 3].flatMap((n) => {
      const d = store.getState().history.present;
      const one = paste(d, layoutOf(d), held, [0, 9 * n]);
      store.getState().apply('paste', one.document);
      return one.ids;
    });
    expect(new Set(made).size).toBe(6);
    for (const left of [4, 2, 0]) {
      store.getState().undo();
      expect(store.getState().history.present.layout).toHaveLength(left);
    }
    expect(store.getState().history.present).toBe(start);
  });

  it('changes nothing where nothing was copied', () => {
    const d = commands.remove(emptyDocument(), rest, ['rack-1']);
    expect(copy(d, layoutOf(d), ['rack-1', 'nobody'])).toEqual([]);
    expect(paste(d, layoutOf(d), [], [1, 1]).document).toBe(d);
  });
});

describe('an array', () => {
  it('stands along a line, slanting if wanted, each a step from the one before', () => {
    const d = emptyDocument();
    const { document, ids } = array(d, rest, ['rack-1', 'rack-2'], 3, [0.5, 9]);
    const places = ids.map((id) => layoutOf(document).get(id)!.at);
    expect(places.filter((_, k) => k % 2 === 0)).toEqual([at(5.5, 19), at(6, 28), at(6.5, 37)]);
    expect(places.filter((_, k) => k % 2 === 1)).toEqual([at(10.5, 19), at(11, 28), at(11.5, 37)]);
  });
});

describe('a box in the plan', () => {
  const wall = { ...part('wall', 10, 10, [20, 20, 5]), part_class: 'wall' as const };
  const layout = restLayout([...parts, wall]);

  it('chooses what it touches, whole or in part, but not the building', () => {
    expect(idsIn(layout.values(), { x0: 3, y0: 0, x1: 9.5, y1: 8 })).toEqual(['rack-1', 'rack-2']);
    expect(idsIn(layout.values(), { x0: 6.5, y0: 0, x1: 8.5, y1: 20 })).toEqual([]);
  });

  it('goes by where a part stands now, and passes by what was removed', () => {
    let d = commands.place(emptyDocument(), rest, new Map([['rack-1', at(60, 60)]]));
    d = commands.remove(d, layoutOf(d), ['rack-2']);
    expect(idsIn(layoutOf(d).values(), { x0: 0, y0: 0, x1: 100, y1: 100 })).toEqual(['rack-1', 'rack-3']);
    expect(idsIn(layoutOf(d).values(), { x0: 0, y0: 0, x1: 12, y1: 20 })).toEqual([]);
  });
});
