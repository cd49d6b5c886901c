/** Play, pause, speed and the time of the day, with the encounters marked on it. */
import type { CSSProperties } from 'react';
import type { Conflict } from '../api/types';
import { PauseIcon, PlayIcon } from '../components/Icons';
import { clock as clockTime } from '../format';
import { text } from '../text';
import type { PlayClock } from './clock';
import { useClock } from './usePlayback';
import { pairName } from './words';

const p = text.playback;
const SPEEDS = [0.25, 1, 4, 16, 60, 240];
const STEP_S = 10;
/** A stretch so short that its seconds matter. */
const BRIEF_S = 600;
const RANK = { slight: 0, serious: 1, contact: 2 };

interface TransportProps {
  clock: PlayClock;
  startOfDay: string;
  conflicts: readonly Conflict[];
  onConflict: (conflict: Conflict) => void;
  speeds?: readonly number[];
}

export function Transport({ clock, startOfDay, conflicts, onConflict, speeds = SPEEDS }: TransportProps) {
  const playing = useClock(clock, (c) => c.playing);
  const speed = useClock(clock, (c) => c.speed);
  const waiting = useClock(clock, (c) => c.waiting);
  const second = useClock(clock, (c) => Math.round(c.timeS * 5) / 5);
  const isLost = useClock(clock, (c) => c.error !== null);
  const length = Math.max(clock.stopS - clock.startS, 0.1);
  const shareOf = (timeS: number): number => Math.min(1, Math.max(0, (timeS - clock.startS) / length)) * 100;
  const marks = conflicts
    .filter((one) => one.at_s >= clock.startS && one.at_s <= clock.stopS)
    .toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
  return (
    <div className="card scrub transport" data-testid="transport">
      <button
        type="button"
        className="btn icon"
        aria-label={playing ? p.pause : p.play}
        data-testid="play"
        onClick={() => (playing ? clock.pause() : clock.play())}
      >
        {playing ? <PauseIcon /> : <PlayIcon />}
      </button>
      <button
        type="button"
        className="btn speed"
        aria-label={`${p.speed} ${speed}×`}
        data-testid="speed"
        onClick={() => clock.setSpeed(speeds[(speeds.indexOf(speed) + 1) % speeds.length]!)}
      >
        {speed}×
      </button>
      <div className="scrub-track" style={{ '--done': `${shareOf(second)}%` } as CSSProperties}>
        <input
          type="range"
          min={clock.startS}
          max={clock.stopS}
          step={length > BRIEF_S ? STEP_S : 0.1}
          value={second}
          aria-label={p.scrubber}
          aria-valuetext={clockTime(startOfDay, second, true)}
          data-testid="scrubber"
          onChange={(event) => clock.seek(Number(event.currentTarget.value))}
        />
        {marks.map((one) => (
          <span
            key={one.id}
            className={`time-mark ${one.severity}`}
            title={`${pairName(one)}, ${one.at_clock}`}
            style={{ left: `${shareOf(one.at_s)}%` }}
            onPointerDown={() => onConflict(one)}
          />
        ))}
      </div>
      <span className="transport-time" data-testid="playback-time" aria-live="off">
        {clockTime(startOfDay, second, true)}
        <span className="muted small">
          {isLost
            ? ` ${p.lost}`
            : waiting
              ? ` ${p.waiting}`
              : ` / ${clockTime(startOfDay, clock.stopS, length < BRIEF_S)}`}
        </span>
      </span>
    </div>
  );
}
