/**
 * The parts of a layout in a plan, drawn into canvases: one for what stands still, one for what is being
 * moved. The still one is drawn anew only when the layout, the colours or the view change.
 */
import { useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, type CSSProperties } from 'react';
import type { Placement } from '../api/types';
import type { Change } from '../editor/engine/against';
import { boxOf } from '../editor/engine/geometry';
import { outline, standingBox, type LayoutPart } from '../editor/engine/placement';
import { MANY, paintParts, type PartsPicture } from './paintParts';
import { usePaper } from './paper';
import { PartIndex } from './partIndex';
import { looksIn } from './partLooks';
import { shownParts, type Drawn } from './partShapes';
import type { Viewport } from './viewport';

interface PartsLayerProps {
  layout: ReadonlyMap<string, LayoutPart>;
  changes?: ReadonlyMap<string, Change>;
  preview?: ReadonlyMap<string, Placement> | null;
  /** Parts of the base whose places there are shown dashed. */
  ghosts?: readonly LayoutPart[];
  /** The variant's colour, which changed parts wear. */
  color?: string;
}

const NOTHING: ReadonlyMap<string, Change> = new Map();
const NO_ONE: readonly LayoutPart[] = [];
const NONE: readonly string[] = [];

export const PartsLayer = memo(function PartsLayer({
  layout,
  changes = NOTHING,
  preview,
  ghosts = NO_ONE,
  color,
}: PartsLayerProps) {
  const { answer } = usePaper();
  const shown = useMemo(() => shownParts(layout), [layout]);
  useEffect(() => {
    const index = new PartIndex(shown);
    answer((world, slack) => index.at(world, slack));
    return () => answer(null);
  }, [shown, answer]);

  // The same list for as long as the same parts move, so that what stands still is drawn once.
  const key = preview ? [...preview.keys()].join('\n') : '';
  const moving = useMemo(() => (key ? key.split('\n') : NONE), [key]);
  const still = useMemo<PartsPicture>(() => {
    const away = new Set(moving);
    const parts = shown
      .filter((part) => !away.has(part.id))
      .map((part) => {
        const change = changes.get(part.id) ?? 'unchanged';
        return { part, at: part.at, change, box: standingBox(part) };
      });
    return { parts, ghosts };
  }, [shown, changes, moving, ghosts]);
  const moved = useMemo<PartsPicture | null>(() => {
    if (!preview?.size) return null;
    const parts = shown.flatMap((part): Drawn[] => {
      const at = preview.get(part.id);
      if (!at) return [];
      return [{ part, at, change: changes.get(part.id) ?? 'moved', box: boxOf(outline(part, at)) }];
    });
    return { parts, ghosts: NO_ONE };
  }, [shown, changes, preview]);
  return (
    <div className="plan-parts" style={{ '--changed': color } as CSSProperties} aria-hidden="true">
      <Sheet picture={still} color={color} />
      {moved && <Sheet picture={moved} color={color} />}
    </div>
  );
});

const REST_MS = 140;

function Sheet({ picture, color }: { picture: PartsPicture; color?: string }) {
  const { viewport } = usePaper();
  const scheme = useComputedColorScheme('light');
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<{ viewport: Viewport; picture: PartsPicture; shown: number } | null>(null);
  const looks = useRef<{ key: string; looks: ReturnType<typeof looksIn> } | null>(null);
  useLayoutEffect(() => {
    const sheet = canvas.current;
    if (!sheet?.parentElement) return;
    const dress = `${scheme} ${color ?? ''}`;
    const isRedressed = looks.current?.key !== dress;
    if (isRedressed) looks.current = { key: dress, looks: looksIn(sheet.parentElement) };
    const paint = (): void => {
      const shown = paintParts(sheet, picture, viewport, looks.current!.looks);
      sheet.style.transform = '';
      drawn.current = { viewport, picture, shown };
    };
    const before = drawn.current;
    if (!before || isRedressed || before.picture !== picture || !isSameSize(before.viewport, viewport)) {
      paint();
      return;
    }
    if (before.viewport === viewport) return;
    // While a view with many of them is in motion, the picture is moved and not drawn anew.
    if (before.shown <= MANY) {
      paint();
      return;
    }
    sheet.style.transform = between(before.viewport, viewport);
    const rest = setTimeout(paint, REST_MS);
    return () => clearTimeout(rest);
  }, [picture, viewport, scheme, color]);
  return <canvas ref={canvas} />;
}

const isSameSize = (a: Viewport, b: Viewport): boolean => a.width === b.width && a.height === b.height;

/** What brings a picture of one view to where another shows it. */
function between(from: Viewport, to: Viewport): string {
  const zoom = to.scale / from.scale;
  const x = to.width / 2 - (zoom * from.width) / 2 + (from.cx - to.cx) * to.scale;
  const y = to.height / 2 - (zoom * from.height) / 2 - (from.cy - to.cy) * to.scale;
  return `translate(${x}px, ${y}px) scale(${zoom})`;
}
