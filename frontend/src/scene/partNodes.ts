/**
 * The scene's nodes by part: each is brought to its place by one matrix, so that moving a part costs
 * nothing but that. Copies and catalogue items are clones under the same root.
 */
import {
  Box3,
  BoxHelper,
  Color,
  Group,
  Matrix4,
  Mesh,
  type Material,
  type MeshStandardMaterial,
  type Object3D,
} from 'three';
import type { Placement } from '../api/types';
import type { Change } from '../editor/engine/against';
import type { LayoutPart } from '../editor/engine/placement';
import { placementMatrix } from './axes';

interface Node {
  object: Object3D;
  /** World matrix at rest. */
  rest: Matrix4;
  look: string;
}

export interface SceneState {
  layout: ReadonlyMap<string, LayoutPart>;
  preview: ReadonlyMap<string, Placement> | null;
  changes: ReadonlyMap<string, Change>;
  color: string;
}

const meshesOf = (object: Object3D): Mesh[] => {
  const found: Mesh[] = [];
  object.traverse((child) => {
    if (child instanceof Mesh) found.push(child);
  });
  return found;
};

export const partIdOf = (object: Object3D | null): string | null => {
  for (let o = object; o; o = o.parent) {
    const id: unknown = o.userData.partId;
    if (typeof id === 'string') return id;
  }
  return null;
};

export class PartNodes {
  readonly root = new Group();
  private readonly nodes = new Map<string, Node>();
  private readonly originals = new Map<string, Node>();

  constructor(
    scene: Object3D,
    private readonly items: ReadonlyMap<string, { object: Object3D; size: [number, number, number] }>,
    private readonly floorZ: number,
  ) {
    scene.updateMatrixWorld(true);
    const tops: Object3D[] = [];
    scene.traverse((object) => {
      if (typeof object.userData.partId === 'string' && !partIdOf(object.parent)) tops.push(object);
    });
    for (const object of tops) {
      const copy = object.clone(true);
      this.register(object.userData.partId as string, copy, object.matrixWorld.clone());
    }
    for (const [id, node] of this.nodes) this.originals.set(id, node);
  }

  private register(id: string, object: Object3D, rest: Matrix4): Node {
    object.matrixAutoUpdate = false;
    object.userData = { ...object.userData, partId: id };
    const node = { object, rest, look: '' };
    this.nodes.set(id, node);
    this.root.add(object);
    return node;
  }

  /** Brings everything to where the layout has it. */
  update({ layout, preview, changes, color }: SceneState): void {
    for (const [id, node] of this.nodes) {
      if (layout.has(id)) continue;
      if (this.originals.has(id)) node.object.visible = false;
      else {
        this.root.remove(node.object);
        this.nodes.delete(id);
      }
    }
    for (const part of layout.values()) {
      const node = this.nodes.get(part.id) ?? this.make(part, layout);
      if (!node) continue;
      node.object.visible = part.state !== 'removed' && part.partClass !== 'ceiling';
      const at = preview?.get(part.id) ?? part.at;
      node.object.matrix.copy(this.matrixOf(part, at, layout)).multiply(node.rest);
      node.object.matrixWorldNeedsUpdate = true;
      const changed = preview?.has(part.id) || (changes.get(part.id) ?? 'unchanged') !== 'unchanged';
      this.dress(node, part, changed ? color : '');
    }
    this.root.updateMatrixWorld(true);
  }

  private matrixOf(part: LayoutPart, at: Placement, layout: ReadonlyMap<string, LayoutPart>): Matrix4 {
    if (part.item === null) {
      const anchor = part.rest ?? layout.get(part.source)?.rest ?? { x_m: 0, y_m: 0 };
      return placementMatrix(at, anchor);
    }
    const item = this.items.get(part.item);
    const [l, w, h] = part.size.map((edge, axis) => edge / (item?.size[axis] ?? 1)) as [
      number,
      number,
      number,
    ];
    const stand = placementMatrix({ ...at, z_m: at.z_m + this.floorZ }, { x_m: 0, y_m: 0 });
    return stand.multiply(new Matrix4().makeScale(l, h, w));
  }

  private make(part: LayoutPart, layout: ReadonlyMap<string, LayoutPart>): Node | null {
    if (part.item !== null) {
      const item = this.items.get(part.item);
      if (!item) return null;
      const holder = new Group();
      holder.add(item.object.clone(true));
      return this.register(part.id, holder, new Matrix4());
    }
    const original = this.originals.get(layout.get(part.source)?.source ?? part.source);
    return original ? this.register(part.id, original.object.clone(true), original.rest) : null;
  }

  /** Walls become see-through, changed parts wear the variant's colour. */
  private dress(node: Node, part: LayoutPart, tint: string): void {
    const look = `${part.partClass === 'wall' ? 'wall' : ''}${tint}`;
    if (node.look === look) return;
    node.look = look;
    for (const mesh of meshesOf(node.object)) {
      const plain = (mesh.userData.plain ?? mesh.material) as Material | Material[];
      mesh.userData.plain = plain;
      mesh.material = look ? [plain].flat().map((m) => dressed(m, part, tint)) : plain;
      if (Array.isArray(mesh.material) && mesh.material.length === 1) mesh.material = mesh.material[0]!;
    }
  }

  helper(id: string, color: string): BoxHelper | null {
    const node = this.nodes.get(id);
    return node && node.object.visible ? new BoxHelper(node.object, new Color(color)) : null;
  }

  boxOf(id: string): Box3 | null {
    const node = this.nodes.get(id);
    return node ? new Box3().setFromObject(node.object) : null;
  }
}

function dressed(material: Material, part: LayoutPart, tint: string): Material {
  const copy = material.clone() as MeshStandardMaterial;
  if (part.partClass === 'wall') {
    copy.transparent = true;
    copy.opacity = 0.2;
    copy.depthWrite = false;
  }
  if (tint) {
    copy.color?.lerp(new Color(tint), 0.55);
    copy.emissive?.set(tint);
    copy.emissiveIntensity = 0.12;
  }
  return copy;
}
