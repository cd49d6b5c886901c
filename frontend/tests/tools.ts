/** The editor without a page: a model over a store, and a hand that presses, moves and lets go. */
import type { Camera, Scenario, ScenarioDocument, Vec2, Zone } from '../src/api/types';
import type { EditorModel } from '../src/editor/context';
import { changes } from '../src/editor/engine/against';
import { applyEdits, restLayout } from '../src/editor/engine/placement';
import { zoneChanges } from '../src/editor/engine/zones';
import { createEditorStore, type EditorStore } from '../src/editor/store';
import type { Hand, Under } from '../src/editor/tools/gesture';
import { press } from '../src/editor/tools/tools';
import { hovering } from '../src/editor/tools/zoneTools';
import { emptyDocument, items, parts } from './fixtures';

export const rest = restLayout(parts);
const NOTHING: Under = { key: null, handle: null };

export class Bench {
  readonly store: EditorStore;
  now = 0;

  constructor(
    document: ScenarioDocument = emptyDocument(),
    readonly baseZones: Zone[] = [],
    readonly readOnly = false,
  ) {
    this.store = createEditorStore(document, () => this.now);
  }

  get state() {
    return this.store.getState();
  }
  get document(): ScenarioDocument {
    return this.state.history.present;
  }
  /** How many steps can be undone. */
  get steps(): number {
    return this.state.history.past.length;
  }

  /** As the page makes it for the document of this moment. */
  get model(): EditorModel {
    const layout = applyEdits(rest, this.document.layout, items);
    return {
      store: this.store,
      scenario: {} as Scenario,
      base: null,
      baseName: 'the base',
      color: '--variant-1',
      parts,
      plan: { bounds: [0, 0, 40, 30] } as EditorModel['plan'],
      items,
      cameras: [] as Camera[],
      rest,
      baseLayout: rest,
      document: this.document,
      layout,
      changes: changes(layout, rest),
      baseZones: this.baseZones,
      zoneChanges: zoneChanges(this.document.zones, this.baseZones),
      readOnly: this.readOnly,
      others: [],
      save: () => Promise.resolve(true),
    };
  }

  /** Presses at the first point, moves through the others, lets go at the last. */
  drag(path: Vec2[], options: Partial<Hand & Under> = {}): void {
    const { key, handle, ...keys } = { ...NOTHING, ...options };
    const hand = (at: Vec2): Hand => ({ at, additive: false, shift: false, free: false, ...keys });
    const gesture = press(this.model, hand(path[0]!), { key, handle });
    for (const at of path.slice(1)) gesture?.drag(hand(at));
    gesture?.release(hand(path.at(-1)!));
    this.now += 5000;
  }

  click(at: Vec2, options: Partial<Hand & Under> = {}): void {
    this.drag([at], options);
  }

  hover(at: Vec2): void {
    hovering(this.model, { at, additive: false, shift: false, free: false });
  }
}
