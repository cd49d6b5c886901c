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

  /** The uppermost part at a point; of a shell only its wall, `slack` metres to each side. */
  at([x, y]: Vec2, slack: number): LayoutPart | null {
    const near = { x0: x - slack, y0: y - slack, x1: x + slack, y1: y + slack };
    return this.touching(near).findLast((part) => lies([x, y], part, slack)) ?? null;
  }
}

/** Ground markings are looked through: one means what stands on them. */
function lies([x, y]: Vec2, part: LayoutPart, slack: number): boolean {
  if (part.partClass === 'marking') return false;
  const own = rotate([x - part.at.x_m, y - part.at.y_m], -part.at.heading_rad);
  return isShell(part) ? distance(own, part.shape) <= slack : encloses(part.shape, own);
}

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
