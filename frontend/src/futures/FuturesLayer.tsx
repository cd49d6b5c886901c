/** The futures on the plan: everyone of the pair in every future, the chosen one strong and moved by the clock. */
import { memo, useEffect, useRef } from 'react';
import type { FuturesDetail, ShownAgent, Vec2, Vec3 } from '../api/types';
import type { PlayClock } from '../playback/clock';
import { poseAt, type Choice } from './outcomes';

interface FuturesLayerProps {
  detail: FuturesDetail;
  choice: Choice;
  clock: PlayClock;
}

const lineOf = (points: readonly (Vec2 | Vec3)[]): string =>
  `M${points.map(([x, y]) => `${x} ${y}`).join('L')}`;

export function FuturesLayer({ detail, choice, clock }: FuturesLayerProps) {
  const chosen = detail[choice];
  return (
    <g pointerEvents="none" data-testid="futures-fan" data-chosen={chosen}>
      <Fan detail={detail} />
      {detail.kinds.map((kind, k) => (
        <path key={k} d={lineOf(detail.shown[choice][k]!)} className={`future-way chosen agent-${kind}`} />
      ))}
      <Bodies detail={detail} choice={choice} clock={clock} />
    </g>
  );
}

/** Futures with contact lie over the others. */
const Fan = memo(function Fan({ detail }: { detail: FuturesDetail }) {
  const order = detail.paths
    .map((pair, future) => ({ pair, future, contact: detail.outcomes[future]!.contact }))
    .sort((a, b) => Number(a.contact) - Number(b.contact));
  return order.flatMap(({ pair, future, contact }) =>
    pair.map((points, k) => (
      <path
        key={`${future}-${k}`}
        d={lineOf(points)}
        data-future={future}
        className={`future-way agent-${detail.kinds[k]}${contact ? ' contact' : ''}`}
      />
    )),
  );
});

/** The pair as the chosen future has them at this instant, as outlines. */
function Bodies({ detail, choice, clock }: FuturesLayerProps) {
  const group = useRef<SVGGElement>(null);
  const pair = detail.agents_shown.filter((agent) => agent.is_pair);
  useEffect(() => {
    const bodies = [...(group.current?.children ?? [])] as SVGGElement[];
    return clock.subscribe((_, timeS) => {
      const k = (timeS - detail.start_s) / detail.step_s;
      bodies.forEach((body, index) => {
        const pose = poseAt(detail.shown[choice][index]!, k);
        body.style.display = pose ? '' : 'none';
        if (!pose) return;
        const turn = ((pose[2] * 180) / Math.PI).toFixed(1);
        body.setAttribute(
          'transform',
          `translate(${pose[0].toFixed(3)} ${pose[1].toFixed(3)}) rotate(${turn})`,
        );
      });
    });
  }, [clock, detail, choice]);
  return (
    <g ref={group}>
      {pair.map((agent) => (
        <Outline key={agent.id} agent={agent} />
      ))}
    </g>
  );
}

function Outline({ agent: { id, kind, size_m } }: { agent: ShownAgent }) {
  const [length, width] = size_m;
  const className = `future-body agent-${kind}`;
  return (
    <g style={{ display: 'none' }} data-future-of={id}>
      {kind === 'person' ? (
        <circle r={Math.max(length, width) / 2} className={className} />
      ) : (
        <rect x={-length / 2} y={-width / 2} width={length} height={width} rx={0.08} className={className} />
      )}
    </g>
  );
}
