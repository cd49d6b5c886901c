/**
 * Everyone on the plan, moved by the clock: React draws the bodies once, the clock sets where they are.
 * People are discs with a nose to see where they look, vehicles are as large as they are.
 */
import { memo, useEffect, useRef } from 'react';
import type { Film } from '../api/types';
import type { PlayClock } from './clock';
import { OFF } from './film';
import { agentName, BLOCKED, CARRY, DOWN } from './words';

interface AgentsLayerProps {
  clock: PlayClock;
  /** Agents to mark, by number. */
  marked?: readonly number[];
  onPick?: (agent: number) => void;
}

/** Metres of floor that a person covers, where the film gives none. */
const PERSON_M = 0.5;

export const AgentsLayer = memo(function AgentsLayer({ clock, marked = [], onPick }: AgentsLayerProps) {
  const group = useRef<SVGGElement>(null);
  const { agents } = clock.reader.film;
  useEffect(() => {
    const bodies = [...(group.current?.children ?? [])] as SVGGElement[];
    const activities = new Int16Array(bodies.length).fill(-1);
    return clock.subscribe((poses) => {
      bodies.forEach((body, k) => {
        const activity = poses.activity[k]!;
        if (activity !== activities[k]) {
          activities[k] = activity;
          body.style.display = activity === OFF ? 'none' : '';
          const isStuck = activity === BLOCKED || activity === DOWN;
          body.dataset.activity = isStuck ? 'stuck' : activity === CARRY ? 'carry' : 'other';
        }
        if (activity === OFF) return;
        const turn = ((poses.heading[k]! * 180) / Math.PI).toFixed(1);
        body.setAttribute(
          'transform',
          `translate(${poses.x[k]!.toFixed(3)} ${poses.y[k]!.toFixed(3)}) rotate(${turn})`,
        );
      });
    });
  }, [clock]);
  return (
    <g ref={group} className="agents">
      {agents.map((agent, k) => (
        <Body
          key={agent.id}
          agent={agent}
          isMarked={marked.includes(k)}
          onPick={onPick && (() => onPick(k))}
        />
      ))}
    </g>
  );
});

interface BodyProps {
  agent: Film['agents'][number];
  isMarked: boolean;
  onPick?: () => void;
}

function Body({ agent, isMarked, onPick }: BodyProps) {
  const [length, width] = agent.size_m;
  const isPerson = agent.kind === 'person';
  const radius = Math.max(length, width, isPerson ? PERSON_M : 0) / 2;
  return (
    <g
      className={`agent agent-${agent.kind}${isMarked ? ' marked' : ''}`}
      data-agent={agent.id}
      style={{ display: 'none' }}
      onPointerDown={onPick}
    >
      <title>{agentName(agent.id)}</title>
      {isMarked && <circle r={radius + 0.35} className="agent-ring" />}
      {isPerson ? (
        <>
          <circle r={radius} className="agent-body" />
          <path
            d={`M${radius * 0.45} ${-radius * 0.5}L${radius * 1.5} 0L${radius * 0.45} ${radius * 0.5}Z`}
            className="agent-nose"
          />
        </>
      ) : (
        <>
          <rect
            x={-length / 2}
            y={-width / 2}
            width={length}
            height={width}
            rx={0.08}
            className="agent-body"
          />
          <path
            d={`M${length * 0.22} ${-width * 0.3}L${length * 0.44} 0L${length * 0.22} ${width * 0.3}`}
            className="agent-nose"
          />
        </>
      )}
    </g>
  );
}
