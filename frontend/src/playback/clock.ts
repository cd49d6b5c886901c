/**
 * The clock of what is being watched: an instant of the simulated day that runs at a speed, waits for
 * pieces that are on their way, and tells who listens. Views that draw listen to every tick, text does
 * not need to.
 */
import type { FilmReader, Poses } from './film';
import { newPoses } from './film';

export type Listener = (poses: Poses, timeS: number) => void;

/** How many pieces are fetched ahead, by how fast they are used up. */
const aheadAt = (speed: number): number => Math.min(12, 1 + Math.ceil(speed / 40));

const LONGEST_S = 1;

export class PlayClock {
  readonly poses: Poses;
  timeS: number;
  playing = false;
  speed = 1;
  /** Whether it waits for a piece. */
  waiting = true;
  error: unknown = null;
  private readonly listeners = new Set<Listener>();
  private handle = 0;
  private last = 0;

  constructor(
    readonly reader: FilmReader,
    readonly startS = reader.film.start_s,
    readonly stopS = reader.endS,
  ) {
    this.poses = newPoses(reader.film.agents.length);
    this.timeS = startS;
    void this.show();
  }

  /** Listens to every change; hears of the present at once. Returns what ends it. */
  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    if (!this.waiting) listener(this.poses, this.timeS);
    return () => this.listeners.delete(listener);
  };

  seek(timeS: number): void {
    this.timeS = Math.min(Math.max(timeS, this.startS), this.stopS);
    void this.show();
  }

  play(): void {
    if (this.playing) return;
    if (this.timeS >= this.stopS - 1e-3) this.timeS = this.startS;
    this.playing = true;
    this.last = 0;
    this.handle = requestAnimationFrame(this.tick);
    this.tell();
  }

  pause(): void {
    if (this.playing) cancelAnimationFrame(this.handle);
    this.playing = false;
    this.tell();
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.tell();
  }

  private readonly tick = (now: number): void => {
    if (!this.playing) return;
    // A frame that comes very late (another tab was in front) does not make the day jump.
    const passed = this.last ? Math.min(LONGEST_S, (now - this.last) / 1000) : 0;
    this.last = now;
    if (!this.waiting) {
      this.timeS = Math.min(this.timeS + passed * this.speed, this.stopS);
      void this.show();
    }
    if (this.timeS >= this.stopS) this.pause();
    else this.handle = requestAnimationFrame(this.tick);
  };

  private async show(): Promise<void> {
    const wanted = this.timeS;
    if (this.reader.read(wanted, this.poses)) {
      this.waiting = false;
      this.tell();
      void this.reader.prepare(wanted, aheadAt(this.speed)).catch(() => undefined);
      return;
    }
    this.waiting = true;
    this.tell();
    try {
      await this.reader.prepare(wanted, aheadAt(this.speed));
      await this.reader.prepare(Math.min(wanted + this.reader.film.step_s, this.reader.endS), 0);
      this.error = null;
    } catch (error) {
      this.error = error;
      this.pause();
      return;
    }
    this.waiting = !this.reader.read(this.timeS, this.poses);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.poses, this.timeS);
  }
}
