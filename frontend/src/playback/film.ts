/**
 * A replication as the server keeps it to be watched: pieces of two minutes, each fetched by its bytes
 * when it is wanted. The format stands at the head of `scenarios/recording/playback.py`.
 */
import type { Film } from '../api/types';

/** Everyone's places in a stretch of frames, agent by agent: `x[agent * frames + frame]`. */
export interface Piece {
  frames: number;
  x: Int16Array;
  y: Int16Array;
  heading: Uint8Array;
  activity: Uint8Array;
  load: Uint8Array;
}

/** Where everyone is at an instant, by agent; overwritten from call to call. */
export interface Poses {
  x: Float32Array;
  y: Float32Array;
  heading: Float32Array;
  activity: Uint8Array;
  load: Uint8Array;
}

export const OFF = 0;
const TURN = 2 * Math.PI;
/** Nobody moves this far between two frames: who seems to has left and come back elsewhere. */
const LEAP_MPS = 8;
/** Decompressed pieces that are kept, of a few hundred kilobytes each. */
const KEPT = 48;

export const newPoses = (agents: number): Poses => ({
  x: new Float32Array(agents),
  y: new Float32Array(agents),
  heading: new Float32Array(agents),
  activity: new Uint8Array(agents),
  load: new Uint8Array(agents),
});

async function inflate(data: ArrayBuffer): Promise<ArrayBuffer> {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}

/** Differences along time become places; sums wrap as their type does. */
function summed<T extends Int16Array | Uint8Array>(column: T, agents: number, frames: number): T {
  for (let a = 0; a < agents; a++) {
    for (let i = a * frames + 1; i < (a + 1) * frames; i++) column[i]! += column[i - 1]!;
  }
  return column;
}

export function pieceOf(raw: ArrayBuffer, agents: number): Piece {
  const count = raw.byteLength / 7;
  const frames = agents ? count / agents : 0;
  if (!Number.isInteger(count) || !Number.isInteger(frames))
    throw new Error('a piece of the film is damaged');
  return {
    frames,
    x: summed(new Int16Array(raw, 0, count), agents, frames),
    y: summed(new Int16Array(raw, 2 * count, count), agents, frames),
    heading: summed(new Uint8Array(raw, 4 * count, count), agents, frames),
    activity: new Uint8Array(raw, 5 * count, count),
    load: new Uint8Array(raw, 6 * count, count),
  };
}

/** Bytes of a film's file, both ends included. */
export type Fetch = (first: number, last: number) => Promise<ArrayBuffer>;

export class FilmReader {
  readonly endS: number;
  private readonly offsets: number[] = [0];
  private readonly pieces = new Map<number, Piece>();
  private readonly asked = new Map<number, Promise<Piece>>();

  constructor(
    readonly film: Film,
    private readonly fetchBytes: Fetch,
  ) {
    for (const size of film.piece_bytes) this.offsets.push(this.offsets.at(-1)! + size);
    this.endS = film.start_s + Math.max(0, film.frames - 1) * film.step_s;
  }

  /** Fetches the piece with an instant and the next `ahead`; resolves when the first is there. */
  async prepare(timeS: number, ahead = 1): Promise<void> {
    const first = Math.floor(this.frameOf(timeS) / this.film.frames_per_piece);
    const last = Math.min(first + ahead, this.film.piece_bytes.length - 1);
    const wanted = [];
    for (let k = first; k <= last; k++) wanted.push(this.piece(k));
    wanted.slice(1).forEach((later) => void later.catch(() => undefined)); // asked again when it is its turn
    await wanted[0];
  }

  /** Writes everyone's pose at an instant; false where its pieces are not there yet. */
  read(timeS: number, into: Poses): boolean {
    const at = this.frameOf(timeS);
    const before = Math.floor(at);
    const after = Math.min(before + 1, this.film.frames - 1);
    const [a, b] = [this.frame(before), this.frame(after)];
    if (!a || !b) return false;
    const mix = at - before;
    const leap = (LEAP_MPS * this.film.step_s) / this.film.unit_m;
    const [ox, oy] = this.film.origin_m;
    for (let k = 0; k < this.film.agents.length; k++) {
      const [i, j] = [k * a.piece.frames + a.index, k * b.piece.frames + b.index];
      const [x0, y0] = [a.piece.x[i]!, a.piece.y[i]!];
      const [dx, dy] = [b.piece.x[j]! - x0, b.piece.y[j]! - y0];
      const there = b.piece.activity[j] !== OFF && Math.abs(dx) + Math.abs(dy) < leap;
      const share = there ? mix : 0;
      into.x[k] = ox + (x0 + dx * share) * this.film.unit_m;
      into.y[k] = oy + (y0 + dy * share) * this.film.unit_m;
      const turn = ((b.piece.heading[j]! - a.piece.heading[i]! + 384) & 255) - 128; // the short way round
      into.heading[k] = ((a.piece.heading[i]! + turn * share) * TURN) / 256;
      into.activity[k] = a.piece.activity[i]!;
      into.load[k] = a.piece.load[i]!;
    }
    return true;
  }

  private frameOf(timeS: number): number {
    const frame = (timeS - this.film.start_s) / this.film.step_s;
    return Math.min(Math.max(frame, 0), this.film.frames - 1);
  }

  private frame(number: number): { piece: Piece; index: number } | null {
    const k = Math.floor(number / this.film.frames_per_piece);
    const piece = this.pieces.get(k);
    return piece ? { piece, index: number - k * this.film.frames_per_piece } : null;
  }

  private piece(k: number): Promise<Piece> {
    const there = this.pieces.get(k);
    if (there) return Promise.resolve(there);
    const before = this.asked.get(k);
    if (before) return before;
    const coming = this.fetchBytes(this.offsets[k]!, this.offsets[k + 1]! - 1)
      .then(inflate)
      .then((raw) => {
        const piece = pieceOf(raw, this.film.agents.length);
        this.pieces.set(k, piece);
        for (const old of this.pieces.keys()) {
          if (this.pieces.size <= KEPT) break;
          this.pieces.delete(old);
        }
        return piece;
      })
      .finally(() => this.asked.delete(k));
    this.asked.set(k, coming);
    return coming;
  }
}
