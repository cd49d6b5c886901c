import { describe, expect, it } from 'vitest';
import { boxOf } from '../src/editor/engine/geometry';
import { applyEdits, outline, restLayout } from '../src/editor/engine/placement';
import {
  addRacks,
  faultOf,
  inTheWay,
  rowOutlines,
  rowSize,
  rowsOf,
  usualField,
  type RackField,
} from '../src/editor/engine/racks';
import { createEditorStore } from '../src/editor/store';
import { text } from '../src/text';
import { emptyDocument, items, part, parts, rack } from './fixtures';

const rest = restLayout(parts);
const field = (change: Partial<RackField> = {}): RackField => ({
  item: 'pallet-rack',
  bays: 5,
  rows: 3,
  levels: 4,
  depth_m: 1.1,
  aisle_m: 3.2,
  heading_rad: 0,
  at: [50, 40],
  ...change,
});
const HALL = [0, 0, 100, 80] as const;

describe('a field of racks', () => {
  it('is as long, deep and high as its bays, depth and levels', () => {
    expect(rowSize(field())).toEqual([14, 1.1, 6.8]);
    expect(rowSize(field({ item: 'shelf', levels: 2, depth_m: 0.6 }))).toEqual([6.5, 0.6, 1]);
  });

  it('stands around its middle with the aisle between each two rows', () => {
    const boxes = rowOutlines(field()).map(boxOf);
    expect(boxes.map(({ y0, y1 }) => [y0, y1].map((y) => Number(y.toFixed(6))))).toEqual([
      [35.15, 36.25],
      [39.45, 40.55],
      [43.75, 44.85],
    ]);
    for (const { x0, x1 } of boxes) expect([x0, x1]).toEqual([43, 57]);
  });

  it('turns as a whole', () => {
    const [first, , last] = rowsOf(field({ heading_rad: Math.PI / 2 }));
    expect([first!.x_m, first!.y_m]).toEqual([expect.closeTo(54.3, 9), expect.closeTo(40, 9)]);
    expect([last!.x_m, last!.y_m]).toEqual([expect.closeTo(45.7, 9), expect.closeTo(40, 9)]);
    const turned = rowOutlines(field({ heading_rad: 0.3 })).flat();
    const middle = [0, 1].map((axis) => turned.reduce((sum, p) => sum + p[axis]!, 0) / turned.length);
    expect(middle).toEqual([expect.closeTo(50, 9), expect.closeTo(40, 9)]);
  });
});

describe('building it', () => {
  it('makes one addition a row, which stands where the plan showed it', () => {
    const { document, ids } = addRacks(emptyDocument(), rest, field(), rack);
    expect(ids).toEqual(['pallet-rack-1', 'pallet-rack-2', 'pallet-rack-3']);
    expect(document.layout[0]).toEqual({
      kind: 'add',
      part_id: 'pallet-rack-1',
      item: 'pallet-rack',
      name: 'Pallet rack 1',
      at: { x_m: 50, y_m: 35.7, z_m: 0, heading_rad: 0 },
      size_m: [14, 1.1, 6.8],
    });
    const layout = applyEdits(rest, document.layout, items);
    const shown = rowOutlines(field()).map(boxOf);
    ids.forEach((id, k) => {
      const built = boxOf(outline(layout.get(id)!));
      for (const edge of ['x0', 'y0', 'x1', 'y1'] as const)
        expect(built[edge]).toBeCloseTo(shown[k]![edge], 3);
    });
  });

  it('is one step, and undoing it gives the very same document', () => {
    const start = emptyDocument();
    const store = createEditorStore(start);
    store.getState().setRacks(field());
    expect(store.getState().history.present).toBe(start); // what is drawn up is not in the document
    store.getState().apply('racks', addRacks(start, rest, field({ rows: 40 }), rack).document);
    expect(store.getState().history.past).toHaveLength(1);
    store.getState().undo();
    expect(store.getState().history.present).toBe(start);
  });

  it('never takes an identifier twice', () => {
    const once = addRacks(emptyDocument(), rest, field(), rack);
    const layout = applyEdits(rest, once.document.layout, items);
    const twice = addRacks(once.document, layout, field({ at: [50, 60] }), rack);
    expect(new Set([...once.ids, ...twice.ids]).size).toBe(6);
  });
});

describe('impossible numbers', () => {
  it.each([
    ['bays', { bays: 0 }],
    ['bays', { bays: 2.5 }],
    ['rows', { rows: 0 }],
    ['rows', { rows: 101 }],
    ['levels', { levels: 0 }],
    ['levels', { levels: 26 }],
    ['levels', { item: 'shelf', levels: 1 }],
    ['depth', { depth_m: 0.2 }],
    ['depth', { depth_m: NaN }],
    ['aisle', { aisle_m: 0.8 }],
    ['aisle', { aisle_m: -3 }],
    ['tooLong', { bays: 72 }],
    ['outside', { at: [5, 40] }],
    ['outside', { rows: 30 }],
    ['outside', { bays: 30, heading_rad: Math.PI / 2 }],
  ] as [keyof typeof text.racks.faults, Partial<RackField>][])('%s: %o is refused', (fault, change) => {
    expect(faultOf(field(change), HALL)).toBe(fault);
  });

  it('lets pass what can be built: a single row needs no aisle, and rows may end at the walls', () => {
    expect(faultOf(field(), HALL)).toBeNull();
    expect(faultOf(field({ rows: 1, aisle_m: 0 }), HALL)).toBeNull();
    expect(faultOf(field({ at: [7, 40] }), HALL)).toBeNull();
  });
});

it('names what is in the way, but not the building around it', () => {
  const shell = { ...part('hall', 50, 40, [100, 80, 8]), part_class: 'wall' as const };
  const layout = restLayout([...parts, shell]);
  expect(inTheWay(usualField('pallet-rack', [12, 10]), layout.values())).toEqual(['RACK-2', 'RACK-3']);
  expect(inTheWay(usualField('pallet-rack', [50, 40]), layout.values())).toEqual([]);
});
