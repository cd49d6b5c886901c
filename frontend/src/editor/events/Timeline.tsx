/**
 * The day from left to right with a row for each kind of event that it has, and who is on shift beneath. A
 * bar is dragged as a whole or by an end; with the keyboard arrows move it, plus and minus change its length.
 */
import { Fragment, useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import { EVENT_KINDS, type DayEvent, type EventKind } from '../../api/types';
import { clock, number } from '../../format';
import { text } from '../../text';
import { useEditor } from '../context';
import { lanesOf, movedBy, shareOf, stepOf, stretchedBy, ticksOf } from '../engine/timeline';
import { gridOf, slotLength } from '../engine/staffing';
import { nameOf } from './kinds';

const v = text.events;
const HOUR_S = 3600;
const EDGE_PX = 7;

/** What a kind takes away from the day gives its bar the colour. */
const TONES: Record<EventKind, 'closed' | 'fewer' | 'more'> = {
  part_blocked: 'closed',
  aisle_blocked: 'closed',
  spill: 'closed',
  dock_closed: 'closed',
  station_down: 'fewer',
  vehicle_down: 'fewer',
  absent: 'fewer',
  demand_surge: 'more',
};

interface TimelineProps {
  events: readonly DayEvent[];
  chosen: number | null;
  readOnly: boolean;
  onChoose: (index: number) => void;
  onChange: (index: number, event: DayEvent, mergeKey?: string) => void;
  onRemove: (index: number) => void;
}

interface Drag {
  index: number;
  part: 'body' | 'start' | 'end';
  fromPx: number;
  widthPx: number;
  began: DayEvent;
  now: DayEvent;
}

const percent = (share: number): string => `${(100 * share).toFixed(3)}%`;

export function Timeline({ events, chosen, readOnly, onChoose, onChange, onRemove }: TimelineProps) {
  const model = useEditor();
  const { start_of_day: start, horizon_s: horizon } = model.document.experiment;
  const [drag, setDrag] = useState<Drag | null>(null);
  const body = useRef<HTMLDivElement>(null);
  const step = stepOf(horizon);
  const shown = events.map((event, index) => (drag?.index === index ? drag.now : event));
  const kinds = EVENT_KINDS.filter((kind) => events.some((event) => event.kind === kind));

  const begin = (index: number, event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    onChoose(index);
    const track = event.currentTarget.parentElement;
    if (readOnly || !track) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const edge = Math.min(EDGE_PX, box.width / 4);
    const part =
      event.clientX - box.left < edge ? 'start' : box.right - event.clientX < edge ? 'end' : 'body';
    const began = events[index]!;
    setDrag({ index, part, fromPx: event.clientX, widthPx: track.clientWidth, began, now: began });
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (!drag) return;
    const byS = ((event.clientX - drag.fromPx) / drag.widthPx) * horizon;
    const unit = event.altKey ? 60 : step;
    const now =
      drag.part === 'body'
        ? movedBy(drag.began, byS, horizon, unit)
        : stretchedBy(drag.began, drag.part, byS, horizon, unit);
    setDrag({ ...drag, now });
  };
  const end = (isKept: boolean): void => {
    if (drag && isKept && (drag.now.start_s !== drag.began.start_s || drag.now.end_s !== drag.began.end_s))
      onChange(drag.index, drag.now);
    setDrag(null);
  };
  const onKeyDown = (index: number, event: KeyboardEvent<HTMLElement>): void => {
    const by = event.shiftKey ? HOUR_S : step;
    const write = (next: DayEvent): void => onChange(index, next, `event:${index}`);
    const now = events[index]!;
    const bars = [...(body.current?.querySelectorAll<HTMLElement>('[data-event]') ?? [])];
    const next = (way: number): void => bars[bars.indexOf(event.currentTarget) + way]?.focus();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') next(1);
    else if (event.key === 'ArrowUp') next(-1);
    else if (event.key === 'Escape' && drag) setDrag(null);
    else if (readOnly) return;
    else if (event.key === 'ArrowLeft') write(movedBy(now, -by, horizon, step));
    else if (event.key === 'ArrowRight') write(movedBy(now, by, horizon, step));
    else if (event.key === '+') write(stretchedBy(now, 'end', step, horizon, step));
    else if (event.key === '-') write(stretchedBy(now, 'end', -step, horizon, step));
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="timeline" data-testid="timeline" ref={body}>
      <Axis start={start} horizon={horizon} />
      {kinds.map((kind) => {
        const members = shown.map((event, index) => ({ event, index })).filter((m) => m.event.kind === kind);
        const lanes = lanesOf(members.map((m) => m.event));
        return (
          <Fragment key={kind}>
            <span className="timeline-label">{v.kinds[kind]}</span>
            <div className="timeline-track" style={{ '--lanes': Math.max(...lanes) + 1 } as CSSProperties}>
              <Ticks horizon={horizon} />
              {members.map(({ event, index }, k) => {
                const [from, to] = [shareOf(event.start_s, horizon), shareOf(event.end_s, horizon)];
                const times = `${clock(start, event.start_s)}–${clock(start, event.end_s)}`;
                const name = nameOf(event, model);
                return (
                  <button
                    key={index}
                    type="button"
                    className={`timeline-bar ${TONES[kind]}`}
                    data-event={index}
                    data-testid={`event-${index}`}
                    aria-pressed={chosen === index}
                    aria-label={v.bar(
                      v.kinds[kind],
                      name,
                      clock(start, event.start_s),
                      clock(start, event.end_s),
                    )}
                    title={`${name} ${times}`}
                    style={
                      {
                        left: percent(from),
                        width: percent(Math.max(to - from, 0.004)),
                        '--lane': lanes[k],
                      } as CSSProperties
                    }
                    onFocus={() => onChoose(index)}
                    onPointerDown={(e) => begin(index, e)}
                    onPointerMove={move}
                    onPointerUp={() => end(true)}
                    onPointerCancel={() => end(false)}
                    onKeyDown={(e) => onKeyDown(index, e)}
                  >
                    <span className="ellipsis">
                      {name} <span className="timeline-times">{times}</span>
                    </span>
                  </button>
                );
              })}
            </div>
          </Fragment>
        );
      })}
      <Shifts horizon={horizon} />
    </div>
  );
}

function Axis({ start, horizon }: { start: string; horizon: number }) {
  return (
    <>
      <span />
      <div className="timeline-axis" aria-hidden="true">
        {ticksOf(horizon).map((time) => (
          <span key={time} style={{ left: percent(shareOf(time, horizon)) }}>
            {clock(start, time)}
          </span>
        ))}
      </div>
    </>
  );
}

function Ticks({ horizon }: { horizon: number }) {
  return ticksOf(horizon).map((time) => (
    <i key={time} className="timeline-tick" style={{ left: percent(shareOf(time, horizon)) }} />
  ));
}

/** Who is on shift, hour by hour: an event matters as much as there is going on. */
function Shifts({ horizon }: { horizon: number }) {
  const { document } = useEditor();
  const length = slotLength(horizon);
  return document.staffing.map((row) => {
    const heads = gridOf(row.shifts, horizon);
    const most = Math.max(1, ...heads);
    return (
      <Fragment key={row.role}>
        <span className="timeline-label muted">{text.staffing.roles[row.role]}</span>
        <div
          className="timeline-track shift"
          role="img"
          aria-label={v.shift(text.staffing.roles[row.role], number(Math.min(...heads), 0), number(most, 0))}
        >
          <Ticks horizon={horizon} />
          {heads.map((count, slot) => (
            <i
              key={slot}
              className="timeline-heads"
              style={{
                left: percent(shareOf(slot * length, horizon)),
                width: percent(shareOf(length, horizon)),
                height: percent(count / most),
              }}
            >
              {(slot === 0 || heads[slot - 1] !== count) && <b>{number(count, 0)}</b>}
            </i>
          ))}
        </div>
      </Fragment>
    );
  });
}
