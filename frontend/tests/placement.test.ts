import { describe, expect, it } from 'vitest';
import type { LayoutEdit, Placement } from '../src/api/types';
import { changes } from '../src/editor/engine/against';
import { clearances } from '../src/editor/engine/clearance';
import { boxOf, normalHeading } from '../src/editor/engine/geometry';
import { applyEdits, outline, restLayout } from '../src/editor/engine/placement';
import { items, part, parts } from './fixtures';

const at = (x_m: number, y_m: number, heading_rad = 0, z_m = 0): Placement => ({
  x_m,
  y_m,
  z_m,
  heading_rad,
});
const laid = (...edits: LayoutEdit[]) => applyEdits(restLayout(parts), edits, items);

describe('placement', () => {
  it('leaves a part that no edit names as the CAD has it', () => {
    const rack = laid().get('rack-1')!;
    expect(rack.state).toBe('unchanged');
    expect(outline(rack)).toEqual(parts[0]!.footprint);
  });

  it('brings the middle of the footprint to the place of a move', () => {
    const rack = laid({ kind: 'move', part_id: 'rack-1', at: at(20, 30) }).get('rack-1')!;
    expect(rack.state).toBe('moved');
    expect(boxOf(outline(rack))).toEqual({ x0: 19, y0: 26, x1: 21, y1: 34 });
  });

  it('turns about the middle, so that a quarter turn swaps length and width', () => {
    const rack = laid({ kind: 'rotate', part_id: 'rack-1', by_rad: Math.PI / 2 }).get('rack-1')!;
    const box = boxOf(outline(rack));
    expect([box.x1 - box.x0, box.y1 - box.y0]).toEqual([expect.closeTo(8, 9), expect.closeTo(2, 9)]);
    expect([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]).toEqual([
      expect.closeTo(5, 9),
      expect.closeTo(10, 9),
    ]);
  });

  it('turns counter-clockwise as seen from above', () => {
    const long = restLayout([part('l', 0, 0, [4, 2, 1])]);
    const turned = applyEdits(long, [{ kind: 'rotate', part_id: 'l', by_rad: Math.PI / 4 }], items).get('l')!;
    const corner = outline(turned)[1]!; // lower right at rest: (2, -1)
    expect(corner).toEqual([expect.closeTo(3 / Math.SQRT2, 9), expect.closeTo(1 / Math.SQRT2, 9)]);
  });

  it('adds rotations up, and four quarters are none', () => {
    const quarter: LayoutEdit = { kind: 'rotate', part_id: 'rack-2', by_rad: Math.PI / 2 };
    const rack = laid(quarter, quarter, quarter, quarter).get('rack-2')!;
    expect(rack.at.heading_rad).toBe(0);
    expect(rack.state).toBe('unchanged');
  });

  it('is unchanged when a part is brought back to exactly where it was', () => {
    const away: LayoutEdit = { kind: 'move', part_id: 'rack-1', at: at(0, 0) };
    const back: LayoutEdit = { kind: 'move', part_id: 'rack-1', at: at(5, 10) };
    expect(laid(away, back).get('rack-1')!.state).toBe('unchanged');
  });

  it('copies the shape at rest of a part, wherever the original has gone', () => {
    const layout = laid(
      { kind: 'move', part_id: 'rack-1', at: at(50, 50, Math.PI / 2) },
      { kind: 'duplicate', part_id: 'rack-1', new_part_id: 'rack-9', at: at(30, 10) },
    );
    expect(boxOf(outline(layout.get('rack-9')!))).toEqual({ x0: 29, y0: 6, x1: 31, y1: 14 });
    expect(layout.get('rack-9')!.state).toBe('added');
  });

  it('keeps a removed part of the CAD as a ghost and forgets a removed addition', () => {
    const layout = laid(
      { kind: 'add', part_id: 'b-1', item: 'pack-bench', name: null, size_m: null, at: at(1, 1) },
      { kind: 'remove', part_id: 'b-1' },
      { kind: 'remove', part_id: 'rack-3' },
    );
    expect(layout.has('b-1')).toBe(false);
    expect(layout.get('rack-3')!.state).toBe('removed');
    expect(layout.get('rack-3')!.at).toEqual(parts[2]!.placement);
  });

  it('leaves edits of unknown parts to the validation', () => {
    expect(() => laid({ kind: 'move', part_id: 'nobody', at: at(1, 1) })).not.toThrow();
  });

  it('keeps headings within half a turn', () => {
    expect(normalHeading(3 * Math.PI)).toBeCloseTo(Math.PI, 9);
    expect(normalHeading(-0)).toBe(0);
    expect(normalHeading(-Math.PI)).toBeCloseTo(Math.PI, 9);
  });
});

describe('against the base', () => {
  it('names what moved, what is new and what is gone', () => {
    const base = laid({ kind: 'move', part_id: 'rack-1', at: at(7, 10) });
    const here = laid(
      { kind: 'move', part_id: 'rack-1', at: at(7, 10) },
      { kind: 'move', part_id: 'rack-2', at: at(11, 10) },
      { kind: 'remove', part_id: 'rack-3' },
      { kind: 'add', part_id: 'b-1', item: 'pack-bench', name: null, size_m: null, at: at(1, 1) },
    );
    expect(Object.fromEntries(changes(here, base))).toEqual({
      'rack-2': 'moved',
      'rack-3': 'removed',
      'b-1': 'added',
    });
  });
});

describe('clearance', () => {
  it('measures the aisle between neighbours, edge to edge', () => {
    const layout = laid();
    const gaps = clearances(layout.get('rack-2')!, layout.get('rack-2')!.at, layout.values());
    expect(gaps.map(({ side, distance }) => [side, distance])).toEqual([
      ['left', 3],
      ['right', 3],
    ]);
  });

  it('follows a place that is only being tried', () => {
    const layout = laid();
    const gaps = clearances(layout.get('rack-2')!, at(9.4, 10), layout.values());
    expect(gaps.find((gap) => gap.side === 'left')!.distance).toBeCloseTo(2.4, 9);
  });
});
