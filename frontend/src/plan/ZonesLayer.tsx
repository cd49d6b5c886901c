/** Zones in the plan: their ground in metres with a pattern for each kind, and their names in pixels. */
import { memo, useId, type CSSProperties } from 'react';
import type { FloorArea, Vec2, Zone } from '../api/types';
import { cornersOf } from '../editor/engine/area';
import { zoneKey, type ZoneChange } from '../editor/engine/zones';
import { toScreen, type Viewport } from './viewport';

const CHEVRON_M = 2.4; // from one arrow to the next
const STRIPE_M = 0.5;

const pointsOf = (area: FloorArea): string =>
  cornersOf(area)
    .map((corner) => corner.join(','))
    .join(' ');

const turnOf = (area: FloorArea): string =>
  `translate(${area.x_m} ${area.y_m}) rotate(${((area.heading_rad * 180) / Math.PI).toFixed(4)})`;

/** Arrowheads along the length of an aisle, about its middle. */
function chevrons({ length_m, width_m }: FloorArea): string {
  const count = Math.max(1, Math.floor(length_m / CHEVRON_M));
  const reach = Math.min(0.45, width_m / 4, length_m / 4);
  return Array.from({ length: count }, (_, k) => {
    const x = (length_m / count) * (k + 0.5) - length_m / 2;
    return `M${x - reach / 2} ${reach}L${x + reach / 2} 0L${x - reach / 2} ${-reach}`;
  }).join('');
}

/** The bars of a crossing, across the way that one walks over it. */
function bars({ length_m, width_m }: FloorArea): string {
  const count = Math.max(1, Math.round(length_m / (2 * STRIPE_M)));
  const pitch = length_m / count;
  return Array.from({ length: count }, (_, k) => {
    const x = pitch * (k + 0.25) - length_m / 2;
    return `M${x} ${-width_m / 2}h${pitch / 2}v${width_m}h${-pitch / 2}z`;
  }).join('');
}

interface ZoneShapeProps {
  zone: Zone;
  area: FloorArea;
  change: ZoneChange;
  hatch: string;
}

const ZoneShape = memo(function ZoneShape({ zone, area, change, hatch }: ZoneShapeProps) {
  const changed = change !== 'unchanged';
  return (
    <g
      className={`zone zone-${zone.kind}${changed ? ' zone-changed' : ''}`}
      data-part-id={zoneKey(zone.id)}
      data-zone-id={zone.id}
      data-change={change}
    >
      <polygon className="zone-ground" points={pointsOf(area)} />
      {zone.kind === 'keep_out' && (
        <polygon points={pointsOf(area)} fill={`url(#${hatch})`} className={`zone-hatch who-${zone.who}`} />
      )}
      {zone.kind === 'one_way' && (
        <path className="zone-arrows" d={chevrons(area)} transform={turnOf(area)} />
      )}
      {zone.kind === 'crossing' && <path className="zone-bars" d={bars(area)} transform={turnOf(area)} />}
      <polygon className="zone-edge" points={pointsOf(area)} />
    </g>
  );
});

interface ZonesLayerProps {
  zones: readonly Zone[];
  changes?: ReadonlyMap<string, ZoneChange>;
  areas?: ReadonlyMap<string, FloorArea> | null;
  color?: string;
}

const NOTHING: ReadonlyMap<string, ZoneChange> = new Map();

export const ZonesLayer = memo(function ZonesLayer({
  zones,
  changes = NOTHING,
  areas,
  color,
}: ZonesLayerProps) {
  const hatch = useId();
  return (
    <g style={{ '--changed': color } as CSSProperties} data-testid="zones">
      <defs>
        <pattern
          id={hatch}
          width={0.9}
          height={0.9}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0.45 0V0.9" className="zone-hatch-line" />
        </pattern>
      </defs>
      {zones.map((zone) => (
        <ZoneShape
          key={zone.id}
          zone={zone}
          area={areas?.get(zone.id) ?? zone.area}
          change={changes.get(zone.id) ?? 'unchanged'}
          hatch={hatch}
        />
      ))}
    </g>
  );
});

/** Where the base has a zone that the variant changed or lost. */
export const ZoneGhost = ({ area }: { area: FloorArea }) => (
  <polygon className="part-ghost" points={pointsOf(area)} />
);

const LEAST_PX = 46; // narrower, and a name would cover its zone

/** Names in the middle of the zones that have room for them. */
export function ZoneNames({
  zones,
  areas,
  viewport,
}: {
  zones: readonly Zone[];
  areas?: ReadonlyMap<string, FloorArea> | null;
  viewport: Viewport;
}) {
  return (
    <g pointerEvents="none" aria-hidden="true">
      {zones.map((zone) => {
        const area = areas?.get(zone.id) ?? zone.area;
        const room = Math.max(area.length_m, area.width_m) * viewport.scale;
        const name = zone.name ?? zone.id;
        const [x, y] = toScreen(viewport, [area.x_m, area.y_m] as Vec2);
        const width = name.length * 6.4 + 12;
        if (room < Math.max(LEAST_PX, width * 0.8)) return null;
        return (
          <g key={zone.id} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} className="zone-name">
            <rect x={-width / 2} y={-9} width={width} height={18} rx={4} />
            <text textAnchor="middle" y={4}>
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}
