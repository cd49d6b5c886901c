/** Dragging along the floor in the 3D view: the camera holds still, and the pointer is where its ray meets the floor. */
import { useThree, type ThreeEvent } from '@react-three/fiber';
import { useMemo } from 'react';
import { Plane, Raycaster, Vector2, Vector3 } from 'three';
import type { OrbitControls as Controls } from 'three-stdlib';
import type { Vec2 } from '../api/types';

export interface SceneDrag {
  start: (id: string, world: Vec2, additive: boolean) => boolean;
  move: (world: Vec2, free: boolean) => void;
  end: () => void;
}

/** What a press on something with an id does; without `drag` nothing. */
export function useFloorDrag(
  floorZ: number,
  drag: SceneDrag | undefined,
): (event: ThreeEvent<PointerEvent>, id: string | null) => void {
  const { gl, camera, controls } = useThree();
  const raycaster = useMemo(() => new Raycaster(), []);
  const onFloor = (event: { clientX: number; clientY: number }): Vec2 | null => {
    const box = gl.domElement.getBoundingClientRect();
    const pointer = new Vector2(
      ((event.clientX - box.left) / box.width) * 2 - 1,
      -((event.clientY - box.top) / box.height) * 2 + 1,
    );
    raycaster.setFromCamera(pointer, camera);
    const hit = raycaster.ray.intersectPlane(new Plane(new Vector3(0, 1, 0), -floorZ), new Vector3());
    return hit ? [hit.x, -hit.z] : null;
  };
  return (event, id) => {
    const world = onFloor(event.nativeEvent);
    if (event.button !== 0 || !id || !world || !drag) return;
    event.stopPropagation();
    if (!drag.start(id, world, event.nativeEvent.shiftKey)) return;
    const orbit = controls as Controls | null;
    if (orbit) orbit.enabled = false;
    const move = (e: PointerEvent): void => {
      const at = onFloor(e);
      if (at) drag.move(at, e.altKey);
    };
    const up = (): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      if (orbit) orbit.enabled = true;
      drag.end();
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
  };
}
