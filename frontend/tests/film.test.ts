import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Film } from '../src/api/types';
import { PlayClock } from '../src/playback/clock';
import { FilmReader, newPoses, OFF, pieceOf } from '../src/playback/film';

/** Frames as the server packs them: of each agent the places in steps, the heading, the activity. */
type Track = { x: number[]; y: number[]; heading: number[]; activity: number[] };

function packed(tracks: Track[]): ArrayBuffer {
  const differences = (values: number[]): number[] => values.map((v, i) => v - (values[i - 1] ?? 0));
  const column = (of: (t: Track) => number[], bytes: 1 | 2): Uint8Array => {
    const values = tracks.flatMap(of);
    return bytes === 2 ? new Uint8Array(Int16Array.from(values).buffer) : Uint8Array.from(values);
  };
  const parts = [
    column((t) => differences(t.x), 2),
    column((t) => differences(t.y), 2),
    column((t) => differences(t.heading), 1),
    column((t) => t.activity, 1),
    column((t) => t.activity.map(() => 0), 1),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part])).buffer;
}

/** Two frames a second, two to a piece: a walker along x that turns over the seam, and one who goes home. */
const walker = {
  x: [0, 50, 100, 150],
  y: [0, 0, 0, -100],
  heading: [250, 254, 2, 6],
  activity: [2, 2, 2, 2],
};
const leaver = {
  x: [30000, 30000, 0, 0],
  y: [0, 0, 0, 0],
  heading: [0, 0, 0, 0],
  activity: [2, 2, OFF, OFF],
};
const cut = (t: Track, from: number): Track => ({
  x: t.x.slice(from, from + 2),
  y: t.y.slice(from, from + 2),
  heading: t.heading.slice(from, from + 2),
  activity: t.activity.slice(from, from + 2),
});
const pieces = [0, 2].map((from) =>
  deflateSync(new Uint8Array(packed([cut(walker, from), cut(leaver, from)]))),
);
const agent = {
  role: 'picker',
  kind: 'person' as const,
  size_m: [0.5, 0.5, 1.8] as [number, number, number],
};
const film: Film = {
  format: 1,
  start_s: 60,
  step_s: 0.5,
  frames: 4,
  frames_per_piece: 2,
  origin_m: [10, 20],
  unit_m: 0.01,
  piece_bytes: pieces.map((piece) => piece.length),
  agents: [
    { id: 'picker-01', ...agent },
    { id: 'picker-02', ...agent },
  ],
};
const file = Buffer.concat(pieces);
const bytes = (first: number, last: number): Promise<ArrayBuffer> =>
  Promise.resolve(Uint8Array.from(file.subarray(first, last + 1)).buffer);

describe('a film', () => {
  it('gives places between two frames, over the seam of two pieces too', async () => {
    const reader = new FilmReader(film, bytes);
    const poses = newPoses(2);
    expect(reader.read(60, poses)).toBe(false);
    await reader.prepare(60, 1);
    await reader.prepare(61, 0);
    expect(reader.read(60.25, poses)).toBe(true);
    expect([poses.x[0], poses.y[0]]).toEqual([10.25, 20]);
    expect(reader.read(60.75, poses)).toBe(true);
    expect(poses.x[0]).toBeCloseTo(10.75, 5);
    expect((poses.heading[0]! * 256) / (2 * Math.PI)).toBeCloseTo(256, 4); // from 254 to 2, the short way
    reader.read(1e9, poses);
    expect([poses.x[0], poses.y[0]]).toEqual([11.5, 19]); // beyond the end is the end
    expect(reader.endS).toBe(61.5);
  });

  it('does not let somebody glide who leaves', async () => {
    const reader = new FilmReader(film, bytes);
    const poses = newPoses(2);
    await reader.prepare(60, 1);
    await reader.prepare(61, 0);
    reader.read(60.9, poses);
    expect([poses.x[1], poses.activity[1]]).toEqual([310, 2]);
    reader.read(61, poses);
    expect(poses.activity[1]).toBe(OFF);
  });

  it('asks for a piece once, and again when the connection was lost', async () => {
    const asked: number[] = [];
    let isLost = true;
    const reader = new FilmReader(film, (first, last) => {
      asked.push(first);
      return isLost ? Promise.reject(new Error('lost')) : bytes(first, last);
    });
    await expect(reader.prepare(60, 0)).rejects.toThrow('lost');
    isLost = false;
    await Promise.all([reader.prepare(60, 0), reader.prepare(60.2, 0)]);
    expect(asked).toEqual([0, 0]);
  });

  it('refuses a piece that is cut off', () => {
    expect(() => pieceOf(new ArrayBuffer(15), 2)).toThrow('damaged');
  });
});

describe('the clock of a film', () => {
  it('says where everyone is as soon as the piece is there', async () => {
    const clock = new PlayClock(new FilmReader(film, bytes));
    const heard: number[] = [];
    clock.subscribe((poses, time) => heard.push(time, poses.x[0]!));
    expect(clock.waiting).toBe(true);
    await expect.poll(() => clock.waiting).toBe(false);
    expect(heard.slice(-2)).toEqual([60, 10]);
  });

  it('stays within its stretch', async () => {
    const clock = new PlayClock(new FilmReader(film, bytes), 60.5, 61);
    clock.seek(1);
    expect(clock.timeS).toBe(60.5);
    clock.seek(99);
    expect(clock.timeS).toBe(61);
    await expect.poll(() => clock.waiting).toBe(false);
    expect(clock.poses.x[0]).toBe(11);
  });

  it('stops and keeps the fault when a piece cannot be had', async () => {
    const clock = new PlayClock(new FilmReader(film, () => Promise.reject(new Error('lost'))));
    await expect.poll(() => clock.error).toBeInstanceOf(Error);
    expect(clock.playing).toBe(false);
  });
});
