/** The plan with its tools: presses become gestures (`tools/`), and what they preview is drawn here. */
import { useMemo, useRef, useState, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Placement, Vec2, Zone } from '../api/types';
import { useVariantPlan } from '../api/queries';
import { AreaOutline } from '../plan/AreaOutline';
import { PlanView, type PlanPress } from '../plan/PlanView';
import { ConveyorNames, ConveyorsLayer } from '../plan/ConveyorsLayer';
import { PartIndex } from '../plan/partIndex';
import { PartsLayer } from '../plan/PartsLayer';
import { SelectionOutline } from '../plan/SelectionOutline';
import { CameraDots, CameraWedges, Dimension, Stands } from '../plan/overlays';
import { toScreen, type Viewport } from '../plan/viewport';
import { ZoneGhost, ZoneNames, ZonesLayer } from '../plan/ZonesLayer';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { ChosenCourse } from './ChosenCourse';
import { across, clearances, plainBox } from './engine/clearance';
import { FIXED } from './engine/marquee';
import { outline, type LayoutPart } from './engine/placement';
import { faultOf } from './engine/racks';
import { FindingRings, Marquee, RackRows, ZoneSketch } from './PlanMarks';
import { OthersChoices } from './Others';
import { StatusBar } from './StatusBar';
import type { Gesture, Hand, Under } from './tools/gesture';
import { chosenOf } from './tools/moving';
import { press, ROTATE } from './tools/tools';
import { handleName, hovering } from './tools/zoneTools';
import { useDrawnConveyors } from './useConveyors';
import { useFindings } from './useFindings';

const handOf = ({ world, event }: PlanPress): Hand => ({
  at: world,
  additive: event.shiftKey || event.ctrlKey || event.metaKey,
  shift: event.shiftKey,
  free: event.altKey,
});

const underOf = ({ partId, event }: PlanPress): Under => ({
  key: partId,
  handle: (event.target as Element).getAttribute('data-handle'),
});

/** Where the pointer is over the floor; only the status bar follows it. */
const createPointer = (): StoreApi<{ at: Vec2 | null }> => createStore(() => ({ at: null }));

/** Draws nothing of a gesture itself: what follows the hand asks the store on its own, the rest stays as it is. */
export function PlanEditor() {
  const model = useEditor();
  const { color, plan, cameras, document, scenario } = model;
  const tool = useEditorState((s) => s.tool);
  const racks = useEditorState((s) => s.racks);
  const focus = useEditorState((s) => s.focus);
  const variantPlan = useVariantPlan(scenario.id, scenario.revision.number);
  // Asked here and not for each frame: the question is the whole document.
  const { findings } = useFindings();
  const gesture = useRef<Gesture | null>(null);
  const [pointer] = useState(createPointer);

  const cursor = tool === 'pan' ? 'grab' : tool === 'select' ? 'default' : 'crosshair';
  return (
    <div style={{ '--changed': color, position: 'absolute', inset: 0 } as CSSProperties}>
      <PlanView
        plan={plan}
        bounds={plan.bounds}
        label={text.view.planLabel}
        cursor={cursor}
        focus={focus}
        padding={52}
        onPress={(at) => {
          gesture.current = press(model, handOf(at), underOf(at));
          return gesture.current !== null;
        }}
        onDrag={(at) => gesture.current?.drag(handOf(at))}
        onRelease={(at) => {
          gesture.current?.release(handOf(at));
          gesture.current = null;
        }}
        onHover={(at) => {
          pointer.setState({ at });
          if (!gesture.current) hovering(model, { at, additive: false, shift: false, free: false });
        }}
        testId="plan-editor"
        ground={
          <>
            <EditorZones />
            <CameraWedges cameras={cameras} />
          </>
        }
        parts={<EditorParts />}
        world={
          <>
            <EditorConveyors />
            {racks && <RackRows field={racks} isPossible={!faultOf(racks, plan.bounds)} />}
            {variantPlan.data && <Stands stations={variantPlan.data.stations} />}
          </>
        }
        screen={(viewport) => (
          <>
            <EditorZoneNames zones={document.zones} viewport={viewport} />
            <CameraDots cameras={cameras} viewport={viewport} />
            <EditorConveyorNames viewport={viewport} />
            <FindingRings findings={findings} viewport={viewport} />
            <Gaps viewport={viewport} />
            <OthersChoices viewport={viewport} />
            <Chosen viewport={viewport} />
            <ChosenCourse viewport={viewport} />
            <Sketched viewport={viewport} />
          </>
        )}
      />
      <Place pointer={pointer} />
    </div>
  );
}

function EditorZones() {
  const { document, zoneChanges, baseZones, color } = useEditor();
  const areas = useEditorState((s) => s.areas);
  return (
    <>
      <ZonesLayer zones={document.zones} changes={zoneChanges} areas={areas} color={color} />
      {baseZones
        .filter((zone) => zoneChanges.has(zone.id))
        .map((zone) => (
          <ZoneGhost key={zone.id} area={zone.area} />
        ))}
    </>
  );
}

function EditorZoneNames({ zones, viewport }: { zones: readonly Zone[]; viewport: Viewport }) {
  const areas = useEditorState((s) => s.areas);
  return <ZoneNames zones={zones} areas={areas} viewport={viewport} />;
}

function EditorConveyors() {
  const { color } = useEditor();
  const selection = useEditorState((s) => s.selection);
  return <ConveyorsLayer {...useDrawnConveyors()} selection={selection} color={color} />;
}

function EditorConveyorNames({ viewport }: { viewport: Viewport }) {
  const { courses } = useDrawnConveyors();
  const selection = useEditorState((s) => s.selection);
  return <ConveyorNames courses={courses} selection={selection} viewport={viewport} />;
}

/** The parts, and dashed where the base has what is changed or is being moved. */
function EditorParts() {
  const { layout, changes, baseLayout, color } = useEditor();
  const preview = useEditorState((s) => s.preview);
  const key = preview ? [...preview.keys()].join('\n') : '';
  const ghosts = useMemo(
    () =>
      [...new Set([...changes.keys(), ...(key ? key.split('\n') : [])])]
        .map((id) => baseLayout.get(id))
        .filter((part): part is LayoutPart => part !== undefined && part.state !== 'removed'),
    [changes, baseLayout, key],
  );
  return <PartsLayer layout={layout} changes={changes} preview={preview} ghosts={ghosts} color={color} />;
}

function Place({ pointer }: { pointer: StoreApi<{ at: Vec2 | null }> }) {
  const at = useStore(pointer, (s) => s.at);
  const lone = useLone();
  const place = lone?.at ?? (at ? { x_m: at[0], y_m: at[1] } : null);
  return <StatusBar place={place} hint={useHint()} />;
}

/** The only part that is chosen, where it stands or is being drawn to. */
function useLone(): { part: LayoutPart; at: Placement } | null {
  const { layout } = useEditor();
  const selection = useEditorState((s) => s.selection);
  const preview = useEditorState((s) => s.preview);
  const part = selection.length === 1 ? layout.get(selection[0]!) : undefined;
  if (!part || part.state === 'removed') return null;
  return { part, at: preview?.get(part.id) ?? part.at };
}

function useHint(): string | null {
  const { items } = useEditor();
  const tool = useEditorState((s) => s.tool);
  const item = useEditorState((s) => s.item);
  const zoneKind = useEditorState((s) => s.zoneKind);
  const label = item ? items.get(item)?.label : undefined;
  if (tool === 'add' && label) return text.editor.addHint(label);
  if (tool === 'racks') return text.racks.planHint;
  if (tool === 'zone') {
    const { kinds, drawAisleHint, drawHint } = text.zones;
    return `${kinds[zoneKind]}. ${zoneKind === 'one_way' ? drawAisleHint : drawHint}`;
  }
  return tool === 'measure' ? text.editor.measureHint : null;
}

/** The clear widths beside the part that is chosen. */
function Gaps({ viewport }: { viewport: Viewport }) {
  const lone = useLone();
  return lone && !FIXED.has(lone.part.partClass) && <GapsOf {...lone} viewport={viewport} />;
}

/** Farther away than this nothing is beside a part. */
const BESIDE_M = 8;

function GapsOf({ part, at, viewport }: { part: LayoutPart; at: Placement; viewport: Viewport }) {
  const { layout, changes, color } = useEditor();
  const index = useMemo(() => new PartIndex([...layout.values()].filter(isThere)), [layout]);
  const gaps = useMemo(() => {
    const box = plainBox(part, at);
    const near = index.touching({
      x0: box.x0 - BESIDE_M,
      y0: box.y0 - BESIDE_M,
      x1: box.x1 + BESIDE_M,
      y1: box.y1 + BESIDE_M,
    });
    return across(clearances(part, at, near, BESIDE_M), box).filter((gap) => gap.distance > 0.05);
  }, [part, at, index]);
  return gaps.map((gap) => (
    <g key={gap.side} style={{ '--dimension': changes.has(part.id) ? color : undefined } as CSSProperties}>
      <Dimension
        from={gap.from}
        to={gap.to}
        viewport={viewport}
        under={gap.side === 'right' || gap.side === 'below'}
      />
    </g>
  ));
}

const isThere = (part: LayoutPart): boolean => part.state !== 'removed';

/** More parts than this are outlined together: corners of each would hide what they mark. */
const MOST_CORNERS = 40;

/** Outlines of what is chosen; one thing alone has handles. */
function Chosen({ viewport }: { viewport: Viewport }) {
  const model = useEditor();
  const selection = useEditorState((s) => s.selection);
  const preview = useEditorState((s) => s.preview);
  const areas = useEditorState((s) => s.areas);
  const { parts, zones } = chosenOf(model, selection);
  const handled = parts.length + zones.length === 1 && !model.readOnly;
  return (
    <>
      {zones.map((zone) => (
        <AreaOutline
          key={zone.id}
          area={areas?.get(zone.id) ?? zone.area}
          viewport={viewport}
          handles={handled ? { nameOf: handleName, rotate: ROTATE } : undefined}
        />
      ))}
      {parts.length > MOST_CORNERS && (
        <path
          data-testid="selection"
          className="selection-box"
          pointerEvents="none"
          d={parts
            .map((part) => outline(part, preview?.get(part.id) ?? part.at))
            .map((ring) => `M${ring.map((point) => toScreen(viewport, point).join(' ')).join('L')}Z`)
            .join('')}
        />
      )}
      {(parts.length > MOST_CORNERS ? [] : parts).map((part) => (
        <SelectionOutline
          key={part.id}
          part={part}
          at={preview?.get(part.id) ?? part.at}
          viewport={viewport}
          handle={handled ? ROTATE : undefined}
        />
      ))}
    </>
  );
}

/** What the tool at hand draws before there is anything of it. */
function Sketched({ viewport }: { viewport: Viewport }) {
  const sketch = useEditorState((s) => s.sketch);
  if (sketch?.kind === 'zone')
    return <ZoneSketch kind={sketch.zone} area={sketch.area} viewport={viewport} />;
  if (sketch?.kind === 'measure') return <Dimension from={sketch.from} to={sketch.to} viewport={viewport} />;
  return sketch && <Marquee from={sketch.from} to={sketch.to} viewport={viewport} />;
}
