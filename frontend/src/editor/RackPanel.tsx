/** The rack generator: a field of racks in numbers, shown in the plan while they change, built as one step. */
import { useMemo } from 'react';
import { Segments } from '../components/Segments';
import { UnitField } from '../components/UnitField';
import { degrees, metres, number, radians } from '../format';
import { text } from '../text';
import { actionsOf } from './actions';
import { useEditor, useEditorState } from './context';
import { faultOf, inTheWay, RACK_ITEMS, RACKING, rowSize, usualField, type RackField } from './engine/racks';

const k = text.racks;
type NumberKey = 'bays' | 'rows' | 'levels' | 'depth_m' | 'aisle_m';

const FIELDS: [NumberKey, string, string | undefined, number][] = [
  ['bays', k.bays, undefined, 1],
  ['rows', k.rows, undefined, 1],
  ['levels', k.levels, undefined, 1],
  ['depth_m', k.depth, 'm', 0.1],
  ['aisle_m', k.aisle, 'm', 0.1],
];

export function RackPanel({ field }: { field: RackField }) {
  const model = useEditor();
  const setRacks = useEditorState((s) => s.setRacks);
  const fault = faultOf(field, model.plan.bounds);
  const blocking = useMemo(
    () => (fault ? [] : inTheWay(field, model.layout.values())),
    [field, fault, model.layout],
  );
  const set = (change: Partial<RackField>): void => setRacks({ ...field, ...change });
  const [length, , height] = rowSize(field);
  const { bay_m, level_m } = RACKING[field.item];
  return (
    <form
      className="panel"
      aria-label={k.title}
      data-testid="rack-panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (!fault) actionsOf(model).racks(field);
      }}
    >
      <div className="panel-head">
        <h2 className="section-head">{k.title}</h2>
      </div>
      <div className="stack">
        <Segments
          label={k.kind}
          role="group"
          value={field.item}
          onChange={(item) => setRacks({ ...usualField(item, field.at), heading_rad: field.heading_rad })}
          options={RACK_ITEMS.map((item) => [item, model.items.get(item)?.label ?? item] as const)}
        />
        <div className="fields">
          {FIELDS.map(([key, label, unit, step]) => (
            <Numbered
              key={key}
              label={label}
              unit={unit}
              step={step}
              value={field[key]}
              onCommit={(v) => set({ [key]: v })}
            />
          ))}
          <Numbered
            label={k.heading}
            unit="°"
            step={15}
            value={degrees(field.heading_rad)}
            onCommit={(deg) => set({ heading_rad: radians(deg) })}
          />
          <Numbered
            label={k.x}
            unit="m"
            step={0.1}
            value={field.at[0]}
            onCommit={(x) => set({ at: [x, field.at[1]] })}
          />
          <Numbered
            label={k.y}
            unit="m"
            step={0.1}
            value={field.at[1]}
            onCommit={(y) => set({ at: [field.at[0], y] })}
          />
        </div>
        <p className="muted small">
          {k.summary(field.rows, metres(length), metres(height), number(field.rows * field.bays, 0))}{' '}
          {k.module(metres(bay_m), metres(level_m))}
        </p>
        <p className={fault ? 'small rack-fault' : 'small'} role="status" data-testid="rack-message">
          {fault ? k.faults[fault] : blocking.length ? k.inTheWay(blocking) : k.hint}
        </p>
        <div className="row-wrap">
          <button type="submit" className="btn primary small" disabled={fault !== null || model.readOnly}>
            {k.build(field.rows)}
          </button>
          <button type="button" className="btn small" onClick={() => setRacks(null)}>
            {text.app.cancel}
          </button>
        </div>
      </div>
    </form>
  );
}

interface NumberedProps {
  label: string;
  unit?: string;
  step: number;
  value: number;
  onCommit: (value: number) => void;
}

/** Counts are shown whole, lengths to the centimetre; what is typed is judged, not bent into shape. */
function Numbered({ label, unit, ...field }: NumberedProps) {
  const digits = unit === '°' ? 1 : unit || !Number.isInteger(field.value) ? 2 : 0;
  return (
    <>
      <span>{label}</span>
      <UnitField label={label} unit={unit} digits={digits} {...field} />
    </>
  );
}
