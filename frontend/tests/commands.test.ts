import { describe, expect, it } from 'vitest';
import type { Conveyor, ScenarioDocument, Vec2, ZoneKind } from '../src/api/types';
import * as commands from '../src/editor/engine/commands';
import * as belts from '../src/editor/engine/conveyors';
import * as copies from '../src/editor/engine/copies';
import { applyEdits, restLayout } from '../src/editor/engine/placement';
import { addRacks, usualField } from '../src/editor/engine/racks';
import * as zoning from '../src/editor/engine/zones';
import { createEditorStore } from '../src/editor/store';
import { bench, chance, emptyDocument, items, parts, rack } from './fixtures';

const rest = restLayout(parts);
const layoutOf = (document: ScenarioDocument) => applyEdits(rest, document.layout, items);
const place = (x_m: number, y_m: number, heading_rad = 0) => ({ x_m, y_m, z_m: 0, heading_rad });
const ground = (x_m: number, y_m: number) => ({ x_m, y_m, length_m: 3, width_m: 2, heading_rad: 0 });
const zoned = (d: ScenarioDocument, kind: ZoneKind = 'keep_out', at = ground(8, 8)): ScenarioDocument =>
  zoning.addZone(d, kind, at, (n) => `Zone ${n}`).document;
type Command = (document: ScenarioDocument) => ScenarioDocument;

const move: Command = (d) => commands.place(d, layoutOf(d), new Map([['rack-1', place(6.5, 10)]]));
const each: [string, Command][] = [
  ['place', move],
  ['shift', (d) => commands.shift(d, layoutOf(d), ['rack-1', 'rack-2'], 0.1, -1)],
  ['turn', (d) => commands.turn(d, layoutOf(d), ['rack-2'], Math.PI / 2)],
  ['remove', (d) => commands.remove(d, layoutOf(d), ['rack-3'])],
  ['add', (d) => commands.add(d, layoutOf(d), bench, place(2, 2)).document],
  ['duplicate', (d) => copies.duplicate(d, layoutOf(d), ['rack-1'], [3, 0]).document],
  ['array', (d) => copies.array(d, layoutOf(d), ['rack-1'], 3, [0, 9]).document],
  [
    'paste',
    (d) => copies.paste(d, layoutOf(d), copies.copy(d, layoutOf(d), ['rack-1', 'rack-2']), [0, 20]).document,
  ],
  ['racks', (d) => addRacks(d, layoutOf(d), usualField('pallet-rack', [30, 20]), rack).document],
  ['addZone', (d) => zoned(d)],
  ['setCourses', (d) => belts.setCourses(d, new Map([['one', [[0, 0], [2, 2]]]]))], // prettier-ignore
  ['shiftConveyors', (d) => belts.shiftConveyors(d, ['one'], [1, 0])],
  ['removeConveyors', (d) => belts.removeConveyors(d, ['one'])],
  ['setSection', (d) => commands.setSection(d, 'demand', { ...d.demand, pack_s: 45 })],
  ['setShifts', (d) => commands.setShifts(d, 'picker', [{ start_s: 0, end_s: 3600, heads: 9 }])],
];

const furnished = (): ScenarioDocument => ({ ...emptyDocument(), conveyors: [belt('one')] });

describe('every command', () => {
  it.each(each)('%s is undone to the very same document and redone to the very same result', (_, command) => {
    const start = furnished();
    const store = createEditorStore(start);
    const changed = command(start);
    expect(changed).not.toBe(start);
    store.getState().apply('it', changed);
    store.getState().undo();
    expect(store.getState().history.present).toBe(start);
    store.getState().redo();
    expect(store.getState().history.present).toBe(changed);
  });

  it.each(each)('%s leaves its input as it was', (_, command) => {
    const start = furnished();
    command(start);
    expect(start).toEqual(furnished());
  });
});

describe('fields that this page does not know', () => {
  const strange = { from_the_future: { deep: [1, 2] } };
  /** A document in which everything has a field of a later version. */
  const fromTheFuture = (): ScenarioDocument => {
    const d = emptyDocument();
    const known: ScenarioDocument = {
      ...d,
      stations: [
        {
          id: 'saw',
          kind: 'work',
          part_id: 'rack-1',
          at: null,
          capacity: 2,
          manned: true,
          buffer: 3,
          pool: null,
          ...strange,
        },
      ],
      staffing: d.staffing.map((row) => ({
        ...row,
        ...strange,
        breaks: [{ start_s: 0, end_s: 900, groups: 2 }],
      })),
      fleet: [],
      demand: { ...d.demand, ...strange, cutoffs_s: [3600], recorded: null },
      routings: [],
      traffic: { one_way: 'all', keep_right: true, person_limit_mps: 1, ...strange },
      ...strange,
    };
    return known;
  };

  it.each(each.filter(([name]) => name !== 'setSection'))('%s keeps them', (name, command) => {
    const before = fromTheFuture() as unknown as Record<string, unknown>;
    const after = command(fromTheFuture()) as unknown as Record<string, unknown>;
    for (const key of Object.keys(before)) {
      if (key === 'zones' && name === 'addZone') continue;
      if (key === 'layout' || (key === 'stations' && name !== 'place')) continue;
      if (key === 'staffing' && name === 'setShifts') continue;
      expect(after[key]).toEqual(before[key]);
    }
    expect(after['from_the_future']).toEqual(strange.from_the_future);
  });

  it('keeps those of a role whose shifts are painted and of a section that a form edits', () => {
    const d = fromTheFuture();
    const painted = commands.setShifts(d, 'picker', [{ start_s: 0, end_s: 3600, heads: 9 }]);
    expect(painted.staffing[0]).toEqual({
      ...d.staffing[0],
      shifts: [{ start_s: 0, end_s: 3600, heads: 9 }],
    });
    const slower = commands.setSection(d, 'demand', { ...d.demand, pack_s: 45 });
    expect(slower.demand).toEqual({ ...d.demand, pack_s: 45 });
  });

  it('copies a station with everything it is but its id and place', () => {
    const d = fromTheFuture();
    const { document } = copies.duplicate(d, layoutOf(d), ['rack-1'], [3, 0]);
    expect(document.stations[0]).toEqual(d.stations[0]);
    expect(document.stations[1]).toMatchObject({
      kind: 'work',
      capacity: 2,
      manned: true,
      buffer: 3,
      ...strange,
    });
    expect(document.stations[1]!.id).not.toBe('saw');
    expect(document.stations[1]!.part_id).not.toBe('rack-1');
  });
});

describe('net edits', () => {
  it('keeps one move per part however often it moves', () => {
    let d = move(emptyDocument());
    for (let i = 0; i < 50; i++) d = commands.shift(d, layoutOf(d), ['rack-1'], 0.1, 0);
    d = commands.turn(d, layoutOf(d), ['rack-1'], Math.PI / 2);
    expect(d.layout).toEqual([{ kind: 'move', part_id: 'rack-1', at: place(11.5, 10, Math.PI / 2) }]);
  });

  it('folds a rotate that somebody else wrote into the move', () => {
    const d: ScenarioDocument = {
      ...emptyDocument(),
      layout: [{ kind: 'rotate', part_id: 'rack-1', by_rad: 0.5 }],
    };
    const moved = commands.shift(d, layoutOf(d), ['rack-1'], 1, 0);
    expect(moved.layout).toEqual([{ kind: 'move', part_id: 'rack-1', at: place(6, 10, 0.5) }]);
  });

  it('needs no edit for a part that is back where it was', () => {
    const d = move(emptyDocument());
    expect(commands.place(d, layoutOf(d), new Map([['rack-1', place(5, 10)]])).layout).toEqual([]);
  });

  it('is the same document when nothing moves', () => {
    const d = emptyDocument();
    expect(commands.shift(d, layoutOf(d), ['rack-1'], 0, 0)).toBe(d);
    expect(commands.remove(d, layoutOf(d), ['nobody'])).toBe(d);
  });

  it('moves an addition by its own edit, and removing it leaves no trace', () => {
    const { document: d, id } = commands.add(emptyDocument(), layoutOf(emptyDocument()), bench, place(2, 2));
    expect(d.stations).toMatchObject([{ id, kind: 'pack', part_id: id, capacity: 1 }]);
    const moved = commands.shift(d, layoutOf(d), [id], 1, 1);
    expect(moved.layout).toHaveLength(1);
    expect(moved.layout[0]).toMatchObject({ kind: 'add', at: place(3, 3) });
    expect(commands.remove(moved, layoutOf(moved), [id])).toEqual(emptyDocument());
  });

  it('gives a copied bench a station of its own', () => {
    const { document: d, id } = commands.add(emptyDocument(), layoutOf(emptyDocument()), bench, place(2, 2));
    const copied = copies.duplicate(d, layoutOf(d), [id], [0, 2]);
    expect(copied.ids).toHaveLength(1);
    expect(copied.document.stations.map((s) => s.part_id)).toEqual([id, copied.ids[0]]);
  });

  it('never gives an id twice', () => {
    const d = emptyDocument();
    const made = copies.array(d, layoutOf(d), ['rack-1', 'rack-2'], 4, [0, 9]);
    expect(new Set(made.ids).size).toBe(8);
    for (const id of made.ids) expect(rest.has(id)).toBe(false);
    expect(layoutOf(made.document).size).toBe(parts.length + 8);
  });

  it('resizes only what came from the catalogue, within what a size may be', () => {
    const { document: d, id } = commands.add(emptyDocument(), layoutOf(emptyDocument()), rack, place(2, 2));
    const longer = commands.resize(d, id, [11.2, 1.1, 5.1]);
    expect(layoutOf(longer).get(id)!.size).toEqual([11.2, 1.1, 5.1]);
    expect(commands.resize(d, id, [0, 1, 1])).toBe(d);
  });
});

describe('reset to base', () => {
  const base = move(emptyDocument());
  const against = { layout: layoutOf(base), edits: base.layout };

  it('brings a part to where the base has it, not to where the CAD has it', () => {
    const d = commands.shift(base, layoutOf(base), ['rack-1'], 3, 3);
    expect(commands.resetToBase(d, layoutOf(d), against, ['rack-1'])).toEqual(base);
  });

  it('brings a removed part back to where the base has it', () => {
    const d = commands.remove(base, layoutOf(base), ['rack-1']);
    expect(layoutOf(commands.resetToBase(d, layoutOf(d), against, ['rack-1'])).get('rack-1')!.at).toEqual(
      place(6.5, 10),
    );
  });

  it('brings back what the base had added', () => {
    const { document: b, id } = commands.add(base, layoutOf(base), rack, place(1, 1));
    const d = commands.remove(b, layoutOf(b), [id]);
    const back = commands.resetToBase(d, layoutOf(d), { layout: layoutOf(b), edits: b.layout }, [id]);
    expect(layoutOf(back).get(id)!.at).toEqual(place(1, 1));
  });
});

describe('history', () => {
  it('joins a burst of arrow keys into one gesture, and parts two bursts', () => {
    let now = 0;
    const store = createEditorStore(emptyDocument(), () => now);
    const nudge = (): void => {
      const d = store.getState().history.present;
      store.getState().apply('move', commands.shift(d, layoutOf(d), ['rack-1'], 0.1, 0), 'nudge:rack-1');
    };
    for (let i = 0; i < 5; i++, now += 200) nudge();
    now += 5000;
    nudge();
    expect(store.getState().history.past).toHaveLength(2);
    store.getState().undo();
    expect(layoutOf(store.getState().history.present).get('rack-1')!.at.x_m).toBeCloseTo(5.5, 9);
    store.getState().undo();
    expect(store.getState().history.present).toEqual(emptyDocument());
  });

  it('keeps previews out of it', () => {
    const store = createEditorStore(emptyDocument());
    store.getState().setPreview(new Map([['rack-1', place(1, 1)]]));
    expect(store.getState().history.past).toHaveLength(0);
  });

  it('finds its way back from a random walk, and forth again', () => {
    const random = chance(7);
    const start = { ...emptyDocument(), conveyors: [belt('one'), belt('two'), belt('three')] };
    const store = createEditorStore(start);
    const seen: ScenarioDocument[] = [start];
    let held: copies.Copied[] = [];
    for (let i = 0; i < 200; i++) {
      const d = store.getState().history.present;
      const layout = layoutOf(d);
      const ids = [...layout.values()].filter((p) => p.state !== 'removed').map((p) => p.id);
      const id = ids[Math.floor(random() * ids.length)] ?? 'rack-1';
      const pick = random();
      if (random() < 0.3) held = copies.copy(d, layout, ids.slice(0, 2)); // may be gone when it is pasted
      const zones = d.zones.map((zone) => zone.id);
      const zone = zones[Math.floor(random() * zones.length)] ?? 'none';
      const next =
        random() < 0.3
          ? random() < 0.6
            ? zoneStep(d, zone, random)
            : beltStep(d, random)
          : pick < 0.3
            ? commands.shift(d, layout, [id], random() * 4 - 2, random() * 4 - 2)
            : pick < 0.5
              ? commands.turn(d, layout, [id], (Math.PI / 2) * Math.floor(random() * 4))
              : pick < 0.65
                ? commands.add(d, layout, random() < 0.5 ? bench : rack, place(random() * 20, random() * 20))
                    .document
                : pick < 0.7
                  ? addRacks(d, layout, { ...usualField('pallet-rack', [40, 40]), rows: 2 }, rack).document
                  : pick < 0.75
                    ? copies.duplicate(d, layout, [id], [1, 1]).document
                    : pick < 0.8
                      ? copies.paste(d, layout, held, [2, 2]).document
                      : pick < 0.9
                        ? commands.remove(d, layout, [id])
                        : commands.resetToBase(d, layout, { layout: rest, edits: [] }, [...layout.keys()]);
      store.getState().apply('step', next);
      if (next !== d) seen.push(next);
      const now = [...layoutOf(next).values()];
      expect(new Set(next.layout.map(subjectOf)).size).toBe(next.layout.length);
      expect(new Set(next.zones.map((z) => z.id)).size).toBe(next.zones.length);
      expect(next.conveyors.every(({ path }) => !path || belts.lengthOf(path) > 0)).toBe(true);
      expect(next.zones.every((z) => z.area.length_m >= 0.2 && Number.isFinite(z.area.x_m))).toBe(true);
      expect(now.every((p) => Number.isFinite(p.at.x_m) && Number.isFinite(p.at.heading_rad))).toBe(true);
    }
    expect(seen.length).toBeGreaterThan(100);
    for (let i = seen.length - 1; i > 0; i--) {
      expect(store.getState().history.present).toBe(seen[i]);
      store.getState().undo();
    }
    expect(store.getState().history.present).toBe(start);
    for (let i = 1; i < seen.length; i++) store.getState().redo();
    expect(store.getState().history.present).toBe(seen.at(-1));
  });
});

/** One of the commands on zones. */
function zoneStep(d: ScenarioDocument, id: string, random: () => number): ScenarioDocument {
  const kind = zoning.ZONE_KINDS[Math.floor(random() * 4)]!;
  const base = zoned(zoned(emptyDocument()), 'slow', ground(3, 3)).zones;
  const steps: (() => ScenarioDocument)[] = [
    () => zoned(d, kind, ground(random() * 20, random() * 20)),
    () => zoning.shiftZones(d, [id], [random() * 4 - 2, random()]),
    () => zoning.turnZones(d, [id], (Math.PI / 2) * Math.floor(random() * 4)),
    () => zoning.setAreas(d, new Map([[id, { ...ground(5, 5), length_m: random() * 9 }]])),
    () => zoning.changeZone(d, id, (zone) => zoning.becomes(zone, kind)),
    () => zoning.changeZone(d, id, (zone) => ({ ...zone, name: `No ${Math.floor(random() * 5)}` })),
    () => zoning.pasteZones(d, d.zones.slice(0, 2), [1, 1]).document,
    () => zoning.removeZones(d, [id]),
    () => zoning.resetZones(d, base, [id, 'keep-out-1', 'slow-1']),
  ];
  return steps[Math.floor(random() * steps.length)]!();
}

const belt = (id: string): Conveyor => ({
  id,
  from_station: 'a',
  to_station: 'b',
  speed_mps: 0.5,
  length_m: null,
  path: [[0, 0], [4, 0]], // prettier-ignore
  capacity: null,
});

/** One of the commands on conveyors. */
function beltStep(d: ScenarioDocument, random: () => number): ScenarioDocument {
  const belt = d.conveyors[Math.floor(random() * d.conveyors.length)];
  const points = belt?.path;
  if (!points) return d;
  const index = Math.floor(random() * points.length);
  const at: Vec2 = [Math.floor(random() * 4), Math.floor(random() * 4)];
  const along = (course: Vec2[]): ScenarioDocument => belts.setCourses(d, new Map([[belt.id, course]]));
  const steps: (() => ScenarioDocument)[] = [
    () => along(belts.withPointAt(points, index, at)),
    () => along(belts.withPointAfter(points, index, at)),
    () => along(belts.withoutPoint(points, index)),
    () => belts.shiftConveyors(d, [belt.id], at),
    () => (random() < 0.2 ? belts.removeConveyors(d, [belt.id]) : d),
  ];
  return steps[Math.floor(random() * steps.length)]!();
}

const subjectOf = (edit: ScenarioDocument['layout'][number]): string =>
  edit.kind === 'duplicate' ? edit.new_part_id : edit.part_id;
