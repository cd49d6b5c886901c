/** Zones on the floor of the 3D view: chosen by a click, moved by a drag, as in the plan. */
import { Line } from '@react-three/drei';
import { useThree, type ThreeEvent } from '@react-three/fiber';
import { useEffect, useMemo } from 'react';
import { DoubleSide, Vector3 } from 'three';
import type { FloorArea, Zone } from '../api/types';
import { cornersOf } from '../editor/engine/area';
import { zoneKey, type ZoneChange } from '../editor/engine/zones';
import { token } from '../components/token';
import { toView } from './axes';
import { useFloorDrag, type SceneDrag } from './useFloorDrag';
import { zonePicture } from './zonePicture';

const OVER_FLOOR_M = 0.03;
/** After the floor, which is seen through: what is drawn later covers it. */
const RENDER_ORDER = 5;

interface ZonesProps {
  zones: readonly Zone[];
  areas?: ReadonlyMap<string, FloorArea> | null;
  changes: ReadonlyMap<string, ZoneChange>;
  color: string;
  selection: readonly string[];
  floorZ: number;
  drag?: SceneDrag;
}

export default function Zones3D({ zones, areas, changes, color, selection, floorZ, drag }: ZonesProps) {
  const onPress = useFloorDrag(floorZ, drag);
  return zones.map((zone, index) => (
    <Ground
      key={zone.id}
      zone={zone}
      area={areas?.get(zone.id) ?? zone.area}
      edge={(changes.get(zone.id) ?? 'unchanged') === 'unchanged' ? '' : token(color)}
      selected={selection.includes(zoneKey(zone.id))}
      heightM={floorZ + OVER_FLOOR_M + 0.002 * index}
      onPress={(event) => onPress(event, zoneKey(zone.id))}
    />
  ));
}

interface GroundProps {
  zone: Zone;
  area: FloorArea;
  edge: string;
  selected: boolean;
  heightM: number;
  onPress: (event: ThreeEvent<PointerEvent>) => void;
}

function Ground({ zone, area, edge, selected, heightM, onPress }: GroundProps) {
  const { invalidate } = useThree();
  const drawn = useMemo(() => zonePicture({ ...zone, area }, edge), [zone, area, edge]);
  useEffect(() => {
    invalidate();
    return () => drawn.dispose();
  }, [drawn, invalidate]);
  useEffect(() => invalidate(), [selected, heightM, invalidate]);
  const outline = cornersOf(area).map(([x, y]) => toView([x, y, heightM + 0.05]));
  return (
    <>
      <mesh
        position={new Vector3(area.x_m, heightM, -area.y_m)}
        rotation={[-Math.PI / 2, 0, area.heading_rad]}
        renderOrder={RENDER_ORDER}
        onPointerDown={onPress}
        onClick={(event) => event.stopPropagation()}
      >
        <planeGeometry args={[area.length_m, area.width_m]} />
        <meshBasicMaterial
          map={drawn}
          transparent
          depthWrite={false}
          side={DoubleSide}
          toneMapped={false}
          polygonOffset
          polygonOffsetFactor={-4}
          polygonOffsetUnits={-4}
        />
      </mesh>
      {selected && <Line points={[...outline, outline[0]!]} color={token('--accent')} lineWidth={2.5} />}
    </>
  );
}
