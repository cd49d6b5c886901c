/** The ways of some agents over a stretch of the film, as thin lines on the plan. */
import { useEffect, useState } from 'react';
import type { PlayClock } from './clock';
import { newPoses, OFF, type FilmReader } from './film';

interface TrailsProps {
  clock: PlayClock;
  agents: readonly number[];
}

export function Trails({ clock, agents }: TrailsProps) {
  const [lines, setLines] = useState<Map<number, string>>(new Map());
  const key = agents.join();
  useEffect(() => {
    let isGone = false;
    void waysOf(clock.reader, key.split(',').map(Number), clock.startS, clock.stopS).then(
      (found) => !isGone && setLines(found),
      () => undefined, // the clock tells that the pieces cannot be had
    );
    return () => {
      isGone = true;
    };
  }, [clock, key]);
  const film = clock.reader.film;
  return [...lines].map(([k, d]) => (
    <path key={k} d={d} className={`agent-trail agent-${film.agents[k]?.kind}`} pointerEvents="none" />
  ));
}

async function waysOf(
  reader: FilmReader,
  agents: readonly number[],
  startS: number,
  stopS: number,
): Promise<Map<number, string>> {
  await reader.prepare(startS, 0);
  await reader.prepare(stopS, 0);
  const poses = newPoses(reader.film.agents.length);
  const points = new Map<number, string[]>(agents.map((k) => [k, []]));
  for (let t = startS; t <= stopS; t += reader.film.step_s) {
    if (!reader.read(t, poses)) continue;
    for (const [k, line] of points) {
      if (poses.activity[k] !== OFF) line.push(`${poses.x[k]!.toFixed(2)} ${poses.y[k]!.toFixed(2)}`);
    }
  }
  return new Map(
    [...points].filter(([, line]) => line.length > 1).map(([k, line]) => [k, `M${line.join('L')}`]),
  );
}
