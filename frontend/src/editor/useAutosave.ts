/**
 * Saves the document a second after the last change, one request at a time. Where the server is silent
 * it is tried again, sooner when the browser is back online. A refusal because somebody else saved (412)
 * stops saving until the person has chosen, and what was not chosen is one undo away.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { ApiError, get } from '../api/client';
import { keys, queryClient, saveScenario } from '../api/queries';
import type { Scenario, ScenarioDocument } from '../api/types';
import { text } from '../text';
import { told } from '../components/notify';
import { dropDraft, keepDraft, readDraft } from './draft';
import { saysTheSame } from './engine/same';
import type { EditorStore } from './store';

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'silent' | 'conflict' | 'gone';

export interface Conflict {
  theirs: Scenario;
}

const WAIT_MS = 1000;
const TRY_AGAIN_MS = 2500;

/** No answer, or a proxy's answer that there is none: nobody has refused anything. */
const isSilence = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || (error.status >= 502 && error.status <= 504));

const stateAfter = (error: unknown): SaveState => {
  if (isSilence(error)) return 'silent';
  if (!(error instanceof ApiError)) return 'failed';
  return error.status === 412 ? 'conflict' : error.status === 404 ? 'gone' : 'failed';
};

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

interface Saving {
  scenario: Scenario;
  store: EditorStore;
  readOnly: boolean;
  /** Under which what could not be saved is kept in this browser. */
  draft: string;
}

export function useAutosave({ scenario, store, readOnly, draft }: Saving): Autosave {
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

  /** What keeps the document from being saved; null where it is saved already. */
  const understand = useCallback(
    async (problem: unknown, document: ScenarioDocument): Promise<unknown> => {
      if (!(problem instanceof ApiError) || problem.status !== 412) return problem;
      try {
        const theirs = await get<Scenario>(`scenarios/${scenario.id}/`);
        if (saysTheSame(theirs.document, document)) {
          // It was saved; only the answer was lost on its way.
          take(theirs, document);
          setState(store.getState().history.present === document ? 'saved' : 'unsaved');
          return null;
        }
        setConflict({ theirs });
        return problem;
      } catch (silence) {
        return silence;
      }
    },
    [scenario.id, store, take],
  );

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
      const fault = await understand(problem, document);
      if (fault === null) return 'saved';
      setError(fault);
      setState(stateAfter(fault));
      return 'refused';
    }
  }, [scenario.id, store, take, understand]);

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

  // What an earlier visit could not save comes back as a change like any other, on the revision it was made from.
  useEffect(() => {
    const left = readOnly ? null : readDraft(draft);
    if (!left) return;
    dropDraft(draft);
    if (saysTheSame(left.document, saved.current)) return;
    number.current = left.number;
    store.getState().apply(text.editor.draft, left.document);
    told(text.editor.draftBack);
  }, [draft, readOnly, store]);

  useEffect(() => {
    const keep = (): void => {
      if (!readOnly && store.getState().history.present !== saved.current)
        keepDraft(draft, { number: number.current, document: store.getState().history.present });
    };
    if (state === 'silent' || state === 'failed') keep();
    if (state === 'saved') dropDraft(draft);
    window.addEventListener('pagehide', keep);
    return () => window.removeEventListener('pagehide', keep);
  }, [present, state, draft, readOnly, store]);

  useEffect(() => {
    if (readOnly || conflict || state === 'gone' || present === saved.current) {
      if (present === saved.current && !conflict) setState('saved');
      return;
    }
    setState((s) => (s === 'saving' || s === 'silent' ? s : 'unsaved'));
    const timer = setTimeout(() => void flush(), WAIT_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a save's own outcome is no reason to save
  }, [present, readOnly, conflict, flush]);

  // Silence is nobody's refusal: it is tried again until somebody answers.
  useEffect(() => {
    if (state !== 'silent') return;
    const again = (): void => void flush();
    const timer = setInterval(again, TRY_AGAIN_MS);
    window.addEventListener('online', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', again);
    };
  }, [state, flush]);

  // A newer revision came in while nothing was changed here: go on with it.
  useEffect(() => {
    if (scenario.revision.number <= number.current || running.current) return;
    if (store.getState().history.present !== saved.current) return;
    take(scenario, scenario.document);
    store.getState().apply(text.editor.savedBy(author(scenario)), scenario.document);
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
    const { theirs } = conflict;
    const { history, apply } = store.getState();
    number.current = theirs.revision.number;
    saved.current = theirs.document;
    // Through the history, so that undoing brings back what the other one saved.
    apply(text.editor.savedBy(author(theirs)), theirs.document);
    apply(text.editor.keepMine, history.present);
    setConflict(null);
    await flush();
  }, [conflict, flush, store]);

  const takeTheirs = useCallback(() => {
    if (!conflict) return;
    const { theirs } = conflict;
    take(theirs, theirs.document);
    store.getState().apply(text.editor.savedBy(author(theirs)), theirs.document);
    setConflict(null);
    setState('saved');
  }, [conflict, store, take]);

  return { state, number: shownNumber, conflict, error, flush, keepMine, takeTheirs };
}

const author = (scenario: Scenario): string => scenario.revision.author ?? text.editor.someone;
