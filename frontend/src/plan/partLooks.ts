/** How parts are drawn, as the style sheet says: read off a probe, because a canvas knows no style sheet. */

export interface Stroke {
  fill: string | null;
  stroke: string | null;
  /** Pixels. */
  width: number;
  dash: number[];
  opacity: number;
}

export interface Looks {
  /** Of the shape and of the lines on it, by the classes of the part. */
  of: (look: string) => { shape: Stroke; lines: Stroke };
  ghost: Stroke;
}

const SVG = 'http://www.w3.org/2000/svg';
const paintOf = (value: string): string | null => (value === 'none' ? null : value);

function read(element: Element): Stroke {
  const style = getComputedStyle(element);
  const dash = style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[\s,]+/).map(parseFloat);
  return {
    fill: paintOf(style.fill),
    stroke: paintOf(style.stroke),
    width: parseFloat(style.strokeWidth),
    dash,
    opacity: parseFloat(style.opacity),
  };
}

/** Reads each look once; `host` is in the plan, so that what the page around it says of parts holds. */
export function looksIn(host: HTMLElement): Looks {
  const known = new Map<string, { shape: Stroke; lines: Stroke }>();
  const probed = <T>(look: string, classes: string[], take: (paths: Element[]) => T): T => {
    const svg = document.createElementNS(SVG, 'svg');
    const group = document.createElementNS(SVG, 'g');
    group.setAttribute('class', look);
    const paths = classes.map((name) => {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', name);
      return path;
    });
    group.append(...paths);
    svg.append(group);
    host.append(svg);
    const taken = take(paths);
    svg.remove();
    return taken;
  };
  return {
    of: (look) => {
      const before = known.get(look);
      if (before) return before;
      const found = probed(look, ['part-shape', 'part-lines'], ([shape, lines]) => ({
        shape: read(shape!),
        lines: read(lines!),
      }));
      known.set(look, found);
      return found;
    },
    ghost: probed('', ['part-ghost'], ([path]) => read(path!)),
  };
}
