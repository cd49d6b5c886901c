/** One encounter: the clip where one shows it, the same moment from above, how close it was. */
import { useEffect, useMemo, useRef } from 'react';
import type { Clip, Conflict, Run } from '../api/types';
import { Failed } from '../components/States';
import { FuturesCard } from '../futures/FuturesCard';
import { FuturesLayer } from '../futures/FuturesLayer';
import { useEncounterFutures, type EncounterFutures } from '../futures/useFutures';
import { number } from '../format';
import { PlanStage } from '../playback/PlanStage';
import { Trails } from '../playback/Trails';
import { Transport } from '../playback/Transport';
import { filmError, usePlayback, usePlayClock, useReader } from '../playback/usePlayback';
import { Making, type Moment } from '../playback/WatchTab';
import { pairName } from '../playback/words';
import { PartsLayer } from '../plan/PartsLayer';
import { PlanView } from '../plan/PlanView';
import type { Bounds } from '../plan/viewport';
import { known, text } from '../text';
import { ClipVideo } from './Clips';
import { ConflictDots } from './ConflictDots';
import { usePlanOf, type PlanOf } from './usePlanOf';
import '../playback/playback.css';

const r = text.run;
const p = text.playback;
/** Clips are filmed in the first replication. */
const FILMED_REPLICATION = 0;
const SPEEDS = [0.25, 1, 4];
/** Metres of floor around an encounter that are shown. */
const AROUND_M: [number, number] = [11, 6.5];
const LEAD_S = 4;

interface EncounterDetailsProps {
  run: Run;
  conflict: Conflict;
  all: Conflict[];
  clips: Clip[];
  onChoose: (id: string) => void;
  onWatch: (moment: Moment) => void;
  /** Sees the same figures, but no replay of the moment: that would have to be made. */
  isReader?: boolean;
}

const shows = (clip: Clip, conflict: Conflict): boolean =>
  conflict.replication === FILMED_REPLICATION &&
  clip.start_s <= conflict.at_s &&
  conflict.at_s <= clip.start_s + clip.duration_s;

export function EncounterDetails(props: EncounterDetailsProps) {
  const { run, conflict, all, clips, onChoose, onWatch, isReader } = props;
  const place = usePlanOf(run.id);
  const futures = useEncounterFutures(run.id, conflict);
  const clip = clips.find((candidate) => shows(candidate, conflict));
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element || !clip) return;
    const seek = (): void => {
      element.currentTime = Math.max(0, conflict.at_s - clip.start_s);
    };
    if (element.readyState > 0) seek();
    else element.addEventListener('loadedmetadata', seek, { once: true });
  }, [clip, conflict]);
  const places = (
    <section className={`card encounter-places${isReader ? ' tall' : ''}`} aria-label={r.where}>
      <div className="card-head">
        <h2 className="section-head">{r.where}</h2>
        <span className="muted small">{r.whereNote}</span>
      </div>
      <div style={{ flex: 1, minHeight: 0 }}>
        {place && (
          <PlanView
            plan={place.plan}
            bounds={place.plan.bounds}
            label={r.where}
            padding={12}
            grid={false}
            controls={false}
            parts={<PartsLayer layout={place.layout} />}
            screen={(viewport) => <ConflictDots conflicts={all} chosen={conflict.id} viewport={viewport} />}
            onPress={({ event }) => {
              const dot = (event.target as Element).closest('[data-conflict]');
              const id = dot?.getAttribute('data-conflict');
              if (id) onChoose(id);
              return Boolean(id);
            }}
          />
        )}
      </div>
    </section>
  );
  return (
    <div className="encounter-view">
      <div className="stack">
        {clip && <ClipVideo ref={video} clip={clip} clock={conflict.at_clock} controls />}
        {isReader ? (
          places
        ) : (
          <section className={`card encounter-moment${clip ? ' has-clip' : ''}`} aria-label={p.sameMoment}>
            <div className="card-head">
              <h2 className="section-head">{p.sameMoment}</h2>
              {futures.detail && <span className="muted small">{text.futures.fanLegend}</span>}
              <button
                type="button"
                className="btn small"
                onClick={() => onWatch({ replication: conflict.replication, timeS: conflict.at_s - LEAD_S })}
              >
                {p.wholeDay}
              </button>
            </div>
            <SameMoment run={run} conflict={conflict} place={place} futures={futures} />
          </section>
        )}
      </div>
      <div className="stack">
        <Closeness conflict={conflict} />
        <FuturesCard futures={futures} onChoose={onChoose} />
        {!isReader && places}
      </div>
    </div>
  );
}

interface SameMomentProps {
  run: Run;
  conflict: Conflict;
  place: PlanOf | null;
  futures: EncounterFutures;
}

/** From before the encounter to after it, with everyone who is near. */
function SameMoment({ run, conflict, place, futures }: SameMomentProps) {
  const playback = usePlayback(run.id, conflict.replication);
  const reader = useReader(playback.data);
  const { detail, choice, played } = futures;
  const [from, to] = conflict.replay_s;
  const clock = usePlayClock(
    reader,
    Math.min(from, detail?.start_s ?? from),
    Math.max(to, detail ? detail.start_s + detail.duration_s : to),
  );
  const bounds = useMemo<Bounds>(() => {
    const [w, h] = AROUND_M;
    return [conflict.x_m - w, conflict.y_m - h, conflict.x_m + w, conflict.y_m + h];
  }, [conflict]);
  const pair = useMemo(
    () => conflict.agents.flatMap((id) => reader?.film.agents.findIndex((agent) => agent.id === id) ?? []),
    [conflict, reader],
  );
  useEffect(() => clock?.seek(conflict.at_s), [clock, conflict]);
  useEffect(() => {
    if (played === 0 || !clock || !detail) return;
    clock.seek(detail.start_s);
    if (!window.matchMedia('(prefers-reduced-motion: reduce)').matches) clock.play();
  }, [clock, detail, played]);
  const retry = (): void => void playback.refetch();
  if (playback.isError) return <Failed error={playback.error} onRetry={retry} />;
  if (playback.data?.status === 'failed')
    return <Failed title={p.failed} error={filmError(playback.data)} onRetry={retry} />;
  if (!place || !clock) return <Making playback={playback.data} />;
  return (
    <>
      <div className="encounter-plan">
        <PlanStage
          place={place}
          clock={clock}
          label={p.sameMoment}
          bounds={bounds}
          padding={0}
          marked={pair}
          under={
            <>
              {detail && <FuturesLayer detail={detail} choice={choice} clock={clock} />}
              <Trails clock={clock} agents={pair} />
            </>
          }
        />
      </div>
      <div className="encounter-transport">
        <Transport
          clock={clock}
          startOfDay={place.document.experiment.start_of_day}
          conflicts={[conflict]}
          onConflict={(one) => clock.seek(one.at_s)}
          speeds={SPEEDS}
        />
      </div>
    </>
  );
}

function Closeness({ conflict }: { conflict: Conflict }) {
  const figures: [number | null, number, string, string][] = [
    [conflict.min_ttc_s, 2, 's', r.ttc],
    [conflict.min_separation_m, 2, 'm', r.separation],
    [conflict.max_closing_mps, 1, 'm/s', r.closing],
    [conflict.min_pet_s, 2, 's', r.pet],
    [conflict.max_drac_mps2, 1, 'm/s²', r.drac],
    [conflict.max_delta_v_mps, 1, 'm/s', r.deltaV],
  ];
  return (
    <section className="card closeness" aria-label={pairName(conflict)}>
      <div className="spread" style={{ marginBottom: 12 }}>
        <h2 className="section-head">{pairName(conflict)}</h2>
        <span className={`pill ${conflict.severity === 'slight' ? '' : 'worse'}`}>
          {r.severity[conflict.severity]}
        </span>
      </div>
      <div className="triple-figures">
        {figures.map(([value, digits, unit, label]) => (
          <div key={label}>
            <div className="figure-value" style={{ fontSize: 19 }}>
              {value === null ? '–' : `${number(value, digits)} ${unit}`}
            </div>
            <div className="muted small">{label}</div>
          </div>
        ))}
      </div>
      <p className="muted small" style={{ marginTop: 14 }}>
        {known(r.geometry, conflict.geometry)} · {conflict.at_clock} ·{' '}
        {r.replication(conflict.replication + 1)} · x {number(conflict.x_m, 1)} y {number(conflict.y_m, 1)} m
      </p>
      <p className="muted small" style={{ marginTop: 8 }}>
        {r.riskNote}
      </p>
    </section>
  );
}
