/**
 * Roles by time of day. Drag paints with the brush (the number of the cell where the drag began, or
 * the chosen one); arrow keys walk, digits set, plus and minus change, Delete empties.
 */
import { useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import type { RoleStaffing, ScenarioDocument } from '../api/types';
import { clock, number } from '../format';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import { setShifts } from './engine/commands';
import { gridOf, headHours, paintSlots, slotLength } from './engine/staffing';

interface Stroke {
  role: RoleStaffing['role'];
  first: number;
  last: number;
  heads: number;
}

const TYPING_MS = 900;

export function StaffGrid({ tall = false, brush = null }: { tall?: boolean; brush?: number | null }) {
  const { document, readOnly } = useEditor();
  const apply = useEditorState((s) => s.apply);
  const [stroke, setStroke] = useState<Stroke | null>(null);
  const body = useRef<HTMLDivElement>(null);
  const typing = useRef<{ key: string; digits: string; at: number }>({ key: '', digits: '', at: 0 });
  const { horizon_s: horizon, start_of_day: start } = document.experiment;
  const length = slotLength(horizon);
  const rows = document.staffing;
  const grids = rows.map((row) => gridOf(shown(row, stroke, horizon), horizon));
  const slots = grids[0]?.length ?? 0;
  const most = Math.max(1, ...grids.flat());

  const write = (next: ScenarioDocument, mergeKey: string | null): void => {
    if (!readOnly) apply(text.editor.did.staffing, next, mergeKey);
  };
  const set = (role: RoleStaffing['role'], slot: number, heads: number): void => {
    const row = rows.find((r) => r.role === role)!;
    write(
      setShifts(document, role, paintSlots(row.shifts, horizon, slot, slot, heads)),
      `cell:${role}:${slot}`,
    );
  };
  const onPointerDown = (
    event: PointerEvent,
    role: RoleStaffing['role'],
    slot: number,
    heads: number,
  ): void => {
    if (readOnly || event.button !== 0) return;
    setStroke({ role, first: slot, last: slot, heads: brush ?? heads });
    (event.currentTarget as HTMLElement).focus();
    (event.currentTarget as HTMLElement).releasePointerCapture(event.pointerId);
    window.addEventListener('pointerup', () => finish.current(), { once: true });
  };
  const finish = useRef<() => void>(() => undefined);
  finish.current = () => {
    if (stroke && (stroke.first !== stroke.last || brush !== null)) {
      const row = rows.find((r) => r.role === stroke.role);
      if (row)
        write(
          setShifts(
            document,
            stroke.role,
            paintSlots(row.shifts, horizon, stroke.first, stroke.last, stroke.heads),
          ),
          null,
        );
    }
    setStroke(null);
  };
  const onKeyDown = (event: KeyboardEvent, row: number, slot: number, heads: number): void => {
    const role = rows[row]!.role;
    const go: Record<string, [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const step = go[event.key];
    if (step) {
      const [r, s] = [
        Math.min(rows.length - 1, Math.max(0, row + step[0])),
        Math.min(slots - 1, Math.max(0, slot + step[1])),
      ];
      body.current?.querySelector<HTMLElement>(`[data-cell="${r}-${s}"]`)?.focus();
      // Shift carries the number along, so that a stretch can be painted without a mouse.
      if (event.shiftKey && step[0] === 0 && s !== slot) set(role, s, heads);
    } else if (/^\d$/.test(event.key)) {
      const key = `${role}:${slot}`;
      const now = Date.now();
      const goesOn = typing.current.key === key && now - typing.current.at < TYPING_MS;
      const digits = (goesOn ? typing.current.digits : '') + event.key;
      typing.current = { key, digits, at: now };
      set(role, slot, Number(digits));
    } else if (event.key === '+' || event.key === '=') set(role, slot, heads + 1);
    else if (event.key === '-') set(role, slot, heads - 1);
    else if (event.key === 'Delete' || event.key === 'Backspace') set(role, slot, 0);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (rows.length === 0) return <p className="muted">{text.staffing.none}</p>;
  const columns: CSSProperties = { gridTemplateColumns: `108px repeat(${slots}, minmax(0, 1fr)) 62px` };
  return (
    <div ref={body} role="grid" aria-label={text.staffing.grid} data-testid="staff-grid">
      <div className="staff-grid" role="row" style={columns}>
        <span role="columnheader" className="visually-hidden">
          {text.staffing.role}
        </span>
        <span aria-hidden="true" />
        {Array.from({ length: slots }, (_, slot) => (
          <span key={slot} role="columnheader" className="staff-head">
            {isMarked(slot, length, slots) ? (
              clock(start, slot * length).replace(/^0/, '')
            ) : (
              <span className="visually-hidden">{clock(start, slot * length)}</span>
            )}
          </span>
        ))}
        <span aria-hidden="true" />
      </div>
      {rows.map((row, r) => (
        <div key={row.role} className="staff-grid" role="row" style={{ ...columns, marginTop: 4 }}>
          <span role="rowheader" className="ellipsis">
            {text.staffing.roles[row.role]}
          </span>
          {grids[r]!.map((heads, slot) => (
            <button
              key={slot}
              type="button"
              role="gridcell"
              data-cell={`${r}-${slot}`}
              data-testid={`staff-${row.role}-${slot}`}
              tabIndex={r === 0 && slot === 0 ? 0 : -1}
              aria-label={text.staffing.cell(
                text.staffing.roles[row.role],
                clock(start, slot * length),
                heads,
              )}
              className={tall ? 'staff-cell tall' : 'staff-cell'}
              style={{ '--level': `${heads === 0 ? 0 : 14 + (30 * heads) / most}%` } as CSSProperties}
              onPointerDown={(event) => onPointerDown(event, row.role, slot, heads)}
              onPointerEnter={() => setStroke((s) => (s && s.role === row.role ? { ...s, last: slot } : s))}
              onKeyDown={(event) => onKeyDown(event, r, slot, heads)}
            >
              {heads || ''}
            </button>
          ))}
          <span className="num muted small">
            {text.staffing.mean(number(headHours(row, horizon) / (horizon / 3600), 1))}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Which slots carry their time above them: full hours, or every third of a short day. */
const isMarked = (slot: number, length: number, slots: number): boolean =>
  length < 1800 ? slot % 3 === 0 : (slot * length) % 3600 === 0 && (slots <= 17 || slot % 2 === 0);

function shown(row: RoleStaffing, stroke: Stroke | null, horizon: number): RoleStaffing['shifts'] {
  if (!stroke || stroke.role !== row.role) return row.shifts;
  return paintSlots(row.shifts, horizon, stroke.first, stroke.last, stroke.heads);
}
