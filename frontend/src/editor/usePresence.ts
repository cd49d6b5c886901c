/** Who else is in this scenario and what each has chosen; tells the others the same of us. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useSocket } from '../api/socket';
import { keys, queryClient } from '../api/queries';
import type { EditorStore } from './store';

export interface Person {
  id: string;
  name: string;
  initials: string;
  scenario_id: string | null;
  chosen: string[];
}

interface Told {
  type?: string;
  people?: Person[];
  you?: string;
  scenario_id?: string;
}

const TOLD_EVERY_MS = 25_000;
/** Choosing with a box or the arrow keys changes fast; nobody reads it that fast. */
const CALM_MS = 120;
const COLORS = 6;

/** The colour of a person, the same in everybody's browser. */
export function personColor({ id }: Pick<Person, 'id'>): string {
  return `var(--person-${parseInt(id.slice(0, 8), 16) % COLORS})`;
}

export interface Presence {
  others: Person[];
  /** Somebody deleted the facility while it was open here. */
  isDeleted: boolean;
}

export function usePresence(facilityId: string, scenarioId: string, store: EditorStore): Presence {
  const [told, setTold] = useState<{ people: Person[]; you: string }>({ people: [], you: '' });
  const [isDeleted, setDeleted] = useState(false);
  const send = useRef<((message: unknown) => void) | null>(null);
  const chosen = useStore(store, (s) => s.selection);
  const tell = useCallback(() => {
    const { selection } = store.getState();
    send.current?.({ type: 'here', scenario_id: scenarioId, chosen: selection.slice(0, 50) });
  }, [scenarioId, store]);
  useEffect(() => {
    const soon = setTimeout(tell, CALM_MS);
    return () => clearTimeout(soon);
  }, [chosen, tell]);
  useEffect(() => {
    const beat = setInterval(tell, TOLD_EVERY_MS);
    return () => clearInterval(beat);
  }, [tell]);
  const state = useSocket(facilityId, {
    path: () => `/ws/facilities/${facilityId}/`,
    onOpen: (sender) => {
      send.current = sender;
      tell();
    },
    onJson: (message) => {
      const event = message as Told;
      if (event.type === 'presence') setTold({ people: event.people ?? [], you: event.you ?? '' });
      else if (event.type === 'facility.deleted') setDeleted(true);
      else if (event.type === 'scenario.saved' && event.scenario_id === scenarioId)
        void queryClient.invalidateQueries({ queryKey: keys.scenario(scenarioId) });
    },
  });
  const others = useMemo(
    () =>
      state === 'open'
        ? told.people.filter((person) => person.id !== told.you && person.scenario_id === scenarioId)
        : [],
    [told, scenarioId, state],
  );
  return { others, isDeleted };
}
