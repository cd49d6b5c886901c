import { describe, expect, it } from 'vitest';
import type { Clip, DifferenceRow, Run, RunStep } from '../src/api/types';
import { extentOf, reachOf } from '../src/charts/IntervalPlot';
import { smoothed } from '../src/charts/bands';
import { filmClock } from '../src/compare/Films';
import { timeLeft } from '../src/run/Progress';
import { viewsOf } from '../src/run/FilmedClip';
import { fold, type LiveRun } from '../src/run/useRunLive';

const step = (id: string): RunStep => ({
  id,
  kind: 'replication',
  index: 0,
  label: id,
  status: 'waiting',
  progress: 0,
  message: '',
  started_at: null,
  finished_at: null,
  attempts: 0,
});
const run: Run = {
  id: 'r',
  scenario_id: 's',
  scenario_name: 'A',
  scenario_revision: 1,
  status: 'running',
  progress: 0.25,
  message: '',
  created_at: '2026-01-01T00:00:00Z',
  started_at: '2026-01-01T00:00:00Z',
  finished_at: null,
  replications: 2,
  clip_count: 0,
  error: null,
  steps: [step('a'), step('b')],
  events_url: '/ws/runs/r/',
};
const live: LiveRun = { run, replications: 0, partial: [], previews: {}, clips: [] };

describe('a run as it goes on', () => {
  it('follows its steps', () => {
    const next = fold(live, {
      type: 'step.status',
      seq: 3,
      step_id: 'b',
      kind: 'replication',
      index: 1,
      status: 'done',
      progress: 0.4,
      message: '',
    });
    expect(next.run.steps.map((s) => [s.id, s.status, s.progress])).toEqual([
      ['a', 'waiting', 0],
      ['b', 'done', 1],
    ]);
    expect(live.run.steps[1]!.status).toBe('waiting');
  });

  it('takes the server’s snapshot over what it thought', () => {
    const snapshot = { ...run, status: 'done' as const, progress: 1 };
    expect(fold(live, { type: 'run.snapshot', seq: 9, run: snapshot }).run).toBe(snapshot);
  });

  it('says how long is left once there is something to tell it by', () => {
    const now = Date.parse('2026-01-01T00:00:30Z');
    expect(timeLeft(run, now)).toBeCloseTo(90, 6);
    expect(timeLeft({ ...run, progress: 0.01 }, now)).toBeNull();
    expect(timeLeft({ ...run, started_at: null }, now)).toBeNull();
  });
});

describe('comparisons', () => {
  const row = (over: Partial<DifferenceRow>): DifferenceRow => ({
    key: 'k',
    label: 'K',
    unit: '1/h',
    better: 'higher',
    headline: true,
    base: { mean: 500, low: 490, high: 510, count: 10 },
    variant: { mean: 530, low: 520, high: 540, count: 10 },
    difference: { mean: 30, low: 25, high: 35, count: 10 },
    relative: 0.06,
    p_holm: 0.001,
    verdict: 'better',
    sentence: '',
    variance_reduction: null,
    ...over,
  });

  it('puts differences of different units on one scale, relative to the base', () => {
    expect(extentOf(row({}))).toEqual({ mean: 0.06, low: 0.05, high: 0.07 });
    expect(
      extentOf(row({ unit: 'share', difference: { mean: 0.02, low: 0.01, high: 0.03, count: 10 } }))!.mean,
    ).toBe(0.02);
    expect(extentOf(row({ base: { mean: 0, low: 0, high: 0, count: 10 } }))).toBeNull();
  });

  it('does not let one wild row flatten all others', () => {
    const wild = row({ difference: { mean: 5000, low: 4000, high: 6000, count: 10 } });
    expect(reachOf([row({}), row({}), row({}), row({}), wild])).toBeLessThan(0.2);
  });

  it('reads the clock of the film', () => {
    expect(filmClock({ start_clock: '13:41', start_s: 27_718 }, 10.4)).toBe('13:42:08');
    expect(filmClock({ start_clock: '23:59', start_s: 60 }, 61)).toBe('00:00:01');
  });
});

describe('bands', () => {
  it('smooths over the hour and never narrows the band below what its bins say', () => {
    const flat = { mean: [10, 20, 10, 20], low: [8, 18, 8, 18], high: [12, 22, 12, 22] };
    const smooth = smoothed(flat, 900, 1800);
    for (let i = 0; i < 4; i++) {
      expect(smooth.high[i]! - smooth.mean[i]!).toBeCloseTo(2, 9);
      expect(smooth.mean[i]!).toBeGreaterThan(9.9);
    }
  });
});

describe('the views of a clip', () => {
  const clip = {
    video_url: '/v.mp4',
    depth_video_url: '/d.mp4',
    class_video_url: '/c.mp4',
    uncertainty_video_url: '/u.mp4',
  } as Clip;

  it('are those that were kept, the picture first', () => {
    expect(viewsOf(clip)).toEqual([
      ['picture', '/v.mp4'],
      ['depth', '/d.mp4'],
      ['classes', '/c.mp4'],
      ['uncertainty', '/u.mp4'],
    ]);
    const old = { ...clip, depth_video_url: null, class_video_url: null, uncertainty_video_url: null };
    expect(viewsOf(old)).toEqual([['picture', '/v.mp4']]);
  });
});
