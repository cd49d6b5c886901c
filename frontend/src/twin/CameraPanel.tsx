/** The facility's cameras: what each sees in depth, where it stands, and new ones. */
import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { apiPath, call, post } from '../api/client';
import { keys, queryClient } from '../api/queries';
import type { Camera, FloorPlan, Vec2, Vec3 } from '../api/types';
import { CameraIcon, PlusIcon } from '../components/Icons';
import { failed } from '../components/notify';
import { UnitField } from '../components/UnitField';
import { degrees, radians } from '../format';
import { text } from '../text';

const w = text.twin;

interface CameraPanelProps {
  facilityId: string;
  cameras: Camera[];
  plan: FloorPlan;
  chosen: string | null;
  onChoose: (id: string | null) => void;
  write: boolean;
  /** Where the person last pressed in the plan: a new camera looks there. */
  at: Vec2 | null;
}

export function CameraPanel({ facilityId, cameras, plan, chosen, onChoose, write, at }: CameraPanelProps) {
  const [adding, setAdding] = useState(false);
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.cameras(facilityId) });
  const add = async (name: string): Promise<void> => {
    try {
      const made = await post<Camera>(`facilities/${facilityId}/cameras/`, {
        name,
        ...defaultPose(plan, at),
      });
      await refresh();
      setAdding(false);
      onChoose(made.id);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <section className="panel" aria-label={w.cameras}>
      <div className="spread panel-head">
        <h2 className="section-head">{w.cameras}</h2>
        {write && (
          <button
            type="button"
            className="btn small"
            aria-expanded={adding}
            onClick={() => setAdding((on) => !on)}
          >
            <PlusIcon width="13" height="13" /> {w.addCamera}
          </button>
        )}
      </div>
      {adding && <NewCamera onAdd={add} />}
      {cameras.length === 0 && <p className="muted">{w.noCameras}</p>}
      <ul>
        {cameras.map((camera) => (
          <li key={camera.id} className="list-card" style={{ display: 'block' }}>
            <button
              type="button"
              className="chip-btn row strong"
              aria-expanded={camera.id === chosen}
              onClick={() => onChoose(camera.id === chosen ? null : camera.id)}
            >
              <CameraIcon /> {camera.name}
            </button>
            {camera.id === chosen && <CameraDetails camera={camera} write={write} onChange={refresh} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** From the nearer corner of the building, under the roof, to the chosen place or the middle. */
function defaultPose(plan: FloorPlan, at: Vec2 | null): Omit<Camera, 'id' | 'name'> {
  const [x0, y0, x1, y1] = plan.bounds;
  const target: Vec2 = at ?? [(x0 + x1) / 2, (y0 + y1) / 2];
  const inset = 0.06;
  const x = target[0] > (x0 + x1) / 2 ? x0 + (x1 - x0) * inset : x1 - (x1 - x0) * inset;
  const y = y0 + (y1 - y0) * inset;
  const round = (v: number): number => Number(v.toFixed(2));
  return {
    position_m: [round(x), round(y), 4.5],
    target_m: [round(target[0]), round(target[1]), 0.5],
    horizontal_fov_rad: 1.22,
    width_px: 256,
    height_px: 144,
  };
}

function NewCamera({ onAdd }: { onAdd: (name: string) => Promise<void> }) {
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim()) void onAdd(name.trim());
  };
  return (
    <form className="row" onSubmit={submit} style={{ marginBottom: 8 }}>
      <TextInput
        className="grow"
        aria-label={w.cameraName}
        placeholder={w.cameraName}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="btn small" disabled={!name.trim()}>
        {w.create}
      </button>
    </form>
  );
}

function CameraDetails({
  camera,
  write,
  onChange,
}: {
  camera: Camera;
  write: boolean;
  onChange: () => Promise<void>;
}) {
  const set = async (change: Partial<Camera>): Promise<void> => {
    try {
      await call(`cameras/${camera.id}/`, { method: 'PATCH', json: change });
      await onChange();
    } catch (error) {
      failed(error);
    }
  };
  const remove = async (): Promise<void> => {
    try {
      await call(`cameras/${camera.id}/`, { method: 'DELETE' });
      await onChange();
    } catch (error) {
      failed(error);
    }
  };
  const coordinates = (label: string, key: 'position_m' | 'target_m') => (
    <>
      <span>{label}</span>
      <div className="triple">
        {(['x', 'y', 'z'] as const).map((axis, index) => (
          <UnitField
            key={axis}
            label={`${label} ${axis}`}
            value={camera[key][index]!}
            digits={1}
            step={0.1}
            disabled={!write}
            onCommit={(value) => {
              const next = [...camera[key]] as Vec3;
              next[index] = value;
              void set({ [key]: next });
            }}
          />
        ))}
      </div>
    </>
  );
  const pose = [...camera.position_m, ...camera.target_m, camera.horizontal_fov_rad].join(',');
  return (
    <div className="stack-s" style={{ marginTop: 8 }}>
      <figure>
        <img
          className="camera-depth"
          src={`${apiPath(`cameras/${camera.id}/depth.png`)}?pose=${encodeURIComponent(pose)}`}
          alt={w.depthOf(camera.name)}
          loading="lazy"
        />
        <figcaption className="muted tiny">{w.depth}</figcaption>
      </figure>
      <div className="fields">
        {coordinates(w.position, 'position_m')}
        {coordinates(w.target, 'target_m')}
        <span>{w.fov}</span>
        <UnitField
          label={w.fov}
          unit="°"
          digits={0}
          step={5}
          min={20}
          max={140}
          value={degrees(camera.horizontal_fov_rad)}
          disabled={!write}
          onCommit={(deg) => void set({ horizontal_fov_rad: radians(deg) })}
        />
      </div>
      {write && (
        <button
          type="button"
          className="btn small danger"
          style={{ alignSelf: 'start' }}
          onClick={() => void remove()}
        >
          {w.removeCamera}
        </button>
      )}
    </div>
  );
}
