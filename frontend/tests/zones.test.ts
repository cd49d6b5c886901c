import { describe, expect, it } from 'vitest';
import type { FloorArea, ScenarioDocument, Zone } from '../src/api/types';
import { actionsOf } from '../src/editor/actions';
import { areaBetween, cornersOf, drawnOut, LEAST_M, stripBetween } from '../src/editor/engine/area';
import * as zones from '../src/editor/engine/zones';
import { handleName } from '../src/editor/tools/zoneTools';
import { ROTATE } from '../src/editor/tools/tools';
import { emptyDocument } from './fixtures';
import { Bench } from './tools';

const named = (n: number): string => `zone ${n}`;
const area = (x_m = 10, y_m = 5, length_m = 4, width_m = 2, heading_rad = 0): FloorArea => ({
  x_m,
  y_m,
  length_m,
  width_m,
  heading_rad,
});
const withZone = (kind: Zone['kind'] = 'keep_out', at = area()): ScenarioDocument =>
  zones.addZone(emptyDocument(), kind, at, named).document;
const only = (document: ScenarioDocument): Zone => {
  expect(document.zones).toHaveLength(1);
  return document.zones[0]!;
};
const KEY = zones.zoneKey('keep-out-1');

describe('areas', () => {
  it('lie between two corners on the grid, whichever is first', () => {
    const drawn = area(3, 4, 2, 6);
    expect(areaBetween([2.03, 1.01], [4.04, 6.98])).toEqual(drawn);
    expect(areaBetween([4.04, 6.98], [2.03, 1.01])).toEqual(drawn);
    expect(areaBetween([2.03, 1.01], [4.04, 6.98], 'free').length_m).toBeCloseTo(2.01, 9);
  });

  it('are never thinner than the server takes', () => {
    expect(areaBetween([1, 1], [1, 3]).length_m).toBe(LEAST_M);
    expect(drawnOut(area(), [1, 0], [-99, 0], 'grid').length_m).toBe(LEAST_M);
  });

  it('run from the start of an aisle to its end', () => {
    const up = stripBetween([5, 2], [5.1, 8.04], 3);
    expect(up.heading_rad).toBe(Math.PI / 2);
    expect(up).toMatchObject({ x_m: 5, y_m: 5, length_m: 6, width_m: 3 });
    const back = stripBetween([8, 1], [2, 1], 3);
    expect(back.heading_rad).toBe(Math.PI);
    expect(back).toMatchObject({ x_m: 5, y_m: 1, length_m: 6 });
  });

  it('keep the opposite side where it is when one is drawn out, turned or not', () => {
    const turned = area(10, 5, 4, 2, Math.PI / 2);
    const longer = drawnOut(turned, [1, 0], [0, 1.5], 'grid'); // its length runs along y
    expect(longer).toMatchObject({ length_m: 5.5, width_m: 2, x_m: 10, y_m: 5.75 });
    const lowest = (a: FloorArea): number => Math.min(...cornersOf(a).map(([, y]) => y));
    expect(lowest(longer)).toBeCloseTo(lowest(turned), 9);
    const wider = drawnOut(area(), [-1, -1], [-1, -0.5], 'grid');
    expect(wider).toMatchObject({ x_m: 9.5, y_m: 4.75, length_m: 5, width_m: 2.5 });
  });
});

describe('zones of a document', () => {
  it('get ids and names of their own, and no more of them than the server takes', () => {
    let d = emptyDocument();
    for (let i = 0; i < zones.MOST_ZONES + 3; i++) d = zones.addZone(d, 'slow', area(), named).document;
    expect(d.zones).toHaveLength(zones.MOST_ZONES);
    expect(new Set(d.zones.map((z) => z.id)).size).toBe(zones.MOST_ZONES);
    expect(d.zones[1]).toMatchObject({ id: 'slow-2', name: 'zone 2', kind: 'slow', limit_mps: 1 });
  });

  it('take on the usual rule of the kind that they become, on the same ground', () => {
    const d = zones.changeZone(withZone(), 'keep-out-1', (zone) => zones.becomes(zone, 'slow'));
    expect(only(d)).toEqual({
      id: 'keep-out-1',
      name: 'zone 1',
      kind: 'slow',
      limit_mps: 1,
      area: area(),
    });
  });

  it('are the same document when nothing changes', () => {
    const d = withZone();
    expect(zones.shiftZones(d, ['keep-out-1'], [0, 0])).toBe(d);
    expect(zones.turnZones(d, ['nobody'], 1)).toBe(d);
    expect(zones.removeZones(d, ['nobody'])).toBe(d);
    expect(zones.changeZone(d, 'keep-out-1', (zone) => ({ ...zone }))).toBe(d);
    expect(zones.resetZones(d, d.zones, ['keep-out-1'])).toBe(d);
    expect(zones.pasteZones(d, [], [1, 1]).document).toBe(d);
  });

  it('differ from the base by ground, by rule, or by being there', () => {
    const base = withZone().zones;
    const [zone] = base as [Zone];
    const change = (now: Zone[]) => zones.zoneChanges(now, base).get('keep-out-1');
    expect(change(base)).toBeUndefined();
    expect(change([{ ...zone, area: area(11) }])).toBe('moved');
    expect(change([{ ...zone, area: area(10, 5, 4.5) }])).toBe('resized');
    expect(change([{ ...zone, who: 'people' } as Zone])).toBe('changed');
    expect(change([])).toBe('removed');
    expect(zones.zoneChanges([zone, { ...zone, id: 'new' }], base).get('new')).toBe('added');
  });

  it('come back as the base has them', () => {
    const base = withZone().zones;
    const moved = zones.shiftZones(withZone(), ['keep-out-1'], [3, 3]);
    expect(zones.resetZones(moved, base, ['keep-out-1']).zones).toEqual(base);
    expect(zones.resetZones(emptyDocument(), base, ['keep-out-1']).zones).toEqual(base);
  });
});

describe('the zone tool', () => {
  it('draws from corner to corner, as one step that chooses the zone', () => {
    const bench = new Bench();
    bench.state.drawZones('keep_out');
    bench.drag([
      [2, 1],
      [3, 9],
      [4, 6],
    ]);
    expect(only(bench.document)).toMatchObject({
      kind: 'keep_out',
      who: 'everyone',
      area: area(3, 3.5, 2, 5),
    });
    expect(bench.steps).toBe(1);
    expect(bench.state.selection).toEqual([KEY]);
    expect(bench.state.tool).toBe('select');
    bench.state.undo();
    expect(bench.document).toEqual(emptyDocument());
  });

  it('draws by two clicks, and shows the zone in between', () => {
    const bench = new Bench();
    bench.state.drawZones('one_way');
    bench.click([2, 5]);
    expect(bench.steps).toBe(0);
    bench.hover([9, 5.1]);
    expect(bench.state.sketch).toMatchObject({ kind: 'zone', area: { length_m: 7, width_m: 3 } });
    bench.click([10, 5]);
    expect(only(bench.document)).toMatchObject({ kind: 'one_way', area: area(6, 5, 8, 3) });
    expect(bench.state.sketch).toBeNull();
  });

  it('leaves nothing behind when it is ended', () => {
    const bench = new Bench();
    bench.state.drawZones('crossing');
    bench.click([2, 5]);
    bench.state.setTool('select');
    expect(bench.state.sketch).toBeNull();
    expect(bench.document).toEqual(emptyDocument());
  });

  it('draws nothing where nothing may be changed', () => {
    const bench = new Bench(emptyDocument(), [], true);
    bench.state.drawZones('slow');
    bench.drag([
      [2, 1],
      [4, 6],
    ]);
    expect(bench.document).toEqual(emptyDocument());
  });
});

describe('a zone that is chosen', () => {
  it('moves by a drag onto the grid, and off it with Alt', () => {
    const bench = new Bench(withZone());
    bench.drag(
      [
        [10, 5],
        [30, 30],
        [11.04, 5.52],
      ],
      { key: KEY },
    );
    expect(only(bench.document).area).toMatchObject({ x_m: 11, y_m: 5.5 });
    expect(bench.steps).toBe(1);
    bench.drag(
      [
        [11, 5],
        [11.04, 5],
        [11.123, 5],
      ],
      { key: KEY, free: true },
    );
    expect(only(bench.document).area.x_m).toBe(11.123);
  });

  it('moves with the parts that are chosen with it, as one step', () => {
    const bench = new Bench(withZone());
    bench.state.select(['rack-1', KEY]);
    bench.drag(
      [
        [5, 10],
        [7, 10],
      ],
      { key: 'rack-1' },
    );
    expect(only(bench.document).area.x_m).toBe(12);
    expect(bench.model.layout.get('rack-1')!.at.x_m).toBe(7);
    expect(bench.steps).toBe(1);
  });

  it('is drawn out by a handle and turned by its knob, from where it was at the press', () => {
    const bench = new Bench(withZone());
    bench.state.select([KEY]);
    bench.drag(
      [
        [12, 5],
        [50, 50],
        [13.5, 5.2],
      ],
      { handle: handleName([1, 0]) },
    );
    expect(only(bench.document).area).toEqual(area(10.75, 5, 5.5, 2));
    bench.drag(
      [
        [10.75, 8],
        [13.75, 5.1],
      ],
      { handle: ROTATE },
    );
    expect(only(bench.document).area.heading_rad).toBe(-Math.PI / 2);
    expect(bench.steps).toBe(2);
  });

  it('shows a gesture before it is over and keeps it out of the history', () => {
    const bench = new Bench(withZone());
    bench.state.setPreview(null, new Map([['keep-out-1', area(20)]]));
    expect(bench.steps).toBe(0);
    bench.state.undo();
    expect(bench.state.areas).toBeNull();
  });

  it('obeys keys and buttons as parts do', () => {
    const bench = new Bench(withZone());
    bench.state.select([KEY]);
    actionsOf(bench.model).nudge(0.1, -1);
    expect(only(bench.document).area).toMatchObject({ x_m: 10.1, y_m: 4 });
    actionsOf(bench.model).turn(Math.PI / 2);
    expect(only(bench.document).area.heading_rad).toBe(Math.PI / 2);
    actionsOf(bench.model).duplicate();
    expect(bench.document.zones.map((z) => z.id)).toEqual(['keep-out-1', 'keep-out-2']);
    expect(bench.state.selection).toEqual([zones.zoneKey('keep-out-2')]);
    actionsOf(bench.model).cut();
    actionsOf(bench.model).paste();
    actionsOf(bench.model).paste();
    expect(bench.document.zones).toHaveLength(3);
    bench.state.select(bench.document.zones.map((z) => zones.zoneKey(z.id)));
    actionsOf(bench.model).remove();
    expect(bench.document.zones).toEqual([]);
    expect(bench.state.selection).toEqual([]);
  });

  it('is chosen by a box that holds it as a whole, not by one that crosses it', () => {
    const bench = new Bench(withZone());
    const box = (to: [number, number]): void => bench.drag([[7, 3], to], { additive: true, shift: true });
    box([11, 7]);
    expect(bench.state.selection).not.toContain(KEY);
    box([13, 7]);
    expect(bench.state.selection).toContain(KEY);
  });
});

describe('the other tools', () => {
  it('move a part, choose it with a click, and let a press on the floor choose nothing', () => {
    const bench = new Bench();
    bench.click([5, 10], { key: 'rack-1' });
    expect(bench.state.selection).toEqual(['rack-1']);
    bench.drag(
      [
        [5, 10],
        [6.04, 10],
      ],
      { key: 'rack-1' },
    );
    expect(bench.model.layout.get('rack-1')!.at.x_m).toBe(6);
    bench.click([30, 3]);
    expect(bench.state.selection).toEqual([]);
  });

  it('turn a part in steps of 15°', () => {
    const bench = new Bench();
    bench.state.select(['rack-1']);
    bench.drag(
      [
        [5, 16],
        [4.9, 4],
        [-1, 10.3],
      ],
      { handle: ROTATE },
    );
    expect(bench.model.layout.get('rack-1')!.at.heading_rad).toBe(Math.PI / 2);
  });

  it('measure without a trace, and place what the palette holds where one clicks', () => {
    const bench = new Bench();
    bench.state.setTool('measure');
    bench.drag([
      [1, 1],
      [4, 5],
    ]);
    expect(bench.state.sketch).toEqual({ kind: 'measure', from: [1, 1], to: [4, 5] });
    expect(bench.steps).toBe(0);
    bench.state.setTool('add', 'pack-bench');
    expect(bench.state.sketch).toBeNull();
    bench.click([2.03, 2]);
    expect(bench.document.layout[0]).toMatchObject({ kind: 'add', at: { x_m: 2, y_m: 2 } });
  });
});
