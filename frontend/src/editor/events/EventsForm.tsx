/** What happens to the day: a time line of its events, and the chosen one in numbers. */
import { Menu } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { DayEvent, EventKind } from '../../api/types';
import { PlusIcon } from '../../components/Icons';
import { text } from '../../text';
import { useEditor } from '../context';
import { FormCard, FormPage, useSection } from '../forms';
import { EventInspector } from './EventInspector';
import { freshEvent, kindsOf } from './kinds';
import { Timeline } from './Timeline';

const v = text.events;

export function EventsForm() {
  const [events, write, readOnly] = useSection('events');
  const model = useEditor();
  const [wanted, choose] = useState<number | null>(0);
  // Undo may take away what was chosen.
  const chosen = wanted !== null && wanted < events.length ? wanted : null;

  const change = (index: number, next: DayEvent, mergeKey?: string): void => {
    if (next.end_s > next.start_s)
      write(
        events.map((event, i) => (i === index ? next : event)),
        mergeKey,
      );
  };
  const remove = (index: number): void => {
    write(events.filter((_, i) => i !== index));
    choose(events.length > 1 ? Math.min(index, events.length - 2) : null);
  };
  // Whoever adds or removes with the keyboard goes on with the bar that is chosen then.
  const line = useRef<HTMLDivElement>(null);
  const count = useRef(events.length);
  useEffect(() => {
    const was = count.current;
    count.current = events.length;
    if (events.length === was || chosen === null) return;
    line.current?.querySelector<HTMLElement>(`[data-event="${chosen}"]`)?.focus();
  }, [events.length, chosen]);
  const add = (kind: EventKind): void => {
    write([...events, freshEvent(kind, model)]);
    choose(events.length);
  };
  return (
    <FormPage title={v.title} lead={v.lead}>
      <FormCard title={v.line} aside={<AddMenu disabled={readOnly} onAdd={add} />}>
        <div ref={line}>
          <Timeline
            events={events}
            chosen={chosen}
            readOnly={readOnly}
            onChoose={choose}
            onChange={change}
            onRemove={remove}
          />
        </div>
        <p className="tiny muted">{events.length ? v.lineHint : v.none}</p>
      </FormCard>
      {chosen !== null && (
        <EventInspector
          event={events[chosen]!}
          readOnly={readOnly}
          onChange={(next, field) => change(chosen, next, field && `event:${chosen}:${field}`)}
          onRemove={() => remove(chosen)}
        />
      )}
    </FormPage>
  );
}

function AddMenu({ disabled, onAdd }: { disabled: boolean; onAdd: (kind: EventKind) => void }) {
  const model = useEditor();
  return (
    <Menu position="bottom-end" returnFocus={false} withInitialFocusPlaceholder={false} disabled={disabled}>
      <Menu.Target>
        <button type="button" className="btn small" disabled={disabled}>
          <PlusIcon /> {v.add}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {kindsOf(model).map(({ value, label, disabled: missing }) => (
          <Menu.Item key={value} disabled={missing} onClick={() => onAdd(value as EventKind)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
