/** The chosen object in numbers, each of which can be typed; nothing here needs a drag. */
import { Modal, Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { PartClass, Placement, Vec2, Vec3 } from '../api/types';
import { UnitField } from '../components/UnitField';
import { degrees, metres, number, radians } from '../format';
import { text } from '../text';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { ConveyorInspector } from './ConveyorInspector';
import { conveyorIdOf } from './engine/conveyors';
import { across, clearances, plainBox } from './engine/clearance';
import type { LayoutPart } from './engine/placement';
import { StationsHere } from './StationsHere';
import { zoneIdOf, zoneIdsOf } from './engine/zones';
import { ZoneInspector } from './ZoneInspector';

const e = text.editor;

export function Inspector() {
  const { layout, baseLayout, document, baseZones } = useEditor();
  const selection = useEditorState((s) => s.selection);
  const first = selection[0];
  if (selection.length > 1) return <Several count={selection.length} />;
  const beltId = conveyorIdOf(first ?? '');
  if (beltId !== null) return <ConveyorInspector key={beltId} id={beltId} />;
  const zoneId = zoneIdOf(first ?? '');
  const here = document.zones.find((zone) => zone.id === zoneId);
  const zone = here ?? baseZones.find((other) => other.id === zoneId);
  if (zone) return <ZoneInspector key={zone.id} zone={zone} isHere={here !== undefined} />;
  const part = first ? (layout.get(first) ?? baseLayout.get(first)) : undefined;
  if (!part) return <Nothing />;
  return <One key={part.id} part={part} here={layout.get(part.id)} />;
}

function Nothing() {
  return (
    <section className="panel" aria-label={e.inspector}>
      <div className="spread panel-head">
        <h2 className="section-head">{e.inspector}</h2>
      </div>
      <p className="muted">{e.nothingSelected}</p>
      <dl className="key-list">
        {e.keyList.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd className="muted small">{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Several({ count }: { count: number }) {
  return (
    <section className="panel" aria-label={e.inspector}>
      <div className="spread panel-head">
        <h2 className="section-head">{e.several(count)}</h2>
      </div>
      <Buttons />
    </section>
  );
}

function One({ part, here }: { part: LayoutPart; here: LayoutPart | undefined }) {
  const model = useEditor();
  const { baseLayout, changes, readOnly, layout } = model;
  const preview = useEditorState((s) => s.preview);
  const change = changes.get(part.id) ?? 'unchanged';
  const at = preview?.get(part.id) ?? part.at;
  const was = baseLayout.get(part.id)?.at;
  const gone = !here || here.state === 'removed';
  const set = (next: Partial<Placement>): void =>
    actionsOf(model).place(new Map([[part.id, { ...part.at, ...next }]]), e.did.move, `field:${part.id}`);
  const differs = (a: number, b: number | undefined): boolean => b !== undefined && Math.abs(a - b) > 5e-4;
  return (
    <section className="panel" aria-label={e.inspector} data-testid="inspector">
      <div className="spread panel-head">
        <h2 className="section-head ellipsis from-end" title={part.name}>
          <bdi>{part.name}</bdi>
        </h2>
        {change !== 'unchanged' && <span className="pill">{e.state[change]}</span>}
      </div>
      <p className="muted small" style={{ marginBottom: 9 }}>
        {text.classOne[part.partClass]} · {number(part.size[0], 2)} × {number(part.size[1], 2)} ×{' '}
        {metres(part.size[2], 2)}
      </p>
      {gone ? (
        <button
          type="button"
          className="btn small"
          disabled={readOnly}
          onClick={() => actionsOf(model).reset([part.id])}
        >
          {e.bringBack}
        </button>
      ) : (
        <>
          <div className="fields">
            <span>{e.position}</span>
            <div className="pair">
              <UnitField
                label={e.x}
                value={at.x_m}
                unit="m"
                step={0.1}
                disabled={readOnly}
                changed={differs(at.x_m, was?.x_m)}
                onCommit={(x_m) => set({ x_m })}
              />
              <UnitField
                label={e.y}
                value={at.y_m}
                unit="m"
                step={0.1}
                disabled={readOnly}
                changed={differs(at.y_m, was?.y_m)}
                onCommit={(y_m) => set({ y_m })}
              />
            </div>
            <span>{e.heading}</span>
            <UnitField
              label={e.heading}
              value={degrees(at.heading_rad)}
              unit="°"
              digits={1}
              step={15}
              disabled={readOnly}
              changed={differs(at.heading_rad, was?.heading_rad)}
              onCommit={(deg) => set({ heading_rad: radians(deg) })}
            />
            <SizeRows part={part} />
            <AisleRows part={part} at={at} layout={layout} />
          </div>
          <Buttons />
          <StationsHere partId={part.id} />
        </>
      )}
    </section>
  );
}

/** Only what came from the catalogue can change its size; the CAD's parts are what they are. */
function SizeRows({ part }: { part: LayoutPart }) {
  const model = useEditor();
  if (part.item === null) return null;
  const set = (axis: number, value: number): void => {
    const size = [...part.size] as Vec3;
    size[axis] = value;
    actionsOf(model).resize(part.id, size);
  };
  return [e.length, e.width, e.height].map((label, axis) => (
    <Row key={label} label={label}>
      <UnitField
        label={label}
        value={part.size[axis]!}
        unit="m"
        step={0.1}
        min={0.05}
        max={200}
        disabled={model.readOnly}
        onCommit={(value) => set(axis, value)}
      />
    </Row>
  ));
}

const AISLED = new Set<PartClass>(['rack', 'desk', 'conveyor', 'clutter', 'charger', 'barrier']);

/** The clear widths beside the part; typing one moves the part to have it. */
function AisleRows({
  part,
  at,
  layout,
}: {
  part: LayoutPart;
  at: Placement;
  layout: Map<string, LayoutPart>;
}) {
  const model = useEditor();
  const was = model.baseLayout.get(part.id);
  if (!AISLED.has(part.partClass)) return null;
  const box = plainBox(part, at);
  const sides = across(clearances(part, at, layout.values()), box);
  const before = was ? clearances(was, was.at, model.baseLayout.values()) : [];
  return sides.map((gap) => {
    const old = before.find((b) => b.side === gap.side)?.distance;
    const changed = old !== undefined && Math.abs(old - gap.distance) > 5e-3;
    const [ux, uy]: Vec2 = { left: [1, 0], right: [-1, 0], below: [0, 1], above: [0, -1] }[gap.side] as Vec2;
    return (
      <Row key={gap.side} label={e.clear[gap.side]}>
        <UnitField
          label={e.clear[gap.side]}
          value={gap.distance}
          unit={changed ? `m, ${e.was(number(old, 2))}` : 'm'}
          step={0.1}
          min={0}
          changed={changed}
          disabled={model.readOnly}
          onCommit={(wanted) => {
            const by = wanted - gap.distance;
            const next = { ...part.at, x_m: part.at.x_m + by * ux, y_m: part.at.y_m + by * uy };
            actionsOf(model).place(new Map([[part.id, next]]));
          }}
        />
      </Row>
    );
  });
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <span>{label}</span>
      {children}
    </>
  );
}

function Buttons() {
  const model = useEditor();
  const selection = useEditorState((s) => s.selection);
  const [arraying, setArraying] = useState(false);
  const zoneIds = zoneIdsOf(selection);
  const resettable =
    selection.some((id) => model.changes.has(id) && model.baseLayout.has(id)) ||
    model.baseZones.some((zone) => zoneIds.includes(zone.id) && model.zoneChanges.has(zone.id));
  const act = (): ReturnType<typeof actionsOf> => actionsOf(model);
  return (
    <div className="row-wrap" style={{ marginTop: 12, gap: 6 }}>
      <button type="button" className="btn small" disabled={model.readOnly} onClick={() => act().duplicate()}>
        {e.duplicate}
      </button>
      {zoneIds.length === 0 && (
        <button
          type="button"
          className="btn small"
          disabled={model.readOnly}
          onClick={() => setArraying(true)}
        >
          {e.array}
        </button>
      )}
      <button
        type="button"
        className="btn small danger"
        disabled={model.readOnly}
        onClick={() => act().remove()}
      >
        {e.remove}
      </button>
      {resettable && (
        <button type="button" className="btn small" disabled={model.readOnly} onClick={() => act().reset()}>
          {e.reset(model.baseName)}
        </button>
      )}
      <Modal opened={arraying} onClose={() => setArraying(false)} title={e.arrayTitle} size="sm">
        <ArrayForm onDone={() => setArraying(false)} />
      </Modal>
    </div>
  );
}

type Axis = keyof typeof e.arrayAxes;

function ArrayForm({ onDone }: { onDone: () => void }) {
  const model = useEditor();
  const selection = useEditorState((s) => s.selection);
  const [copies, setCopies] = useState(3);
  const [gap, setGap] = useState(2.9);
  const [axis, setAxis] = useState<Axis>('x');
  const part = model.layout.get(selection[0] ?? '');
  if (!part) return null;
  const box = plainBox(part);
  const make = (): void => {
    const along = axis.endsWith('x') ? box.x1 - box.x0 : box.y1 - box.y0;
    const step = (along + gap) * (axis.startsWith('-') ? -1 : 1);
    actionsOf(model).array(copies, axis.endsWith('x') ? [step, 0] : [0, step]);
    onDone();
  };
  return (
    <div className="stack">
      <div className="fields">
        <span>{e.arrayCount}</span>
        <UnitField label={e.arrayCount} value={copies} digits={0} min={1} max={200} onCommit={setCopies} />
        <span>{e.arrayGap}</span>
        <UnitField label={e.arrayGap} value={gap} unit="m" step={0.1} min={0} onCommit={setGap} />
        <span>{e.arrayAxis}</span>
        <Select
          aria-label={e.arrayAxis}
          value={axis}
          onChange={(value) => setAxis((value ?? 'x') as Axis)}
          data={Object.entries(e.arrayAxes).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <button type="button" className="btn primary" onClick={make}>
        {e.arrayMake(copies)}
      </button>
    </div>
  );
}
