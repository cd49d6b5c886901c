/** Draws parts into a canvas as the plan's viewport shows them. */
import type { Placement, Vec2 } from '../api/types';
import { boxesTouch, type Box } from '../editor/engine/geometry';
import { standingBox, type LayoutPart } from '../editor/engine/placement';
import type { Looks, Stroke } from './partLooks';
import { lookOf, rackLines, type Drawn } from './partShapes';
import { toWorld, type Viewport } from './viewport';

/** Squares of a rack smaller than this are noise and no lines. */
const LEAST_CELL_PX = 6;

/** More parts than this are a picture that is drawn rarely, not one for every frame. */
export const MANY = 1500;

interface Shapes {
  ring: Path2D;
  lines: Path2D | null;
  cell_m: number;
}

const traced = new WeakMap<LayoutPart['shape'], Shapes>();

function trace(path: Path2D, line: readonly Vec2[]): void {
  line.forEach(([x, y], k) => (k === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
}

function shapesOf(part: LayoutPart): Shapes {
  const known = traced.get(part.shape);
  if (known) return known;
  const ring = new Path2D();
  trace(ring, part.shape);
  ring.closePath();
  let lines: Path2D | null = null;
  let cell_m = 0;
  if (part.partClass === 'rack') {
    const squares = rackLines(part.shape);
    lines = new Path2D();
    for (const line of squares.lines) trace(lines, line);
    cell_m = squares.cell_m;
  }
  const shapes = { ring, lines, cell_m };
  traced.set(part.shape, shapes);
  return shapes;
}

/** The floor that a viewport shows. */
export function boxSeen(viewport: Viewport): Box {
  const [x0, y1] = toWorld(viewport, [0, 0]);
  const [x1, y0] = toWorld(viewport, [viewport.width, viewport.height]);
  return { x0, y0, x1, y1 };
}

function draw(context: CanvasRenderingContext2D, path: Path2D, look: Stroke, scale: number): void {
  context.globalAlpha = look.opacity;
  if (look.fill) {
    context.fillStyle = look.fill;
    context.fill(path);
  }
  if (!look.stroke) return;
  context.strokeStyle = look.stroke;
  context.lineWidth = look.width / scale;
  context.setLineDash(look.dash.map((pixels) => pixels / scale));
  context.stroke(path);
}

export interface PartsPicture {
  parts: readonly Drawn[];
  /** Where the base has what is changed or is being moved. */
  ghosts: readonly LayoutPart[];
}

/** Everything anew; what the viewport does not show is left out. Gives how many parts it shows. */
export function paintParts(
  canvas: HTMLCanvasElement,
  { parts, ghosts }: PartsPicture,
  viewport: Viewport,
  looks: Looks,
): number {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(viewport.width * ratio), Math.round(viewport.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  // The canvas keeps what it was first asked for: many small shapes are drawn sooner by the processor than
  // handed one by one to a graphics card.
  const context = canvas.getContext('2d', { willReadFrequently: parts.length > MANY });
  if (!context) return 0;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  const { scale } = viewport;
  const stand = ({ x_m, y_m, heading_rad }: Placement): void => {
    const [c, s] = [Math.cos(heading_rad) * scale * ratio, Math.sin(heading_rad) * scale * ratio];
    const x = (viewport.width / 2 + (x_m - viewport.cx) * scale) * ratio;
    const y = (viewport.height / 2 - (y_m - viewport.cy) * scale) * ratio;
    context.setTransform(c, -s, -s, -c, x, y);
  };
  const seen = boxSeen(viewport);
  for (const part of ghosts) {
    if (!boxesTouch(standingBox(part), seen)) continue;
    stand(part.at);
    draw(context, shapesOf(part).ring, looks.ghost, scale);
  }
  let shown = 0;
  for (const { part, at, change, box } of parts) {
    if (!boxesTouch(box, seen)) continue;
    shown += 1;
    const { ring, lines, cell_m } = shapesOf(part);
    const look = looks.of(lookOf(part, change !== 'unchanged'));
    stand(at);
    draw(context, ring, look.shape, scale);
    if (lines && cell_m * scale >= LEAST_CELL_PX) draw(context, lines, look.lines, scale);
  }
  return shown;
}
