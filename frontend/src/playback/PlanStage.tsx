/** The plan with everyone on it, following whom one follows. */
import { useEffect, useState, type ReactNode } from 'react';
import type { Vec2 } from '../api/types';
import { ConveyorsLayer } from '../plan/ConveyorsLayer';
import { PartsLayer } from '../plan/PartsLayer';
import { PlanView } from '../plan/PlanView';
import type { Bounds, Viewport } from '../plan/viewport';
import { ZonesLayer } from '../plan/ZonesLayer';
import type { PlanOf } from '../run/usePlanOf';
import { AgentsLayer } from './AgentsLayer';
import type { PlayClock } from './clock';

interface PlanStageProps {
  place: PlanOf;
  clock: PlayClock;
  label: string;
  bounds?: Bounds;
  marked?: readonly number[];
  followed?: number | null;
  onPick?: (agent: number) => void;
  under?: ReactNode;
  screen?: (viewport: Viewport) => ReactNode;
  padding?: number;
}

/** The plan is moved at most so often; in between the body moves on it. */
const FOLLOW_MS = 60;
const NOBODY: readonly number[] = [];

export function PlanStage(props: PlanStageProps) {
  const { place, clock, marked = NOBODY, followed = null } = props;
  const [focus, setFocus] = useState<{ at: Vec2; serial: number } | null>(null);
  useEffect(() => {
    if (followed === null) return;
    let last = 0;
    return clock.subscribe((poses) => {
      const now = performance.now();
      if (now - last < FOLLOW_MS && clock.playing) return;
      last = now;
      const at: Vec2 = [poses.x[followed]!, poses.y[followed]!];
      setFocus((before) => ({ at, serial: (before?.serial ?? 0) + 1 }));
    });
  }, [clock, followed]);
  return (
    <div className="playback-plan">
      <PlanView
        plan={place.plan}
        bounds={props.bounds ?? place.plan.bounds}
        label={props.label}
        padding={props.padding ?? 24}
        grid={false}
        focus={followed === null ? null : focus}
        testId="playback-plan"
        ground={<ZonesLayer zones={place.zones} />}
        parts={<PartsLayer layout={place.layout} />}
        world={
          <>
            <ConveyorsLayer courses={place.courses} />
            {props.under}
            <AgentsLayer clock={clock} marked={marked} onPick={props.onPick} />
          </>
        }
        screen={props.screen}
      />
    </div>
  );
}
