/** The chosen zone in numbers and words; whatever can be drawn can be typed here. */
import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FloorArea, Zone, ZoneKind } from '../api/types';
import { UnitField } from '../components/UnitField';
import { degrees, radians } from '../format';
import { text } from '../text';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { LEAST_M, MOST_M } from './engine/area';
import { becomes, ZONE_KINDS, zoneKey, type ZoneChange } from './engine/zones';

const [e, z] = [text.editor, text.zones];
const FASTEST_MPS = 6;
const SLOWEST_MPS = 0.1;

export const wordOf = (change: ZoneChange): string => (change === 'changed' ? z.changed : e.state[change]);

export function ZoneInspector({ zone, isHere }: { zone: Zone; isHere: boolean }) {
  const model = useEditor();
  const areas = useEditorState((s) => s.areas);
  const change = model.zoneChanges.get(zone.id) ?? 'unchanged';
  const act = (): ReturnType<typeof actionsOf> => actionsOf(model);
  const inBase = model.baseZones.some((other) => other.id === zone.id);
  const button = (label: string, onClick: () => void, style = 'btn small') => (
    <button type="button" className={style} disabled={model.readOnly} onClick={onClick}>
      {label}
    </button>
  );
  return (
    <section className="panel" aria-label={e.inspector} data-testid="inspector">
      <div className="spread panel-head">
        <h2 className="section-head ellipsis">{zone.name ?? zone.id}</h2>
        {change !== 'unchanged' && <span className="pill">{wordOf(change)}</span>}
      </div>
      <p className="muted small" style={{ marginBottom: 9 }}>
        {z.means[zone.kind]}
      </p>
      {!isHere ? (
        button(e.bringBack, () => act().reset([zoneKey(zone.id)]))
      ) : (
        <>
          <div className="fields">
            <RuleRows zone={zone} />
            <AreaRows zone={zone} area={areas?.get(zone.id) ?? zone.area} />
          </div>
          <div className="row-wrap" style={{ marginTop: 12, gap: 6 }}>
            {button(e.duplicate, () => act().duplicate())}
            {button(e.remove, () => act().remove(), 'btn small danger')}
            {inBase && change !== 'unchanged' && button(e.reset(model.baseName), () => act().reset())}
          </div>
        </>
      )}
    </section>
  );
}

function RuleRows({ zone }: { zone: Zone }) {
  const model = useEditor();
  const set = (change: (zone: Zone) => Zone, mergeKey?: string): void =>
    actionsOf(model).changeZone(zone.id, change, mergeKey);
  const choices = <T extends string>(names: Record<T, string>, keys: readonly T[]) =>
    keys.map((value) => ({ value, label: names[value] }));
  return (
    <>
      <span>{z.name}</span>
      <NameField key={zone.id} zone={zone} />
      <span>{z.kind}</span>
      <Select
        aria-label={z.kind}
        disabled={model.readOnly}
        allowDeselect={false}
        value={zone.kind}
        data={choices(z.kinds, ZONE_KINDS)}
        onChange={(kind) => kind && set((old) => becomes(old, kind as ZoneKind))}
      />
      {zone.kind === 'keep_out' && (
        <>
          <span>{z.who}</span>
          <Select
            aria-label={z.who}
            disabled={model.readOnly}
            allowDeselect={false}
            value={zone.who}
            data={choices(z.whom, ['everyone', 'vehicles', 'people'])}
            onChange={(who) => who && set((old) => ({ ...old, who }) as Zone)}
          />
        </>
      )}
      {zone.kind === 'slow' && (
        <>
          <span>{z.limit}</span>
          <UnitField
            label={z.limit}
            value={zone.limit_mps}
            unit="m/s"
            step={0.1}
            min={SLOWEST_MPS}
            max={FASTEST_MPS}
            disabled={model.readOnly}
            onCommit={(limit_mps) => set((old) => ({ ...old, limit_mps }) as Zone, `limit:${zone.id}`)}
          />
        </>
      )}
    </>
  );
}

/** A name counts when the field is left; an empty one leaves what was there. */
function NameField({ zone }: { zone: Zone }) {
  const model = useEditor();
  const [typed, setTyped] = useState<string | null>(null);
  const finish = (): void => {
    const name = typed?.trim();
    setTyped(null);
    if (name) actionsOf(model).changeZone(zone.id, (old) => ({ ...old, name }));
  };
  return (
    <TextInput
      aria-label={z.name}
      maxLength={120}
      disabled={model.readOnly}
      value={typed ?? zone.name ?? zone.id}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        event.stopPropagation();
      }}
    />
  );
}

function AreaRows({ zone, area }: { zone: Zone; area: FloorArea }) {
  const model = useEditor();
  const was = model.baseZones.find((other) => other.id === zone.id)?.area;
  const set = (change: Partial<FloorArea>, label: string): void =>
    actionsOf(model).setArea(zone.id, { ...zone.area, ...change }, label);
  const metre = (key: 'x_m' | 'y_m' | 'length_m' | 'width_m', label: string, sized: boolean) => (
    <UnitField
      label={label}
      value={area[key]}
      unit="m"
      step={0.1}
      min={sized ? LEAST_M : undefined}
      max={sized ? MOST_M : undefined}
      disabled={model.readOnly}
      changed={was !== undefined && Math.abs(area[key] - was[key]) > 5e-4}
      onCommit={(value) => set({ [key]: value }, sized ? e.did.resize : e.did.move)}
    />
  );
  const turned = zone.kind === 'one_way' ? z.direction : e.heading;
  return (
    <>
      <span>{e.position}</span>
      <div className="pair">
        {metre('x_m', e.x, false)}
        {metre('y_m', e.y, false)}
      </div>
      <span>{e.length}</span>
      {metre('length_m', e.length, true)}
      <span>{e.width}</span>
      {metre('width_m', e.width, true)}
      <span>{turned}</span>
      <UnitField
        label={turned}
        value={degrees(area.heading_rad)}
        unit="°"
        digits={1}
        step={15}
        disabled={model.readOnly}
        changed={was !== undefined && Math.abs(area.heading_rad - was.heading_rad) > 5e-4}
        onCommit={(deg) => set({ heading_rad: radians(deg) }, e.did.turn)}
      />
    </>
  );
}
