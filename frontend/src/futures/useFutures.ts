/** The futures of one encounter: what is known of it, its paths, and which of the three is looked at. */
import { useCallback, useState } from 'react';
import { useFutures, useFuturesDetail } from '../api/queries';
import type { Conflict, FuturesDetail } from '../api/types';
import { standingOf, type Choice, type Standing } from './outcomes';

export interface EncounterFutures {
  standing: Standing | null;
  detail: FuturesDetail | null;
  considered: number;
  error: Error | null;
  retry: () => void;
  choice: Choice;
  /** Counts the times that a person chose, so that choosing the same again plays it again. */
  played: number;
  choose: (choice: Choice) => void;
}

export function useEncounterFutures(runId: string, conflict: Conflict): EncounterFutures {
  const list = useFutures(runId);
  const standing = list.data ? standingOf(list.data, conflict) : null;
  const rolled = standing?.kind === 'rolled' ? standing.summary.id : undefined;
  const detail = useFuturesDetail(runId, rolled);
  const [{ choice, played }, set] = useState<{ choice: Choice; played: number }>({
    choice: 'likeliest',
    played: 0,
  });
  const choose = useCallback(
    (wanted: Choice) => set((before) => ({ choice: wanted, played: before.played + 1 })),
    [],
  );
  const retry = (): void => void (list.isError ? list.refetch() : detail.refetch());
  return {
    standing,
    detail: detail.data ?? null,
    considered: list.data?.considered ?? 0,
    error: list.error ?? detail.error,
    retry,
    choice,
    played,
    choose,
  };
}
