/** The clips of one camera, variant beside variant, on one clock with one scrubber. */
import { Select } from '@mantine/core';
import { useCallback, useEffect, useRef, useState, type CSSProperties } from 'react';
import type { Clip, ComparisonRun, Conflict } from '../api/types';
import { PauseIcon, PlayIcon } from '../components/Icons';
import { number } from '../format';
import { ClipVideo } from '../run/Clips';
import { text } from '../text';
import { variantColor } from '../theme';

const c = text.compare;
const SPEEDS = [0.25, 0.5, 1, 2];
/** Videos drift apart by a frame or two; beyond this they are brought back together. */
const DRIFT_S = 0.08;
const FILMED_REPLICATION = 0;

interface FilmsProps {
  runs: ComparisonRun[];
  clips: Clip[][];
  conflicts: Conflict[][];
  pending: boolean;
}

/** The clock of a moment of a film, to the second. The API's clock has minutes; the seconds are in `start_s`. */
export function filmClock(film: Pick<Clip, 'start_clock' | 'start_s'>, seconds: number): string {
  const [h = 0, m = 0] = film.start_clock.split(':').map(Number);
  const total = Math.floor(h * 3600 + m * 60 + (film.start_s % 60) + seconds + 1e-6);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(total / 3600) % 24)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
}

export function Films({ runs, clips, conflicts, pending }: FilmsProps) {
  const cameras = [...new Map(clips.flat().map((clip) => [clip.camera.id, clip.camera.name]))];
  // Chosen by the person, or kept for them once they began to play: clips that come later change nothing then.
  const [camera, setCamera] = useState<string | null>(null);
  const chosen =
    camera ?? cameras.toSorted((a, b) => filmedBy(clips, b[0]) - filmedBy(clips, a[0]))[0]?.[0] ?? null;
  if (pending) return null;
  if (!chosen)
    return (
      <p className="card muted" style={{ padding: 16 }}>
        {c.noClips}
      </p>
    );
  const films = clips.map((list) => list.find((clip) => clip.camera.id === chosen) ?? null);
  return (
    <Player
      key={chosen}
      runs={runs}
      films={films}
      conflicts={conflicts}
      cameras={cameras.map(([value, label]) => ({ value, label }))}
      camera={chosen}
      onCamera={setCamera}
    />
  );
}

const filmedBy = (clips: Clip[][], camera: string): number =>
  clips.filter((list) => list.some((clip) => clip.camera.id === camera)).length;

interface PlayerProps {
  runs: ComparisonRun[];
  films: (Clip | null)[];
  conflicts: Conflict[][];
  cameras: { value: string; label: string }[];
  camera: string;
  onCamera: (id: string) => void;
}

function Player({ runs, films, conflicts, cameras, camera, onCamera }: PlayerProps) {
  const clock = useRef(0);
  const videos = useRef<(HTMLVideoElement | null)[]>([]);
  const [time, setTime] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const length = Math.max(0.1, ...films.map((film) => film?.duration_s ?? 0));
  const filmed = films.filter(Boolean).length;
  const present = useCallback(() => videos.current.filter((v): v is HTMLVideoElement => v !== null), []);

  const seek = useCallback(
    (to: number) => {
      setTime(to);
      clock.current = to;
      for (const video of present())
        video.currentTime = Math.min(to, Math.max(0, (video.duration || to) - 0.02));
    },
    [present],
  );
  useEffect(() => {
    if (!playing) {
      present().forEach((video) => video.pause());
      return;
    }
    const all = present();
    const began = { at: performance.now(), time: clock.current };
    all.forEach((video) => {
      // A film that came while the others play joins them where they are.
      if (Math.abs(video.currentTime - clock.current) > DRIFT_S * Math.max(1, speed))
        video.currentTime = clock.current;
      video.playbackRate = speed;
      void video.play().catch(() => undefined);
    });
    let handle = 0;
    const tick = (): void => {
      const lead = all.find((video) => !video.ended && !video.paused);
      const now = lead ? lead.currentTime : began.time + ((performance.now() - began.at) / 1000) * speed;
      for (const video of all) {
        if (
          video !== lead &&
          !video.ended &&
          Math.abs(video.currentTime - now) > DRIFT_S * Math.max(1, speed)
        )
          video.currentTime = now;
      }
      clock.current = Math.min(now, length);
      setTime(clock.current);
      if (all.length > 0 && all.every((video) => video.ended)) setPlaying(false);
      else handle = requestAnimationFrame(tick);
    };
    handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [playing, speed, length, filmed, present]);

  const toggle = (): void => {
    onCamera(camera);
    if (!playing && time >= length - 0.1) seek(0);
    setPlaying((on) => !on);
  };
  return (
    <section aria-label={c.clips} className="stack" data-testid="films">
      <div className={`films n${Math.max(2, films.length)}`}>
        {films.map((film, index) => {
          const run = runs[index]!;
          const name = `${run.letter} · ${run.scenario_name}`;
          if (!film) {
            return (
              <div key={run.letter} className="film-missing">
                {name}: {c.missingClip}
              </div>
            );
          }
          return (
            <ClipVideo
              key={run.letter}
              ref={(element) => {
                videos.current[index] = element;
              }}
              clip={film}
              clock={filmClock(film, time)}
            >
              <span className="clip-badge" style={{ background: variantColor(run.color_index) }}>
                {name}
              </span>
            </ClipVideo>
          );
        })}
      </div>
      <div className="card scrub">
        <button
          type="button"
          className="btn icon"
          aria-label={playing ? c.pause : c.play}
          onClick={toggle}
          data-testid="play"
        >
          {playing ? <PauseIcon /> : <PlayIcon />}
        </button>
        <button
          type="button"
          className="btn"
          aria-label={`${c.speed} ${speed}×`}
          onClick={() => setSpeed(SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length]!)}
        >
          {speed}×
        </button>
        <div className="scrub-track" style={{ '--done': `${(time / length) * 100}%` } as CSSProperties}>
          <Marks runs={runs} films={films} conflicts={conflicts} length={length} />
          <input
            type="range"
            min={0}
            max={length}
            step={0.05}
            value={time}
            aria-label={c.scrubber}
            aria-valuetext={`${number(time, 1)} s`}
            data-testid="scrubber"
            onChange={(event) => {
              setPlaying(false);
              seek(Number(event.currentTarget.value));
            }}
          />
        </div>
        <span className="muted small">
          {number(time, 1)} / {number(length, 1)} s
        </span>
        {cameras.length > 1 ? (
          <Select
            aria-label={c.camera}
            w={150}
            value={camera}
            data={cameras}
            onChange={(value) => value && onCamera(value)}
          />
        ) : (
          <span />
        )}
      </div>
    </section>
  );
}

interface MarksProps {
  runs: ComparisonRun[];
  films: (Clip | null)[];
  conflicts: Conflict[][];
  length: number;
}

/** Encounters that happen while the clips run, in the colour of their variant: base below, variants above. */
function Marks({ runs, films, conflicts, length }: MarksProps) {
  return films.flatMap((film, index) => {
    if (!film) return [];
    return (conflicts[index] ?? [])
      .filter((one) => one.replication === FILMED_REPLICATION)
      .map((one) => ({ ...one, at: one.at_s - film.start_s }))
      .filter((one) => one.at >= 0 && one.at <= film.duration_s)
      .slice(0, 60)
      .map((one) => (
        <span
          key={`${index}-${one.id}`}
          className="scrub-mark"
          title={`${runs[index]!.letter} ${one.at_clock}`}
          style={{
            left: `${(one.at / length) * 100}%`,
            [index === 0 ? 'bottom' : 'top']: 0,
            background: variantColor(runs[index]!.color_index),
          }}
        />
      ));
  });
}
