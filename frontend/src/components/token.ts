/** A design token's computed colour, for WebGL, canvas and Plotly, which know no CSS variables. */
export function token(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = name.startsWith('--') ? `var(${name})` : name;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  const mixed = /color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)/.exec(value);
  if (!mixed) return value;
  const [r, g, b] = mixed.slice(1, 4).map((part) => Math.round(Number(part) * 255));
  return `rgb(${r},${g},${b})`;
}

/** The same with an alpha in 0..1. */
export function faded(name: string, alpha: number): string {
  const [r, g, b] = (token(name).match(/[\d.]+/g) ?? ['0', '0', '0']).slice(0, 3);
  return `rgba(${r},${g},${b},${alpha})`;
}
