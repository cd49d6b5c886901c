/** Which floor an event closes: drawn in a plan from corner to corner, moved, turned and drawn out there, or typed. */
import { useRef, useState } from 'react';
import type { FloorArea, Vec2 } from '../../api/types';
import { AreaOutline } from '../../plan/AreaOutline';
import { ZonesLayer } from '../../plan/ZonesLayer';
import { text } from '../../text';
import { useEditor } from '../context';
import { cornersOf, sameArea } from '../engine/area';
import { areaGesture, areaHandle, AREA_TURN, type AreaGesture } from '../engine/areaGesture';
import { NumberRow } from '../forms';
import { between, STILL_M } from '../tools/gesture';
import { EventPlan } from './EventPlan';

const v = text.events;

interface AreaEditorProps {
  /** What the event is called, for those who hear the page. */
  kind: string;
  area: FloorArea;
  readOnly: boolean;
  onChange: (area: FloorArea) => void;
}

export function AreaEditor({ kind, area, readOnly, onChange }: AreaEditorProps) {
  const { document } = useEditor();
  const gesture = useRef<{ from: Vec2; to: AreaGesture } | null>(null);
  const [drawn, setDrawn] = useState<FloorArea | null>(null);
  const shown = drawn ?? area;
  const field = (key: 'x_m' | 'y_m' | 'length_m' | 'width_m', label: string, min?: number) => (
    <NumberRow
      label={label}
      unit="m"
      step={0.1}
      value={shown[key]}
      min={min}
      max={min === undefined ? undefined : 500}
      disabled={readOnly}
      onCommit={(value) => onChange({ ...area, [key]: value })}
    />
  );
  return (
    <div className="stack" style={{ marginTop: 6 }}>
      <EventPlan
        label={v.areaPlan(kind)}
        cursor={readOnly ? 'default' : 'crosshair'}
        testId="event-area"
        onPress={({ world, event }) => {
          if (readOnly) return false;
          const handle = (event.target as Element).getAttribute('data-handle');
          gesture.current = { from: world, to: areaGesture(area, world, handle) };
          return true;
        }}
        onDrag={({ world, event }) => {
          const begun = gesture.current;
          const isMeant = drawn !== null || (begun && Math.hypot(...between(begun.from, world)) > STILL_M);
          if (begun && isMeant) setDrawn(begun.to(world, event.altKey ? 'free' : 'grid'));
        }}
        onRelease={() => {
          gesture.current = null;
          setDrawn(null);
          if (drawn && !sameArea(drawn, area)) onChange(drawn);
        }}
        ground={<ZonesLayer zones={document.zones} />}
        world={
          <polygon
            className="closed-floor"
            points={cornersOf(shown)
              .map((corner) => corner.join(','))
              .join(' ')}
            style={{ cursor: readOnly ? undefined : 'move' }}
          />
        }
        screen={(viewport) => (
          <AreaOutline
            area={shown}
            viewport={viewport}
            handles={readOnly ? undefined : { nameOf: areaHandle, rotate: AREA_TURN }}
          />
        )}
      />
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
          value={(shown.heading_rad * 180) / Math.PI}
          disabled={readOnly}
          onCommit={(degrees) => onChange({ ...area, heading_rad: (degrees * Math.PI) / 180 })}
        />
      </div>
    </div>
  );
}
