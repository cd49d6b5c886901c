/** Encounters, worst first: choose one and see where it was, how close, and the clip where one shows it. */
import { useEffect, useRef, useState } from 'react';
import { useClips, useConflicts } from '../api/queries';
import type { Clip, Conflict, Run, Scenario } from '../api/types';
import { Empty, Failed, Loading } from '../components/States';
import { number } from '../format';
import { PartsLayer } from '../plan/PartsLayer';
import { PlanView } from '../plan/PlanView';
import { known, text } from '../text/en';
import { ClipVideo } from './Clips';
import { ConflictDots } from './ConflictDots';
import { usePlanOf } from './usePlanOf';

const r = text.run;
/** Clips are filmed in the first replication. */
const FILMED_REPLICATION = 0;

const agentName = (id: string): string => {
  const [role = id, n] = id.split(/-(?=\d+$)/);
  return n ? `${known(r.agents, role)} ${Number(n)}` : known(r.agents, role);
};
const pairName = (conflict: Conflict): string => conflict.agents.map(agentName).join(' · ');

export function Encounters({ run, scenario }: { run: Run; scenario: Scenario }) {
  const conflicts = useConflicts(run.id, true);
  const clips = useClips(run.id, true);
  const [chosen, setChosen] = useState<string | null>(null);
  if (conflicts.isError) return <Failed error={conflicts.error} onRetry={() => void conflicts.refetch()} />;
  if (!conflicts.data) return <Loading />;
  const { conflicts: list, counts } = conflicts.data;
  if (list.length === 0) return <Empty title={r.encounters}>{r.noConflicts}</Empty>;
  const current = list.find((conflict) => conflict.id === chosen) ?? list[0]!;
  return (
    <div className="encounters">
      <section className="encounter-list" aria-label={r.encounters}>
        <div style={{ padding: '9px 14px' }}>
          <h2 className="section-head">{r.encounters}</h2>
          <span className="muted small">
            {r.encounterCounts(counts.serious, counts.slight, counts.contact)}
          </span>
        </div>
        <ol data-testid="conflicts">
          {list.map((conflict, index) => (
            <li key={conflict.id}>
              <button
                type="button"
                className="encounter"
                aria-current={conflict.id === current.id}
                onClick={() => setChosen(conflict.id)}
              >
                <span className="encounter-rank">{index + 1}</span>
                <span>
                  <span style={{ display: 'block' }} className="ellipsis">
                    {pairName(conflict)}
                  </span>
                  <span className="muted small">
                    {conflict.at_clock} · {r.replication(conflict.replication + 1)}
                  </span>
                </span>
                <Worst conflict={conflict} />
              </button>
            </li>
          ))}
        </ol>
      </section>
      <Details
        key={current.id}
        conflict={current}
        all={list}
        clips={clips.data?.clips ?? []}
        scenario={scenario}
        onChoose={setChosen}
      />
    </div>
  );
}

/** What makes the encounter bad: the speed of a contact, else the least time there was, else the gap. */
function Worst({ conflict }: { conflict: Conflict }) {
  const [value, label] =
    conflict.severity === 'contact'
      ? [`${number(conflict.max_closing_mps, 1)} m/s`, r.severity.contact]
      : conflict.min_ttc_s !== null && conflict.min_ttc_s <= (conflict.min_pet_s ?? Infinity)
        ? [`${number(conflict.min_ttc_s, 1)} s`, r.ttcShort]
        : conflict.min_pet_s !== null
          ? [`${number(conflict.min_pet_s, 1)} s`, r.petShort]
          : [`${number(conflict.min_separation_m, 2)} m`, r.gap];
  return (
    <span style={{ textAlign: 'right' }}>
      <span style={{ display: 'block' }}>{value}</span>
      <span className="muted tiny">{label}</span>
    </span>
  );
}

interface DetailsProps {
  conflict: Conflict;
  all: Conflict[];
  clips: Clip[];
  scenario: Scenario;
  onChoose: (id: string) => void;
}

const shows = (clip: Clip, conflict: Conflict): boolean =>
  conflict.replication === FILMED_REPLICATION &&
  clip.start_s <= conflict.at_s &&
  conflict.at_s <= clip.start_s + clip.duration_s;

function Details({ conflict, all, clips, scenario, onChoose }: DetailsProps) {
  const place = usePlanOf(scenario);
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
  return (
    <div className="encounter-view">
      <div className="stack">
        {clip && <ClipVideo ref={video} clip={clip} clock={conflict.at_clock} controls />}
        <section
          className="card"
          aria-label={r.where}
          style={{
            height: clip ? 330 : 'min(70vh, 760px)',
            overflow: 'hidden',
            display: 'flex',
            flexDirection: 'column',
          }}
        >
          <div className="card-head">
            <h2 className="section-head">{r.where}</h2>
            <span className="muted small">{r.whereNote}</span>
          </div>
          <div style={{ flex: 1, minHeight: 0 }}>
            {place ? (
              <PlanView
                plan={place.plan}
                bounds={place.plan.bounds}
                label={r.where}
                padding={16}
                grid={false}
                world={<PartsLayer parts={place.layout.values()} />}
                screen={(viewport) => (
                  <ConflictDots conflicts={all} chosen={conflict.id} viewport={viewport} />
                )}
                onPress={({ event }) => {
                  const id = (event.target as Element)
                    .closest('[data-conflict]')
                    ?.getAttribute('data-conflict');
                  if (id) onChoose(id);
                  return Boolean(id);
                }}
              />
            ) : (
              <Loading />
            )}
          </div>
        </section>
      </div>
      <section
        className="card"
        style={{ padding: '12px 16px 16px', alignSelf: 'start' }}
        aria-label={pairName(conflict)}
      >
        <div className="spread" style={{ marginBottom: 12 }}>
          <h2 className="section-head">{pairName(conflict)}</h2>
          <span className={`pill ${conflict.severity === 'slight' ? '' : 'worse'}`}>
            {r.severity[conflict.severity]}
          </span>
        </div>
        <div className="triple-figures">
          <Big
            value={conflict.min_ttc_s === null ? '–' : `${number(conflict.min_ttc_s, 2)} s`}
            label={r.ttc}
          />
          <Big value={`${number(conflict.min_separation_m, 2)} m`} label={r.separation} />
          <Big value={`${number(conflict.max_closing_mps, 1)} m/s`} label={r.closing} />
          <Big
            value={conflict.min_pet_s === null ? '–' : `${number(conflict.min_pet_s, 2)} s`}
            label={r.pet}
          />
          <Big
            value={conflict.max_drac_mps2 === null ? '–' : `${number(conflict.max_drac_mps2, 1)} m/s²`}
            label={r.drac}
          />
          <Big
            value={conflict.max_delta_v_mps === null ? '–' : `${number(conflict.max_delta_v_mps, 1)} m/s`}
            label={r.deltaV}
          />
        </div>
        <p className="muted small" style={{ marginTop: 14 }}>
          {known(r.geometry, conflict.geometry)} · {conflict.at_clock} ·{' '}
          {r.replication(conflict.replication + 1)} · x {number(conflict.x_m, 1)} y {number(conflict.y_m, 1)}{' '}
          m
        </p>
        <p className="muted small" style={{ marginTop: 8 }}>
          {r.riskNote}
        </p>
      </section>
    </div>
  );
}

function Big({ value, label }: { value: string; label: string }) {
  return (
    <div>
      <div className="figure-value" style={{ fontSize: 19 }}>
        {value}
      </div>
      <div className="muted small">{label}</div>
    </div>
  );
}
