/**
 * The plan with its tools. A gesture remembers where it began and works out the result from there on
 * every move; it shows as a preview and becomes one entry of the history when it ends.
 */
import { useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import type { Placement, Vec2 } from '../api/types';
import { useVariantPlan } from '../api/queries';
import { PlanView, type PlanPress } from '../plan/PlanView';
import { Ghost, PartsLayer } from '../plan/PartsLayer';
import { SelectionOutline } from '../plan/SelectionOutline';
import { CameraDots, CameraWedges, Dimension, Stands } from '../plan/overlays';
import { toScreen, type Viewport } from '../plan/viewport';
import { number } from '../format';
import { text } from '../text';
import { said } from '../text/said';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { across, clearances, plainBox } from './engine/clearance';
import { boxOf } from './engine/geometry';
import { FIXED, idsIn } from './engine/marquee';
import type { LayoutPart } from './engine/placement';
import { faultOf, MOST, rowOutlines, type RackField } from './engine/racks';
import { snapAngle, snapLength } from './engine/snapping';
import { OthersChoices } from './Others';
import { useFindings } from './useFindings';

type Gesture =
  | { kind: 'move'; from: Vec2; moved: boolean; additive: boolean; partId: string }
  | { kind: 'turn'; centre: Vec2; from: number }
  | { kind: 'marquee'; from: Vec2; additive: boolean }
  | { kind: 'measure'; from: Vec2 }
  | { kind: 'racks'; from: Vec2; middle: Vec2 };

const HANDLE = 'rotate-handle';
const RACK_ROW = 'rack-row';

export function PlanEditor() {
  const model = useEditor();
  const { store, layout, changes, color, plan, cameras, baseLayout, readOnly, scenario } = model;
  const selection = useEditorState((s) => s.selection);
  const tool = useEditorState((s) => s.tool);
  const item = useEditorState((s) => s.item);
  const snap = useEditorState((s) => s.snap);
  const preview = useEditorState((s) => s.preview);
  const racks = useEditorState((s) => s.racks);
  const focus = useEditorState((s) => s.focus);
  const variantPlan = useVariantPlan(scenario.id, scenario.revision.number);
  const gesture = useRef<Gesture | null>(null);
  const [drawn, setDrawn] = useState<{ kind: 'marquee' | 'measure'; from: Vec2; to: Vec2 } | null>(null);
  const [hover, setHover] = useState<Vec2 | null>(null);

  const selected = useMemo(
    () =>
      selection
        .map((id) => layout.get(id))
        .filter((p): p is LayoutPart => p !== undefined && p.state !== 'removed'),
    [selection, layout],
  );
  const modeOf = (event: { altKey: boolean }): 'grid' | 'free' => (event.altKey ? 'free' : snap);

  const moveRacks = (middle: Vec2, from: Vec2, to: Vec2, mode: 'grid' | 'free'): void => {
    if (!racks) return;
    const at: Vec2 = [
      snapLength(middle[0] + to[0] - from[0], mode),
      snapLength(middle[1] + to[1] - from[1], mode),
    ];
    store.getState().setRacks({ ...racks, at });
  };

  const onPress = ({ world, partId, event }: PlanPress): boolean => {
    const state = store.getState();
    const target = event.target as Element;
    if (tool === 'pan') return false;
    if (racks) {
      // Taken by a row it is dragged; elsewhere its middle comes to the pointer.
      const isHeld = target.classList.contains(RACK_ROW);
      gesture.current = { kind: 'racks', from: world, middle: isHeld ? racks.at : world };
      if (!isHeld) moveRacks(world, world, world, modeOf(event));
      return true;
    }
    if (tool === 'measure') {
      gesture.current = { kind: 'measure', from: world };
      setDrawn({ kind: 'measure', from: world, to: world });
      return true;
    }
    if (tool === 'add' && item) {
      const mode = modeOf(event);
      actionsOf(model).add(item, {
        x_m: snapLength(world[0], mode),
        y_m: snapLength(world[1], mode),
        z_m: 0,
        heading_rad: 0,
      });
      return true;
    }
    const one = selected[0];
    if (target.classList.contains(HANDLE) && one) {
      gesture.current = {
        kind: 'turn',
        centre: [one.at.x_m, one.at.y_m],
        from: angle([one.at.x_m, one.at.y_m], world),
      };
      return true;
    }
    const additive = event.shiftKey || event.ctrlKey || event.metaKey;
    const part = partId ? layout.get(partId) : undefined;
    if (!part || (FIXED.has(part.partClass) && !selection.includes(part.id) && !additive)) {
      if (part && !event.shiftKey) {
        state.select([part.id]);
        return false;
      }
      if (!additive) {
        state.select([]);
        return false;
      }
      gesture.current = { kind: 'marquee', from: world, additive };
      return true;
    }
    if (additive) state.toggle(part.id);
    else if (!selection.includes(part.id)) state.select([part.id]);
    gesture.current = { kind: 'move', from: world, moved: false, additive, partId: part.id };
    return true;
  };

  const onDrag = ({ world, event }: PlanPress): void => {
    const now = gesture.current;
    if (!now) return;
    const state = store.getState();
    const mode = modeOf(event);
    if (now.kind === 'racks') moveRacks(now.middle, now.from, world, mode);
    else if (now.kind === 'marquee' || now.kind === 'measure')
      setDrawn({ kind: now.kind, from: now.from, to: world });
    else if (readOnly) return;
    else if (now.kind === 'turn') state.setPreview(turnedFrom(selected, now, world, mode));
    else {
      const [dx, dy] = [world[0] - now.from[0], world[1] - now.from[1]];
      if (!now.moved && Math.hypot(dx, dy) < 0.05) return;
      now.moved = true;
      state.setPreview(movedFrom(selected, now.partId, dx, dy, mode));
    }
  };

  const onRelease = ({ world }: PlanPress): void => {
    const now = gesture.current;
    gesture.current = null;
    if (!now || now.kind === 'racks') return;
    const state = store.getState();
    if (now.kind === 'marquee') {
      setDrawn(null);
      const box = boxOf([now.from, world]);
      state.select([...new Set([...selection, ...idsIn(layout.values(), box)])]);
    } else if (now.kind !== 'measure' && state.preview) {
      actionsOf(model).place(
        state.preview,
        now.kind === 'turn' ? text.editor.did.turn : text.editor.did.move,
      );
      state.setPreview(null);
    } else if (now.kind === 'move' && !now.moved && !now.additive) state.select([now.partId]);
  };

  const lone = selected.length === 1 ? selected[0] : undefined;
  const loneAt = lone ? (preview?.get(lone.id) ?? lone.at) : undefined;
  const gaps = useMemo(
    () =>
      lone && loneAt && !FIXED.has(lone.partClass)
        ? across(clearances(lone, loneAt, layout.values()), plainBox(lone, loneAt))
        : [],
    [lone, loneAt, layout],
  );
  const ghosts = [...new Set([...changes.keys(), ...(preview?.keys() ?? [])])]
    .map((id) => baseLayout.get(id))
    .filter((p): p is LayoutPart => p !== undefined && p.state !== 'removed');

  const cursor = tool === 'pan' ? 'grab' : tool === 'select' ? 'default' : 'crosshair';
  const place = loneAt ?? (hover ? { x_m: hover[0], y_m: hover[1] } : null);
  return (
    <div style={{ '--changed': color, position: 'absolute', inset: 0 } as CSSProperties}>
      <PlanView
        plan={plan}
        bounds={plan.bounds}
        label={text.view.planLabel}
        cursor={cursor}
        focus={focus}
        padding={52}
        onPress={onPress}
        onDrag={onDrag}
        onRelease={onRelease}
        onHover={setHover}
        testId="plan-editor"
        world={
          <>
            <CameraWedges cameras={cameras} />
            {ghosts.map((part) => (
              <Ghost key={part.id} part={part} at={part.at} />
            ))}
            <PartsLayer parts={layout.values()} changes={changes} preview={preview} color={color} />
            {racks && <RackRows field={racks} isPossible={!faultOf(racks, plan.bounds)} />}
            {variantPlan.data && <Stands stations={variantPlan.data.stations} />}
          </>
        }
        screen={(viewport) => (
          <>
            <CameraDots cameras={cameras} viewport={viewport} />
            <FindingRings viewport={viewport} />
            {gaps
              .filter((gap) => gap.distance > 0.05)
              .map((gap) => (
                <g
                  key={gap.side}
                  style={{ '--dimension': lone && changes.has(lone.id) ? color : undefined } as CSSProperties}
                >
                  <Dimension
                    from={gap.from}
                    to={gap.to}
                    viewport={viewport}
                    under={gap.side === 'right' || gap.side === 'below'}
                  />
                </g>
              ))}
            <OthersChoices viewport={viewport} />
            {selected.map((part) => (
              <SelectionOutline
                key={part.id}
                part={part}
                at={preview?.get(part.id) ?? part.at}
                viewport={viewport}
                handle={selected.length === 1 && !readOnly ? HANDLE : undefined}
              />
            ))}
            {drawn && drawn.kind === 'measure' && (
              <Dimension from={drawn.from} to={drawn.to} viewport={viewport} />
            )}
            {drawn && drawn.kind === 'marquee' && (
              <Marquee from={drawn.from} to={drawn.to} viewport={viewport} />
            )}
          </>
        )}
      />
      <StatusBar place={place} hint={hintOf(tool, item ? model.items.get(item)?.label : undefined)} />
    </div>
  );
}

const angle = ([cx, cy]: Vec2, [x, y]: Vec2): number => Math.atan2(y - cy, x - cx);

function hintOf(tool: string, label: string | undefined): string | null {
  if (tool === 'add' && label) return text.editor.addHint(label);
  if (tool === 'racks') return text.racks.planHint;
  return tool === 'measure' ? text.editor.measureHint : null;
}

/** Everything moves by what brings the grabbed part onto the grid, so that a group keeps its shape. */
export function movedFrom(
  parts: readonly LayoutPart[],
  grabbed: string,
  dx: number,
  dy: number,
  mode: 'grid' | 'free',
): Map<string, Placement> {
  const lead = parts.find((part) => part.id === grabbed) ?? parts[0];
  if (!lead) return new Map();
  const x = snapLength(lead.at.x_m + dx, mode) - lead.at.x_m;
  const y = snapLength(lead.at.y_m + dy, mode) - lead.at.y_m;
  return new Map(parts.map((p) => [p.id, { ...p.at, x_m: p.at.x_m + x, y_m: p.at.y_m + y }]));
}

function turnedFrom(
  parts: readonly LayoutPart[],
  { centre, from }: { centre: Vec2; from: number },
  world: Vec2,
  mode: 'grid' | 'free',
): Map<string, Placement> {
  const by = angle(centre, world) - from;
  return new Map(parts.map((p) => [p.id, { ...p.at, heading_rad: snapAngle(p.at.heading_rad + by, mode) }]));
}

/** The rows of a field that is being drawn up. */
function RackRows({ field, isPossible }: { field: RackField; isPossible: boolean }) {
  const rows = field.rows <= MOST.rows ? rowOutlines(field) : [];
  return (
    <g data-testid="rack-preview">
      {rows.map((ring, index) => (
        <polygon
          key={index}
          className={isPossible ? RACK_ROW : `${RACK_ROW} impossible`}
          points={ring.map((point) => point.join(',')).join(' ')}
        />
      ))}
    </g>
  );
}

function Marquee({ from, to, viewport }: { from: Vec2; to: Vec2; viewport: Viewport }) {
  const { x0, y0, x1, y1 } = boxOf([toScreen(viewport, from), toScreen(viewport, to)]);
  return <rect className="marquee" x={x0} y={y0} width={x1 - x0} height={y1 - y0} />;
}

/** Where the checks found something. */
function FindingRings({ viewport }: { viewport: Viewport }) {
  const { findings } = useFindings();
  return findings
    .filter((finding) => finding.at_m)
    .slice(0, 40)
    .map((finding, index) => {
      const [x, y] = toScreen(viewport, finding.at_m!);
      return (
        <circle
          key={index}
          cx={x}
          cy={y}
          r={13}
          className={`finding-ring ${finding.severity}`}
          pointerEvents="none"
        >
          <title>{said(finding.message)}</title>
        </circle>
      );
    });
}

function StatusBar({ place, hint }: { place: { x_m: number; y_m: number } | null; hint: ReactNode }) {
  const snap = useEditorState((s) => s.snap);
  const setSnap = useEditorState((s) => s.setSnap);
  if (hint) {
    return (
      <div className="statusbar" role="status">
        <span>{hint}</span>
      </div>
    );
  }
  return (
    <div className="statusbar">
      <span>
        {text.editor.snapping}{' '}
        <button
          type="button"
          className={snap === 'grid' ? 'on' : ''}
          aria-pressed={snap === 'grid'}
          title={text.editor.snapSwitch}
          onClick={() => setSnap('grid')}
        >
          {text.editor.snapGrid}
        </button>
      </span>
      <span>
        <button
          type="button"
          className={snap === 'free' ? 'on' : ''}
          aria-pressed={snap === 'free'}
          title={text.editor.snapSwitch}
          onClick={() => setSnap('free')}
        >
          {text.editor.snapFree}
        </button>{' '}
        <kbd>Alt</kbd>
      </span>
      <span style={{ minWidth: 138 }}>
        {place ? `x ${number(place.x_m, 2)}  y ${number(place.y_m, 2)} m` : 'x –  y – m'}
      </span>
    </div>
  );
}
