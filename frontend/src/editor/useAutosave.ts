/**
 * Saves the document a second after the last change, one request at a time. A refusal because
 * somebody else saved (412) stops saving until the person has chosen; nothing is thrown away.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { ApiError, get } from '../api/client';
import { keys, queryClient, saveScenario } from '../api/queries';
import type { Scenario, ScenarioDocument } from '../api/types';
import type { EditorStore } from './store';

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';

export interface Conflict {
  theirs: Scenario;
}

const WAIT_MS = 1000;

export interface Autosave {
  state: SaveState;
  number: number;
  conflict: Conflict | null;
  error: unknown;
  /** Saves what is open at once; true when the server has the present document. */
  flush: () => Promise<boolean>;
  keepMine: () => Promise<void>;
  takeTheirs: () => void;
}

export function useAutosave(scenario: Scenario, store: EditorStore, readOnly: boolean): Autosave {
  const present = useStore(store, (s) => s.history.present);
  const saved = useRef<ScenarioDocument>(scenario.document);
  const number = useRef(scenario.revision.number);
  const running = useRef<Promise<unknown> | null>(null);
  const [shownNumber, setShownNumber] = useState(scenario.revision.number);
  const [state, setState] = useState<SaveState>('saved');
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [error, setError] = useState<unknown>(null);

  const take = useCallback((next: Scenario, document: ScenarioDocument) => {
    saved.current = document;
    number.current = next.revision.number;
    setShownNumber(next.revision.number);
    queryClient.setQueryData(keys.scenario(next.id), next);
    void queryClient.invalidateQueries({ queryKey: keys.scenarios(next.facility_id) });
  }, []);

  const saveOnce = useCallback(async (): Promise<'saved' | 'outdated' | 'refused'> => {
    const document = store.getState().history.present;
    if (document === saved.current) return 'saved';
    setState('saving');
    try {
      take(await saveScenario(scenario.id, number.current, { document }), document);
      setError(null);
      const isCurrent = store.getState().history.present === document;
      setState(isCurrent ? 'saved' : 'unsaved');
      return isCurrent ? 'saved' : 'outdated';
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 412) {
        setConflict({ theirs: await get<Scenario>(`scenarios/${scenario.id}/`) });
        setState('conflict');
      } else {
        setError(problem);
        setState('failed');
      }
      return 'refused';
    }
  }, [scenario.id, store, take]);

  const flush = useCallback(async (): Promise<boolean> => {
    // One request at a time: a second one with the same number would be refused.
    for (let tries = 0; tries < 3; tries++) {
      // While, not if: others may have waited for the same request, and one of them goes first.
      while (running.current) await running.current;
      if (store.getState().history.present === saved.current) return true;
      const saving = saveOnce().finally(() => {
        running.current = null;
      });
      running.current = saving;
      const outcome = await saving;
      if (outcome !== 'outdated') return outcome === 'saved';
    }
    return store.getState().history.present === saved.current;
  }, [saveOnce, store]);

  useEffect(() => {
    if (readOnly || conflict || present === saved.current) {
      if (present === saved.current && !conflict) setState('saved');
      return;
    }
    setState((s) => (s === 'saving' ? s : 'unsaved'));
    const timer = setTimeout(() => void flush(), WAIT_MS);
    return () => clearTimeout(timer);
  }, [present, readOnly, conflict, flush]);

  // A newer revision came in while nothing was changed here: go on with it.
  useEffect(() => {
    if (scenario.revision.number <= number.current || running.current) return;
    if (store.getState().history.present !== saved.current) return;
    take(scenario, scenario.document);
    store.getState().load(scenario.document);
  }, [scenario, store, take]);

  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (!readOnly && store.getState().history.present !== saved.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => {
      window.removeEventListener('beforeunload', onLeave);
      // Leaving the page inside the workspace: save what the timer had not come to yet.
      if (!readOnly && store.getState().history.present !== saved.current) void flush();
    };
  }, [flush, readOnly, store]);

  const keepMine = useCallback(async () => {
    if (!conflict) return;
    number.current = conflict.theirs.revision.number;
    saved.current = conflict.theirs.document;
    setConflict(null);
    await flush();
  }, [conflict, flush]);

  const takeTheirs = useCallback(() => {
    if (!conflict) return;
    take(conflict.theirs, conflict.theirs.document);
    store.getState().load(conflict.theirs.document);
    setConflict(null);
    setState('saved');
  }, [conflict, store, take]);

  return { state, number: shownNumber, conflict, error, flush, keepMine, takeTheirs };
}
