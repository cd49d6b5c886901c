/** What is drawn over a plan: cameras with their view, stations' standing points, dimensions, places. */
import type { Camera, Vec2, VariantPlan } from '../api/types';
import { metres } from '../format';
import { toScreen, type Viewport } from './viewport';

/** Long enough to show where a camera looks, short enough not to cover the plan. */
const LONGEST_M = 9;

/** The wedge of floor that a camera looks over, as far as its target. */
export function frustum(camera: Camera): Vec2[] {
  const [px, py] = camera.position_m;
  const [tx, ty] = camera.target_m;
  const length = Math.min(LONGEST_M, Math.max(2, Math.hypot(tx - px, ty - py)));
  const heading = Math.atan2(ty - py, tx - px);
  const half = camera.horizontal_fov_rad / 2;
  const ray = (angle: number): Vec2 => [px + length * Math.cos(angle), py + length * Math.sin(angle)];
  const arc = [-1, -0.5, 0, 0.5, 1].map((share) => ray(heading + share * half));
  return [[px, py], ...arc];
}

export function CameraWedges({ cameras, chosen }: { cameras: Camera[]; chosen?: string | null }) {
  return (
    <g className="cameras">
      {cameras.map((camera) => (
        <polygon
          key={camera.id}
          className={camera.id === chosen ? 'camera-wedge chosen' : 'camera-wedge'}
          points={frustum(camera)
            .map((p) => p.join(','))
            .join(' ')}
        />
      ))}
    </g>
  );
}

export function CameraDots({
  cameras,
  viewport,
  chosen,
}: {
  cameras: Camera[];
  viewport: Viewport;
  chosen?: string | null;
}) {
  return (
    <g className="camera-dots">
      {cameras.map((camera) => {
        const [x, y] = toScreen(viewport, [camera.position_m[0], camera.position_m[1]]);
        return (
          <g key={camera.id} transform={`translate(${x} ${y})`} data-camera-id={camera.id}>
            <circle r={camera.id === chosen ? 7 : 5} className="camera-dot" />
            {camera.id === chosen && (
              <text y={-12} textAnchor="middle" className="plan-label">
                {camera.name}
              </text>
            )}
            <title>{camera.name}</title>
          </g>
        );
      })}
    </g>
  );
}

export function Stands({ stations }: { stations: VariantPlan['stations'] }) {
  return (
    <g className="stands">
      {stations.flatMap((station) =>
        station.stands.map(([x, y], index) => (
          <circle
            key={`${station.id}-${index}`}
            cx={x}
            cy={y}
            r={0.22}
            className={`stand stand-${station.kind}`}
          >
            <title>{station.id}</title>
          </circle>
        )),
      )}
    </g>
  );
}

interface DimensionProps {
  from: Vec2;
  to: Vec2;
  viewport: Viewport;
  /** Writes the length under the line, where the next dimension's would overlap. */
  under?: boolean;
}

/** A dimension line between two points with its length. */
export function Dimension({ from, to, viewport, under = false }: DimensionProps) {
  const [x0, y0] = toScreen(viewport, from);
  const [x1, y1] = toScreen(viewport, to);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const pixels = Math.hypot(x1 - x0, y1 - y0);
  if (pixels < 2) return null;
  const [nx, ny] = [((y1 - y0) / pixels) * 5, (-(x1 - x0) / pixels) * 5];
  return (
    <g className="dimension" pointerEvents="none">
      <path
        d={`M${x0} ${y0}L${x1} ${y1}M${x0 - nx} ${y0 - ny}L${x0 + nx} ${y0 + ny}M${x1 - nx} ${y1 - ny}L${x1 + nx} ${y1 + ny}`}
      />
      <text x={(x0 + x1) / 2} y={(y0 + y1) / 2 + (under ? 19 : -8)} textAnchor="middle">
        {metres(length)}
      </text>
    </g>
  );
}
