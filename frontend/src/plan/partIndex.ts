/**
 * What lies where in a plan: parts by the squares of a grid that their boxes touch, so that a press or a
 * neighbourhood looks at a handful of parts and not at all of them.
 */
import type { Vec2 } from '../api/types';
import { boxesTouch, encloses, rotate, type Box } from '../editor/engine/geometry';
import { standingBox, type LayoutPart } from '../editor/engine/placement';
import { isShell } from './partShapes';

/** About an aisle: a square has a few parts, and a part touches a few squares. */
const SQUARE_M = 4;
/** Larger than this many squares a part is looked at always: walls, shells. */
const MANY = 400;

const squaresOf = ({ x0, y0, x1, y1 }: Box): [number, number, number, number] => [
  Math.floor(x0 / SQUARE_M),
  Math.floor(y0 / SQUARE_M),
  Math.floor(x1 / SQUARE_M),
  Math.floor(y1 / SQUARE_M),
];

export class PartIndex {
  private readonly squares = new Map<string, number[]>();
  private readonly large: number[] = [];

  /** `parts` from the lowest to the uppermost. */
  constructor(private readonly parts: readonly LayoutPart[]) {
    parts.forEach((part, k) => {
      const [i0, j0, i1, j1] = squaresOf(standingBox(part));
      if ((i1 - i0 + 1) * (j1 - j0 + 1) > MANY) {
        this.large.push(k);
        return;
      }
      for (let i = i0; i <= i1; i++)
        for (let j = j0; j <= j1; j++) {
          const square = this.squares.get(`${i},${j}`);
          if (square) square.push(k);
          else this.squares.set(`${i},${j}`, [k]);
        }
    });
  }

  /** The parts whose boxes touch this one, from the lowest to the uppermost. */
  touching(box: Box): LayoutPart[] {
    const [i0, j0, i1, j1] = squaresOf(box);
    const all = (i1 - i0 + 1) * (j1 - j0 + 1) > this.squares.size;
    const found = new Set<number>(this.large);
    if (all) this.parts.forEach((_, k) => found.add(k));
    else
      for (let i = i0; i <= i1; i++)
        for (let j = j0; j <= j1; j++) this.squares.get(`${i},${j}`)?.forEach((k) => found.add(k));
    return [...found]
      .sort((a, b) => a - b)
      .map((k) => this.parts[k]!)
      .filter((part) => boxesTouch(standingBox(part), box));
  }

  /** The uppermost part at a point, else one whose outline is within `slack` metres; of a shell only its wall,
   * and never a marking: one means what stands on it. */
  at([x, y]: Vec2, slack: number): LayoutPart | null {
    const near = { x0: x - slack, y0: y - slack, x1: x + slack, y1: y + slack };
    const found = this.touching(near).filter(({ partClass }) => partClass !== 'marking');
    return (
      found.findLast((part) => !isShell(part) && encloses(part.shape, ownPoint([x, y], part))) ??
      found.findLast((part) => distance(ownPoint([x, y], part), part.shape) <= slack) ??
      null
    );
  }
}

/** A point as the part has it, unmoved and unturned. */
const ownPoint = ([x, y]: Vec2, { at }: LayoutPart): Vec2 =>
  rotate([x - at.x_m, y - at.y_m], -at.heading_rad);

function distance([x, y]: Vec2, ring: readonly Vec2[]): number {
  return Math.min(
    ...ring.map(([ax, ay], k) => {
      const [bx, by] = ring[(k + 1) % ring.length]!;
      const [dx, dy] = [bx - ax, by - ay];
      const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      return Math.hypot(x - ax - share * dx, y - ay - share * dy);
    }),
  );
}
