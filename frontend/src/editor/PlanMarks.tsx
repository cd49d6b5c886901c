/** What tools and checks draw over the plan: boxes, racks that are being drawn up, places to look at. */
import type { Finding, FloorArea, Vec2, ZoneKind } from '../api/types';
import { boxOf } from './engine/geometry';
import { MOST, rowOutlines, type RackField } from './engine/racks';
import { cornersOf } from './engine/area';
import { toScreen, type Viewport } from '../plan/viewport';
import { metres } from '../format';
import { text } from '../text';
import { said } from '../text/said';
import { RACK_ROW } from './tools/tools';

const points = (ring: readonly Vec2[]): string => ring.map((point) => point.join(',')).join(' ');

/** The rows of a field that is being drawn up. */
export function RackRows({ field, isPossible }: { field: RackField; isPossible: boolean }) {
  const rows = field.rows <= MOST.rows ? rowOutlines(field) : [];
  return (
    <g data-testid="rack-preview">
      {rows.map((ring, index) => (
        <polygon
          key={index}
          data-handle={RACK_ROW}
          className={isPossible ? RACK_ROW : `${RACK_ROW} impossible`}
          points={points(ring)}
        />
      ))}
    </g>
  );
}

export function Marquee({ from, to, viewport }: { from: Vec2; to: Vec2; viewport: Viewport }) {
  const { x0, y0, x1, y1 } = boxOf([toScreen(viewport, from), toScreen(viewport, to)]);
  return <rect className="marquee" x={x0} y={y0} width={x1 - x0} height={y1 - y0} />;
}

/** A zone that is being drawn, with its size. */
export function ZoneSketch({
  kind,
  area,
  viewport,
}: {
  kind: ZoneKind;
  area: FloorArea;
  viewport: Viewport;
}) {
  const ring = cornersOf(area).map((corner) => toScreen(viewport, corner));
  const { x0, x1, y1 } = boxOf(ring);
  return (
    <g className={`zone zone-${kind}`} data-testid="zone-sketch" pointerEvents="none">
      <polygon className="zone-ground" points={points(ring)} />
      <polygon className="zone-edge" points={points(ring)} strokeDasharray="5 3" />
      <text x={(x0 + x1) / 2} y={y1 + 16} textAnchor="middle" className="plan-label">
        {text.zones.size(metres(area.length_m), metres(area.width_m))}
      </text>
    </g>
  );
}

/** Where the checks found something. */
export function FindingRings({ findings, viewport }: { findings: readonly Finding[]; viewport: Viewport }) {
  return findings
    .filter((finding) => finding.at_m)
    .slice(0, 40)
    .map((finding, index) => {
      const [x, y] = toScreen(viewport, finding.at_m!);
      return (
        <circle
          key={index}
          cx={x}
          cy={y}
          r={13}
          className={`finding-ring ${finding.severity}`}
          pointerEvents="none"
        >
          <title>{said(finding.message)}</title>
        </circle>
      );
    });
}
