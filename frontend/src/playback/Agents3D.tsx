/** Everyone in the 3D view: one instanced body a kind, moved by the clock. */
import { useThree } from '@react-three/fiber';
import { useEffect, useLayoutEffect, useMemo } from 'react';
import {
  BoxGeometry,
  BufferGeometry,
  CapsuleGeometry,
  Color,
  InstancedMesh,
  Matrix4,
  MeshStandardMaterial,
  Quaternion,
  SphereGeometry,
  Vector3,
} from 'three';
import type { OrbitControls } from 'three-stdlib';
import { mergeGeometries } from 'three/examples/jsm/utils/BufferGeometryUtils.js';
import { token } from '../components/token';
import type { PlayClock } from './clock';
import { OFF } from './film';
import { BLOCKED, DOWN } from './words';

type Kind = PlayClock['reader']['film']['agents'][number]['kind'];

/** Bodies of one metre each way, on the floor, looking along x; scaled to the agent's size. */
const SHAPES: Record<Kind, () => BufferGeometry> = {
  person: () =>
    merged([
      new CapsuleGeometry(0.36, 0.45, 4, 10).scale(1, 0.62, 1).translate(0, 0.42, 0),
      new SphereGeometry(0.24, 12, 8).scale(1, 0.32, 1).translate(0.05, 0.9, 0),
    ]),
  amr: () =>
    merged([
      new BoxGeometry(1, 0.7, 1).translate(0, 0.4, 0),
      new BoxGeometry(0.2, 0.3, 0.5).translate(0.35, 0.85, 0),
    ]),
  forklift: () =>
    merged([
      new BoxGeometry(0.6, 0.45, 1).translate(-0.15, 0.25, 0),
      new BoxGeometry(0.4, 0.08, 0.9).translate(-0.15, 0.96, 0),
      new BoxGeometry(0.06, 1, 0.7).translate(0.2, 0.5, 0),
      new BoxGeometry(0.3, 0.05, 0.6).translate(0.35, 0.08, 0),
    ]),
};

function merged(parts: BufferGeometry[]): BufferGeometry {
  const whole = mergeGeometries(parts);
  parts.forEach((part) => part.dispose());
  return whole;
}

const COLORS: Record<Kind, string> = { person: '--better', amr: '--accent', forklift: '--variant-1' };
const HIDDEN = new Matrix4().makeScale(0, 0, 0);
/** Where the camera stands over whom it follows: steeply, because racks stand on both sides. */
const OVER_M = new Vector3(3, 15, 6);
const UP = new Vector3(0, 1, 0);

interface Agents3DProps {
  clock: PlayClock;
  floorZ: number;
  marked?: readonly number[];
  followed?: number | null;
}

export default function Agents3D({ clock, floorZ, marked = [], followed = null }: Agents3DProps) {
  const { invalidate, scene, camera, controls } = useThree();
  const { agents } = clock.reader.film;
  const crowds = useMemo(
    () =>
      (Object.keys(SHAPES) as Kind[]).flatMap((kind) => {
        const numbers = agents.flatMap((agent, k) => (agent.kind === kind ? [k] : []));
        if (numbers.length === 0) return [];
        const material = new MeshStandardMaterial({ roughness: 0.65 });
        const mesh = new InstancedMesh(SHAPES[kind](), material, numbers.length);
        mesh.frustumCulled = false; // its box is that of one body at the origin
        return [{ kind, numbers, mesh }];
      }),
    [agents],
  );
  useLayoutEffect(() => {
    crowds.forEach(({ mesh }) => scene.add(mesh));
    return () =>
      crowds.forEach(({ mesh }) => {
        scene.remove(mesh);
        mesh.geometry.dispose();
        (mesh.material as MeshStandardMaterial).dispose();
        mesh.dispose();
      });
  }, [crowds, scene]);
  useEffect(() => {
    const [matrix, place, turn, size] = [new Matrix4(), new Vector3(), new Quaternion(), new Vector3()];
    const look = new Color(token('--look'));
    const accent = new Color(token('--accent'));
    const plain = Object.fromEntries(crowds.map(({ kind }) => [kind, new Color(token(COLORS[kind]))]));
    return clock.subscribe((poses) => {
      for (const { kind, numbers, mesh } of crowds) {
        numbers.forEach((k, instance) => {
          const activity = poses.activity[k]!;
          if (activity === OFF) {
            mesh.setMatrixAt(instance, HIDDEN);
            return;
          }
          const [length, width, height] = agents[k]!.size_m;
          place.set(poses.x[k]!, floorZ, -poses.y[k]!);
          turn.setFromAxisAngle(UP, poses.heading[k]!);
          mesh.setMatrixAt(instance, matrix.compose(place, turn, size.set(length, height, width)));
          const isStuck = activity === BLOCKED || activity === DOWN;
          mesh.setColorAt(instance, isStuck ? look : marked.includes(k) ? accent : plain[kind]!);
        });
        mesh.instanceMatrix.needsUpdate = true;
        if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true;
      }
      invalidate();
    });
  }, [clock, crowds, agents, floorZ, marked, invalidate]);
  useEffect(() => {
    if (followed === null || !controls) return;
    const orbit = controls as OrbitControls;
    let away: Vector3 | null = null;
    return clock.subscribe((poses) => {
      const to = new Vector3(poses.x[followed]!, floorZ, -poses.y[followed]!);
      // From the second time on the person may have turned the view: keep it as it is.
      away = away ? camera.position.clone().sub(orbit.target) : OVER_M;
      orbit.target.copy(to);
      camera.position.copy(to).add(away);
      orbit.update();
    });
  }, [clock, followed, controls, camera, floorZ]);
  return null;
}
