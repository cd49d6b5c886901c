import { describe, expect, it } from 'vitest';
import type { PartClass, Vec2 } from '../src/api/types';
import { boxRing, encloses } from '../src/editor/engine/geometry';
import type { LayoutPart } from '../src/editor/engine/placement';
import { PartIndex } from '../src/plan/partIndex';
import { rackLines, shownParts } from '../src/plan/partShapes';

function part(id: string, partClass: PartClass, [x, y]: Vec2, [l, w]: Vec2, heading = 0): LayoutPart {
  const at = { x_m: x, y_m: y, z_m: 0, heading_rad: heading };
  const shape = boxRing(l, w);
  return {
    id,
    name: id,
    partClass,
    shape,
    size: [l, w, 2],
    at,
    rest: at,
    state: 'unchanged',
    source: id,
    item: null,
  };
}

const indexOf = (parts: LayoutPart[]): PartIndex =>
  new PartIndex(shownParts(new Map(parts.map((p) => [p.id, p]))));

describe('what lies at a point of the plan', () => {
  it('is the uppermost part there, turned as it stands', () => {
    const rack = part('rack', 'rack', [10, 10], [6, 1], Math.PI / 2);
    const box = part('box', 'clutter', [10, 12], [1, 1]);
    const index = indexOf([box, rack]);
    expect(index.at([10, 8], 0.1)?.id).toBe('rack');
    expect(index.at([12, 10], 0.1)).toBeNull(); // where it would lie unturned
    expect(index.at([10, 12], 0.1)?.id).toBe('box');
  });

  it('is of a hall its wall and not its floor, and never a marking', () => {
    const index = indexOf([
      part('hall', 'wall', [50, 50], [100, 100]),
      part('line', 'marking', [20, 20], [4, 4]),
    ]);
    expect(index.at([50, 50], 0.2)).toBeNull();
    expect(index.at([0.1, 50], 0.2)?.id).toBe('hall');
    expect(index.at([20, 20], 0.2)).toBeNull();
  });

  it('agrees with looking at every part, wherever one presses', () => {
    const parts = Array.from({ length: 400 }, (_, k) =>
      part(`r${k}`, 'rack', [(k % 20) * 3.2, Math.floor(k / 20) * 2.4], [2.7, 1.1], k % 7 ? 0 : 0.4),
    );
    const index = indexOf(parts);
    for (let k = 0; k < 300; k++) {
      const point: Vec2 = [((k * 37) % 640) / 10, ((k * 53) % 480) / 10];
      const all = parts.findLast(({ shape, at }) => {
        const [dx, dy] = [point[0] - at.x_m, point[1] - at.y_m];
        const [c, s] = [Math.cos(at.heading_rad), Math.sin(at.heading_rad)];
        return encloses(shape, [c * dx + s * dy, c * dy - s * dx]);
      });
      expect(index.at(point, 0)?.id).toBe(all?.id);
    }
  });

  it('is a thin part, too, if one presses just beside it', () => {
    const index = indexOf([part('wall', 'wall', [0, 0], [10, 0.1]), part('rack', 'rack', [0, 1], [10, 1])]);
    expect(index.at([3, -0.15], 0.2)?.id).toBe('wall');
    expect(index.at([3, -0.3], 0.2)).toBeNull();
    expect(index.at([3, 0.55], 0.2)?.id).toBe('rack');
  });

  it('is not what the plan does not show', () => {
    const gone = { ...part('gone', 'rack', [0, 0], [4, 4]), state: 'removed' as const };
    expect(indexOf([gone, part('floor', 'floor', [0, 0], [9, 9])]).at([0, 0], 0.1)).toBeNull();
  });
});

it('a rack has an upright and a diagonal for each square, along its long side', () => {
  const { lines, cell_m } = rackLines(boxRing(1, 4));
  expect(lines).toHaveLength(8);
  expect(cell_m).toBe(1);
});
