/** Conveyors in the 3D view: a belt at working height along each course, chosen by a click as in the plan. */
import { useThree } from '@react-three/fiber';
import { useEffect } from 'react';
import { Vector3 } from 'three';
import { token } from '../components/token';
import { conveyorKey, legsOf, type ConveyorChange, type Course } from '../editor/engine/conveyors';
import { useFloorDrag, type SceneDrag } from './useFloorDrag';

/** As the catalogue's conveyor has it. */
const [WIDTH_M, TOP_M, THICK_M] = [0.6, 0.8, 0.08];

interface ConveyorsProps {
  courses: readonly Course[];
  changes: ReadonlyMap<string, ConveyorChange>;
  color: string;
  selection: readonly string[];
  floorZ: number;
  drag?: SceneDrag;
}

export default function Conveyors3D({ courses, changes, color, selection, floorZ, drag }: ConveyorsProps) {
  const { invalidate } = useThree();
  const onPress = useFloorDrag(floorZ, drag);
  useEffect(() => invalidate(), [courses, changes, selection, invalidate]);
  return courses.flatMap(({ belt, points }) => {
    const key = conveyorKey(belt.id);
    const isChanged = (changes.get(belt.id) ?? 'unchanged') !== 'unchanged';
    const dress = token(selection.includes(key) ? '--accent' : isChanged ? color : '--rack-line');
    return legsOf(points).map(({ from, to, length_m, heading_rad }, k) => (
      <mesh
        key={`${belt.id} ${k}`}
        position={new Vector3((from[0] + to[0]) / 2, floorZ + TOP_M - THICK_M / 2, -(from[1] + to[1]) / 2)}
        rotation={[0, heading_rad, 0]}
        onPointerDown={(event) => onPress(event, key)}
        onClick={(event) => event.stopPropagation()}
      >
        <boxGeometry args={[length_m + WIDTH_M, THICK_M, WIDTH_M]} />
        <meshStandardMaterial color={dress} roughness={0.8} />
      </mesh>
    ));
  });
}
