/** Which floor an event closes: drawn in a plan from corner to corner, or typed. */
import { useRef, useState } from 'react';
import type { FloorArea, Vec2 } from '../../api/types';
import { PartsLayer } from '../../plan/PartsLayer';
import { PlanView } from '../../plan/PlanView';
import { ZonesLayer } from '../../plan/ZonesLayer';
import { text } from '../../text';
import { useEditor } from '../context';
import { areaBetween, cornersOf } from '../engine/area';
import { NumberRow } from '../forms';

const v = text.events;

interface AreaEditorProps {
  /** What the event is called, for those who hear the page. */
  kind: string;
  area: FloorArea;
  readOnly: boolean;
  onChange: (area: FloorArea) => void;
}

export function AreaEditor({ kind, area, readOnly, onChange }: AreaEditorProps) {
  const { plan, layout, changes, color, document } = useEditor();
  const from = useRef<Vec2 | null>(null);
  const [drawn, setDrawn] = useState<FloorArea | null>(null);
  const field = (key: 'x_m' | 'y_m' | 'length_m' | 'width_m', label: string, min?: number) => (
    <NumberRow
      label={label}
      unit="m"
      step={0.1}
      value={area[key]}
      min={min}
      max={min === undefined ? undefined : 500}
      disabled={readOnly}
      onCommit={(value) => onChange({ ...area, [key]: value })}
    />
  );
  return (
    <div className="stack" style={{ marginTop: 6 }}>
      <div style={{ position: 'relative', height: 260 }} className="drawing">
        <PlanView
          plan={plan}
          bounds={plan.bounds}
          label={v.areaPlan(kind)}
          padding={16}
          cursor={readOnly ? 'default' : 'crosshair'}
          testId="event-area"
          onPress={({ world }) => {
            if (readOnly) return false;
            from.current = world;
            return true;
          }}
          onDrag={({ world }) => from.current && setDrawn(areaBetween(from.current, world))}
          onRelease={() => {
            from.current = null;
            setDrawn(null);
            if (drawn) onChange(drawn);
          }}
          ground={<ZonesLayer zones={document.zones} />}
          parts={<PartsLayer layout={layout} changes={changes} color={color} />}
          world={
            <polygon
              className="closed-floor"
              points={cornersOf(drawn ?? area)
                .map((corner) => corner.join(','))
                .join(' ')}
            />
          }
        />
      </div>
      <p className="tiny muted">{v.areaHint}</p>
      <div className="form-rows">
        {field('x_m', text.editor.x)}
        {field('y_m', text.editor.y)}
        {field('length_m', text.editor.length, 0.2)}
        {field('width_m', text.editor.width, 0.2)}
        <NumberRow
          label={v.turned}
          unit="°"
          digits={0}
          step={5}
          min={-180}
          max={180}
          value={(area.heading_rad * 180) / Math.PI}
          disabled={readOnly}
          onCommit={(degrees) => onChange({ ...area, heading_rad: (degrees * Math.PI) / 180 })}
        />
      </div>
    </div>
  );
}
