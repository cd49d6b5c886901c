/** Encounters, worst first: choose one and watch it. */
import { useState } from 'react';
import { useClips, useConflicts } from '../api/queries';
import type { Conflict, Run } from '../api/types';
import { Empty, Failed, Loading } from '../components/States';
import { number } from '../format';
import type { Moment } from '../playback/WatchTab';
import { pairName } from '../playback/words';
import { text } from '../text';
import { EncounterDetails } from './EncounterDetails';

const r = text.run;
interface EncountersProps {
  run: Run;
  onWatch: (moment: Moment) => void;
  isReader?: boolean;
}

export function Encounters({ run, onWatch, isReader }: EncountersProps) {
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
      <EncounterDetails
        key={current.id}
        run={run}
        conflict={current}
        all={list}
        clips={clips.data?.clips ?? []}
        onChoose={setChosen}
        onWatch={onWatch}
        isReader={isReader}
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
