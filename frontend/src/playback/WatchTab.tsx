/** The simulated day to be watched: everyone in plan and 3D, any moment, any speed, any replication. */
import { Select } from '@mantine/core';
import { lazy, useEffect, useMemo, useState } from 'react';
import { ApiError, apiPath } from '../api/client';
import { useConflicts } from '../api/queries';
import type { Conflict, Playback, Run } from '../api/types';
import { Segments } from '../components/Segments';
import { Empty, Failed, Loading } from '../components/States';
import { ViewSwitch } from '../components/ViewSwitch';
import type { View } from '../editor/store';
import { number } from '../format';
import { SceneFrame } from '../scene/SceneFrame';
import { floorHeight } from '../scene/floor';
import { known, text } from '../text';
import { usePlanOf, type PlanOf } from '../run/usePlanOf';
import type { PlayClock } from './clock';
import { OFF } from './film';
import { PlanStage } from './PlanStage';
import './playback.css';
import { Transport } from './Transport';
import { filmError, useClock, usePlayback, usePlayClock, useReader } from './usePlayback';
import { ACTIVITIES, agentName, pairName } from './words';

const Agents3D = lazy(() => import('./Agents3D'));
const p = text.playback;
/** How long before an encounter one begins to watch. */
const LEAD_S = 4;

/** A moment to begin with: from a link, or from an encounter. */
export interface Moment {
  replication: number;
  timeS: number;
}

interface WatchTabProps {
  run: Run;
  moment: Moment;
  onMoment: (moment: Moment) => void;
  /** Looks by a link: nothing is filmed for them, so they see the first replication. */
  isReader?: boolean;
}

export function WatchTab({ run, moment, onMoment, isReader }: WatchTabProps) {
  const place = usePlanOf(run.id);
  const playback = usePlayback(run.id, moment.replication, isReader);
  const reader = useReader(playback.data);
  const clock = usePlayClock(reader);
  if (isReader && playback.error instanceof ApiError && playback.error.status === 404)
    return <Empty title={text.share.noFilmTitle}>{text.share.noFilm}</Empty>;
  if (playback.isError) return <Failed error={playback.error} onRetry={() => void playback.refetch()} />;
  if (playback.data?.status === 'failed')
    return (
      <Failed title={p.failed} error={filmError(playback.data)} onRetry={() => void playback.refetch()} />
    );
  if (!place || !clock) return <Making playback={playback.data} />;
  return (
    <Stage
      key={moment.replication}
      run={run}
      place={place}
      clock={clock}
      moment={moment}
      onMoment={onMoment}
      isReader={isReader}
    />
  );
}

export function Making({ playback }: { playback: Playback | undefined }) {
  const share = playback && playback.status !== 'done' ? playback.progress : null;
  return share === null ? <Loading /> : <Loading label={p.making(`${number(share * 100, 0)} %`)} />;
}

interface StageProps extends WatchTabProps {
  place: PlanOf;
  clock: PlayClock;
}

const LISTS = Object.entries(p.lists) as [keyof typeof p.lists, string][];

function Stage({ run, place, clock, moment, onMoment, isReader }: StageProps) {
  const conflicts = useConflicts(run.id, true);
  const [view, setView] = useState<View>('plan');
  const [list, setList] = useState<keyof typeof p.lists>('encounters');
  const [followed, setFollowed] = useState<number | null>(null);
  const [chosen, setChosen] = useState<Conflict | null>(null);
  const { film } = clock.reader;
  // Nobody is on the floor at the very first instant.
  useEffect(() => clock.seek(Math.max(moment.timeS, clock.startS + 2)), [clock, moment]);
  const here = useMemo(
    () =>
      (conflicts.data?.conflicts ?? [])
        .filter((one) => one.replication === moment.replication)
        .toSorted((a, b) => a.at_s - b.at_s),
    [conflicts.data, moment.replication],
  );
  const numberOf = (id: string): number => film.agents.findIndex((agent) => agent.id === id);
  const marked = useMemo(() => {
    const pair = chosen ? chosen.agents.map(numberOf).filter((k) => k >= 0) : [];
    return followed === null ? pair : [...pair, followed];
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the film is the clock's
  }, [chosen, followed, clock]);
  const jump = (one: Conflict): void => {
    setChosen(one);
    setFollowed(numberOf(one.agents[0]!));
    clock.seek(one.at_s - LEAD_S);
    clock.setSpeed(1);
    clock.play();
  };
  const startOfDay = place.document.experiment.start_of_day;
  return (
    <div className="watch" data-testid="watch">
      <section className="watch-side" aria-label={p.listsLabel}>
        <div className="watch-side-head">
          <Segments label={p.listsLabel} options={LISTS} value={list} onChange={setList} />
        </div>
        {list === 'encounters' ? (
          conflicts.isError ? (
            <Failed error={conflicts.error} onRetry={() => void conflicts.refetch()} />
          ) : conflicts.data ? (
            <EncounterList list={here} chosen={chosen?.id ?? null} onChoose={jump} />
          ) : (
            <Loading />
          )
        ) : (
          <AgentList clock={clock} followed={followed} onFollow={setFollowed} />
        )}
      </section>
      <div className="watch-stage">
        <div className="watch-view">
          {view === 'plan' ? (
            <PlanStage
              place={place}
              clock={clock}
              label={p.planLabel}
              marked={marked}
              followed={followed}
              onPick={setFollowed}
            />
          ) : (
            <SceneFrame
              onPlan={() => setView('plan')}
              glbUrl={apiPath(`revisions/${place.revisionId}/scene.glb`)}
              bounds={place.plan.bounds}
              floorZ={floorHeight(place.parts)}
              layout={place.layout}
              items={place.items}
              selection={NOTHING}
              onPick={() => undefined}
            >
              <Agents3D clock={clock} floorZ={floorHeight(place.parts)} marked={marked} followed={followed} />
            </SceneFrame>
          )}
          <div className="watch-switch">
            <ViewSwitch value={view} onChange={setView} />
          </div>
          <Legend clock={clock} />
          {followed !== null && (
            <button type="button" className="btn watch-follow" onClick={() => setFollowed(null)}>
              {p.unfollow}: {agentName(film.agents[followed]?.id ?? '')}
            </button>
          )}
        </div>
        <div className="watch-bar">
          <Transport clock={clock} startOfDay={startOfDay} conflicts={here} onConflict={jump} />
          {!isReader && run.replications > 1 && (
            <Select
              aria-label={p.replication}
              w={170}
              value={String(moment.replication)}
              data={Array.from({ length: run.replications }, (_, k) => ({
                value: String(k),
                label: p.replicationOf(k + 1, run.replications),
              }))}
              onChange={(value) => value && onMoment({ replication: Number(value), timeS: clock.timeS })}
            />
          )}
        </div>
      </div>
    </div>
  );
}

const NOTHING: readonly string[] = [];

function Legend({ clock }: { clock: PlayClock }) {
  const counts = useClock(clock, ({ poses, reader }) => {
    let [people, vehicles] = [0, 0];
    reader.film.agents.forEach((agent, k) => {
      if (poses.activity[k] === OFF) return;
      if (agent.kind === 'person') people++;
      else vehicles++;
    });
    return p.there(people, vehicles);
  });
  return (
    <div className="watch-legend card small">
      <span className="legend-dot person" /> {p.legend.person}
      <span className="legend-dot vehicle" /> {p.legend.vehicle}
      <span className="legend-dot stuck" /> {p.legend.blocked}
      <span className="muted">{counts}</span>
    </div>
  );
}

interface EncounterListProps {
  list: readonly Conflict[];
  chosen: string | null;
  onChoose: (conflict: Conflict) => void;
}

function EncounterList({ list, chosen, onChoose }: EncounterListProps) {
  if (list.length === 0) return <Empty>{p.none}</Empty>;
  return (
    <ol className="watch-list" data-testid="watch-encounters">
      {list.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            className="watch-row"
            aria-current={one.id === chosen}
            title={p.jump}
            onClick={() => onChoose(one)}
          >
            <span className={`severity-dot ${one.severity}`} />
            <span className="ellipsis">{pairName(one)}</span>
            <span className="muted small">
              {one.at_clock} · {text.run.severity[one.severity]}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

interface AgentListProps {
  clock: PlayClock;
  followed: number | null;
  onFollow: (agent: number | null) => void;
}

function AgentList({ clock, followed, onFollow }: AgentListProps) {
  useClock(clock, (c) => Math.round(c.timeS * 2) + (c.waiting ? 0.1 : 0));
  const { agents } = clock.reader.film;
  return (
    <ol className="watch-list" data-testid="watch-agents">
      {agents.map((agent, k) => {
        const activity = ACTIVITIES[clock.poses.activity[k] ?? OFF] ?? 'off';
        const load = clock.poses.load[k] ?? 0;
        return (
          <li key={agent.id}>
            <button
              type="button"
              className="watch-row"
              aria-pressed={k === followed}
              aria-label={
                k === followed ? `${p.unfollow}: ${agentName(agent.id)}` : p.follow(agentName(agent.id))
              }
              onClick={() => onFollow(k === followed ? null : k)}
            >
              <span className={`legend-dot ${agent.kind === 'person' ? 'person' : 'vehicle'}`} />
              <span className="ellipsis">{agentName(agent.id)}</span>
              <span className="muted small">
                {activity === 'off' ? p.offShift : known(text.run.activities, activity)}
                {load > 0 && activity !== 'off' ? ` · ${p.load(load)}` : ''}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
