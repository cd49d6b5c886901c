/** The clips of compared runs, asked for again while they are made, and once more when all of them are. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { get } from '../api/client';
import type { Clip } from '../api/types';

const AGAIN_MS = 3000;

export function useRunClips(runIds: readonly string[], isRendering: boolean) {
  const client = useQueryClient(); // a reader of a link has another than a member
  // One key from the first clip to the last: under another, films that play would be taken down and put up anew.
  const clips = useQueries({
    queries: runIds.map((id) => ({
      queryKey: ['clips', id],
      queryFn: () => get<{ clips: Clip[] }>(`runs/${id}/clips/`),
      refetchInterval: isRendering ? AGAIN_MS : (false as const),
    })),
  });
  const wasRendering = useRef(isRendering);
  useEffect(() => {
    // The last clip may have come after the last time they were asked for.
    if (wasRendering.current && !isRendering)
      for (const id of runIds) void client.invalidateQueries({ queryKey: ['clips', id] });
    wasRendering.current = isRendering;
  }, [isRendering, runIds, client]);
  return clips;
}
