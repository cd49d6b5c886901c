/**
 * The same scene in perspective: the revision's GLB with the variant's edits applied node by node,
 * cameras with their frusta, selection by click and moving by drag along the floor.
 */
import { Grid, Line, OrbitControls } from '@react-three/drei';
import { Canvas, useLoader, useThree, type ThreeEvent } from '@react-three/fiber';
import { Suspense, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { Vector3, type Object3D } from 'three';
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
import { apiPath } from '../api/client';
import type { Camera, CatalogItem, Placement } from '../api/types';
import type { Change } from '../editor/engine/against';
import type { LayoutPart } from '../editor/engine/placement';
import { token } from '../components/token';
import type { Bounds } from '../plan/viewport';
import { text } from '../text';
import { toView } from './axes';
import { partIdOf, PartNodes } from './partNodes';
import { useFloorDrag, type SceneDrag } from './useFloorDrag';

interface SceneProps {
  glbUrl: string;
  bounds: Bounds;
  floorZ: number;
  layout: ReadonlyMap<string, LayoutPart>;
  preview?: ReadonlyMap<string, Placement> | null;
  changes?: ReadonlyMap<string, Change>;
  color?: string;
  selection: readonly string[];
  onPick: (partId: string | null, additive: boolean) => void;
  drag?: SceneDrag;
  cameras?: Camera[];
  items?: CatalogItem[];
  /** What else is in the scene. */
  children?: ReactNode;
}

const FOV_DEG = 42;
const NONE: ReadonlyMap<string, Change> = new Map();

export default function Scene3D(props: SceneProps) {
  const [x0, y0, x1, y1] = props.bounds;
  const size = Math.max(x1 - x0, y1 - y0, 4);
  // Far enough for the floor's circle to fit into the field of view, from the lower right.
  const away = (Math.hypot(x1 - x0, y1 - y0) / 2 / Math.sin((FOV_DEG / 2) * (Math.PI / 180))) * 0.9;
  const middle = toView([(x0 + x1) / 2, (y0 + y1) / 2, 0]);
  return (
    <div className="scene3d" role="img" aria-label={text.view.threeLabel} data-testid="scene3d">
      <Canvas
        frameloop="demand"
        dpr={[1, 2]}
        camera={{
          fov: FOV_DEG,
          near: 0.1,
          far: size * 12,
          position: [middle.x + away * 0.33, away * 0.6, middle.z + away * 0.72],
        }}
        onPointerMissed={(event) => {
          if (event.type === 'click') props.onPick(null, false);
        }}
      >
        <color attach="background" args={[token('--canvas')]} />
        <hemisphereLight args={['#ffffff', '#9aa3b2', 1.7]} />
        <directionalLight position={[middle.x - size, size * 1.6, middle.z + size * 0.6]} intensity={1.6} />
        <Grid
          position={[middle.x, -0.02, middle.z]}
          args={[size * 4, size * 4]}
          cellSize={1}
          sectionSize={5}
          cellColor={token('--grid')}
          sectionColor={token('--line')}
          fadeDistance={size * 3}
          infiniteGrid
        />
        <Suspense fallback={null}>
          <Parts {...props} />
        </Suspense>
        <Suspense fallback={null}>{props.children}</Suspense>
        {props.cameras?.map((camera) => (
          <CameraFrustum key={camera.id} camera={camera} />
        ))}
        <OrbitControls makeDefault target={middle} maxPolarAngle={Math.PI / 2 - 0.02} enableDamping={false} />
      </Canvas>
    </div>
  );
}

function useItems(layout: ReadonlyMap<string, LayoutPart>, items: CatalogItem[]) {
  const used = useMemo(() => {
    const ids = new Set<string>();
    for (const part of layout.values()) if (part.item) ids.add(part.item);
    return items.filter((item) => ids.has(item.id));
  }, [layout, items]);
  const key = used.map((item) => item.id).join(',');
  const models = useLoader(
    GLTFLoader,
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the list changes only with its key
    useMemo(() => used.map((item) => apiPath(`catalog/${item.id}.glb`)), [key]),
  );
  return useMemo(
    () =>
      new Map(
        used.map((item, index) => [item.id, { object: models[index]!.scene as Object3D, size: item.size_m }]),
      ),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the list changes only with its key
    [key, models],
  );
}

const NO_ITEMS: CatalogItem[] = [];

function Parts({
  glbUrl,
  floorZ,
  layout,
  preview = null,
  changes = NONE,
  color = '--accent',
  selection,
  onPick,
  drag,
  items = NO_ITEMS,
}: SceneProps) {
  const gltf = useLoader(GLTFLoader, glbUrl);
  const models = useItems(layout, items);
  const nodes = useMemo(() => new PartNodes(gltf.scene, models, floorZ), [gltf, models, floorZ]);
  const { invalidate } = useThree();
  const onPress = useFloorDrag(floorZ, drag);
  const pressed = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    nodes.update({ layout, preview, changes, color: token(color) });
    const helpers = selection
      .map((id) => nodes.helper(id, token('--accent')))
      .filter((helper) => helper !== null);
    for (const helper of helpers) nodes.root.parent?.add(helper);
    invalidate();
    return () => {
      for (const helper of helpers) {
        helper.removeFromParent();
        helper.dispose();
      }
    };
  }, [nodes, layout, preview, changes, color, selection, invalidate]);

  const onPointerDown = (event: ThreeEvent<PointerEvent>): void => {
    pressed.current = { x: event.nativeEvent.clientX, y: event.nativeEvent.clientY };
    onPress(event, partIdOf(event.object));
  };
  const onClick = (event: ThreeEvent<MouseEvent>): void => {
    const from = pressed.current;
    if (!from || Math.hypot(event.nativeEvent.clientX - from.x, event.nativeEvent.clientY - from.y) > 4)
      return;
    event.stopPropagation();
    if (!drag) onPick(partIdOf(event.object), event.nativeEvent.shiftKey);
  };
  return <primitive object={nodes.root} onPointerDown={onPointerDown} onClick={onClick} />;
}

function CameraFrustum({ camera }: { camera: Camera }) {
  const points = useMemo(() => {
    const eye = toView(camera.position_m);
    const forward = toView(camera.target_m).sub(eye).normalize();
    const right = new Vector3().crossVectors(forward, new Vector3(0, 1, 0)).normalize();
    const up = new Vector3().crossVectors(right, forward);
    const depth = 2.2;
    const w = depth * Math.tan(camera.horizontal_fov_rad / 2);
    const h = (w * camera.height_px) / camera.width_px;
    const corner = (sx: number, sy: number): Vector3 =>
      eye
        .clone()
        .addScaledVector(forward, depth)
        .addScaledVector(right, sx * w)
        .addScaledVector(up, sy * h);
    const [a, b, c, d] = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
    return [eye, a, b, eye, b, c, eye, c, d, eye, d, a] as Vector3[];
  }, [camera]);
  return <Line points={points} color={token('--variant-3')} lineWidth={1.2} />;
}
