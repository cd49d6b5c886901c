/** Asks for a replication to be filmed, waits until it is, and gives a clock to watch it by. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { ApiError, call, getBytes } from '../api/client';
import type { Playback } from '../api/types';
import { PlayClock } from './clock';
import { FilmReader } from './film';

const EVERY_MS = 400;
const isOver = (playback: Playback | undefined): boolean =>
  playback?.status === 'done' || playback?.status === 'failed';

/** The playback, asked for again while it is made. A reader of a link only looks whether there is one. */
export function usePlayback(runId: string, replication: number, isReader = false) {
  return useQuery({
    queryKey: ['playback', runId, replication],
    // To ask for it is to read it: the server makes it once and answers with it from then on.
    queryFn: async ({ signal }) =>
      (
        await call<Playback>(
          `runs/${runId}/playbacks/${replication}/`,
          isReader ? { signal } : { method: 'POST', json: {}, signal },
        )
      ).body,
    refetchInterval: ({ state }) => (isOver(state.data) || state.error ? false : EVERY_MS),
    staleTime: Infinity,
  });
}

/** Reads of one film are shared by all that show it. */
export function useReader(playback: Playback | undefined): FilmReader | null {
  const film = playback?.film;
  const url = playback?.file_url;
  return useMemo(
    () => (film && url ? new FilmReader(film, (first, last) => getBytes(url, first, last)) : null),
    [film, url],
  );
}

/** A clock over a stretch of the film; a new one where the stretch is another. */
export function usePlayClock(reader: FilmReader | null, startS?: number, stopS?: number): PlayClock | null {
  const clock = useMemo(
    () => (reader ? new PlayClock(reader, startS, stopS) : null),
    [reader, startS, stopS],
  );
  useEffect(() => () => clock?.pause(), [clock]);
  return clock;
}

/** Redraws when what a person reads of the clock changes: `pick` says what that is. */
export function useClock<T extends string | number | boolean>(
  clock: PlayClock,
  pick: (clock: PlayClock) => T,
): T {
  return useSyncExternalStore(clock.subscribe, () => pick(clock));
}

export const filmError = (playback: Playback): ApiError =>
  new ApiError({ title: 'film', detail: playback.error ?? undefined, status: 409 });
