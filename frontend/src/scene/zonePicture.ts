/** The ground of a zone as a picture for the 3D view: the same pattern and name as in the plan. */
import { CanvasTexture, SRGBColorSpace } from 'three';
import type { Zone } from '../api/types';
import { token } from '../components/token';

const LONGEST_PX = 1024;
const MOST_PX_PER_M = 96;

const COLORS: Record<Zone['kind'], string> = {
  keep_out: '--worse',
  one_way: '--ink',
  slow: '--look',
  crossing: '--ink',
};

type Pen = CanvasRenderingContext2D;

function hatch(pen: Pen, width: number, height: number, px: number): void {
  pen.lineWidth = 0.14 * px;
  for (let x = -height; x < width; x += 0.99 * px) {
    pen.beginPath();
    pen.moveTo(x, height);
    pen.lineTo(x + height, 0);
    pen.stroke();
  }
}

function arrows(pen: Pen, width: number, height: number, px: number): void {
  const count = Math.max(1, Math.floor(width / (2.4 * px)));
  const reach = Math.min(0.6 * px, height / 4, width / 4);
  pen.lineWidth = 0.28 * px;
  for (let k = 0; k < count; k++) {
    const x = (width / count) * (k + 0.5);
    pen.beginPath();
    pen.moveTo(x - reach / 2, height / 2 - reach);
    pen.lineTo(x + reach / 2, height / 2);
    pen.lineTo(x - reach / 2, height / 2 + reach);
    pen.stroke();
  }
}

function bars(pen: Pen, width: number, height: number, px: number): void {
  const count = Math.max(1, Math.round(width / px));
  const pitch = width / count;
  for (let k = 0; k < count; k++) pen.fillRect(pitch * (k + 0.25), 0, pitch / 2, height);
}

function name(pen: Pen, words: string, width: number, height: number, px: number): void {
  const size = Math.min(0.55 * px, height * 0.4, (1.6 * width) / words.length);
  if (size < 7) return;
  pen.font = `600 ${size}px Inter, sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const across = pen.measureText(words).width + size * 0.8;
  pen.globalAlpha = 0.92;
  pen.fillStyle = token('--panel');
  pen.fillRect((width - across) / 2, height / 2 - size * 0.75, across, size * 1.5);
  pen.globalAlpha = 1;
  pen.fillStyle = token('--ink');
  pen.fillText(words, width / 2, height / 2);
}

/** Drawn with the length along x; `edge` is the colour of its border. */
export function zonePicture(zone: Zone, edge: string): CanvasTexture {
  const { length_m, width_m } = zone.area;
  const px = Math.min(MOST_PX_PER_M, LONGEST_PX / Math.max(length_m, width_m));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(8, Math.round(length_m * px));
  canvas.height = Math.max(8, Math.round(width_m * px));
  const pen = canvas.getContext('2d');
  if (pen) {
    const [width, height] = [canvas.width, canvas.height];
    const color = token(COLORS[zone.kind]);
    pen.fillStyle = pen.strokeStyle = color;
    pen.globalAlpha = 0.3;
    pen.fillRect(0, 0, width, height);
    pen.globalAlpha = zone.kind === 'crossing' ? 0.6 : 0.85;
    if (zone.kind === 'keep_out') hatch(pen, width, height, px);
    if (zone.kind === 'one_way') arrows(pen, width, height, px);
    if (zone.kind === 'crossing') bars(pen, width, height, px);
    pen.globalAlpha = 1;
    pen.strokeStyle = edge || color;
    pen.lineWidth = Math.max(3, 0.3 * px); // half of it lies inside
    pen.strokeRect(0, 0, width, height);
    name(pen, zone.name ?? zone.id, width, height, px);
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  return texture;
}
