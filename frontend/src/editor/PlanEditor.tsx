/** The plan with its tools: presses become gestures (`tools/`), and what they preview is drawn here. */
import { useMemo, useRef, useState, type CSSProperties } from 'react';
import type { Placement, Vec2 } from '../api/types';
import { useVariantPlan } from '../api/queries';
import { AreaOutline } from '../plan/AreaOutline';
import { PlanView, type PlanPress } from '../plan/PlanView';
import { Ghost, PartsLayer } from '../plan/PartsLayer';
import { SelectionOutline } from '../plan/SelectionOutline';
import { CameraDots, CameraWedges, Dimension, Stands } from '../plan/overlays';
import type { Viewport } from '../plan/viewport';
import { ZoneGhost, ZoneNames, ZonesLayer } from '../plan/ZonesLayer';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { across, clearances, plainBox } from './engine/clearance';
import { FIXED } from './engine/marquee';
import type { LayoutPart } from './engine/placement';
import { faultOf } from './engine/racks';
import { FindingRings, Marquee, RackRows, ZoneSketch } from './PlanMarks';
import { OthersChoices } from './Others';
import { StatusBar } from './StatusBar';
import type { Gesture, Hand, Under } from './tools/gesture';
import { chosenOf } from './tools/moving';
import { press, ROTATE } from './tools/tools';
import { handleName, hovering } from './tools/zoneTools';

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

export function PlanEditor() {
  const model = useEditor();
  const { color, plan, cameras, layout, changes, document, zoneChanges, scenario } = model;
  const tool = useEditorState((s) => s.tool);
  const preview = useEditorState((s) => s.preview);
  const areas = useEditorState((s) => s.areas);
  const racks = useEditorState((s) => s.racks);
  const focus = useEditorState((s) => s.focus);
  const variantPlan = useVariantPlan(scenario.id, scenario.revision.number);
  const gesture = useRef<Gesture | null>(null);
  const [hover, setHover] = useState<Vec2 | null>(null);
  const lone = useLone();

  const cursor = tool === 'pan' ? 'grab' : tool === 'select' ? 'default' : 'crosshair';
  const place = lone?.at ?? (hover ? { x_m: hover[0], y_m: hover[1] } : null);
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
        onHover={(world) => {
          setHover(world);
          if (!gesture.current) hovering(model, { at: world, additive: false, shift: false, free: false });
        }}
        testId="plan-editor"
        world={
          <>
            <ZonesLayer zones={document.zones} changes={zoneChanges} areas={areas} color={color} />
            <CameraWedges cameras={cameras} />
            <Ghosts />
            <PartsLayer layout={layout} changes={changes} preview={preview} color={color} />
            {racks && <RackRows field={racks} isPossible={!faultOf(racks, plan.bounds)} />}
            {variantPlan.data && <Stands stations={variantPlan.data.stations} />}
          </>
        }
        screen={(viewport) => (
          <>
            <ZoneNames zones={document.zones} areas={areas} viewport={viewport} />
            <CameraDots cameras={cameras} viewport={viewport} />
            <FindingRings viewport={viewport} />
            {lone && <Gaps part={lone.part} at={lone.at} viewport={viewport} />}
            <OthersChoices viewport={viewport} />
            <Chosen viewport={viewport} />
            <Sketched viewport={viewport} />
          </>
        )}
      />
      <StatusBar place={place} hint={useHint()} />
    </div>
  );
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

/** Where the base has what is changed, or is being moved. */
function Ghosts() {
  const { changes, zoneChanges, baseLayout, baseZones } = useEditor();
  const preview = useEditorState((s) => s.preview);
  const parts = [...new Set([...changes.keys(), ...(preview?.keys() ?? [])])]
    .map((id) => baseLayout.get(id))
    .filter((p): p is LayoutPart => p !== undefined && p.state !== 'removed');
  const zones = baseZones.filter((zone) => zoneChanges.has(zone.id));
  return (
    <>
      {zones.map((zone) => (
        <ZoneGhost key={zone.id} area={zone.area} />
      ))}
      {parts.map((part) => (
        <Ghost key={part.id} part={part} at={part.at} />
      ))}
    </>
  );
}

/** The clear widths beside a part. */
function Gaps({ part, at, viewport }: { part: LayoutPart; at: Placement; viewport: Viewport }) {
  const { layout, changes, color } = useEditor();
  const gaps = useMemo(
    () =>
      FIXED.has(part.partClass)
        ? []
        : across(clearances(part, at, layout.values()), plainBox(part, at)).filter(
            (gap) => gap.distance > 0.05,
          ),
    [part, at, layout],
  );
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
      {parts.map((part) => (
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
