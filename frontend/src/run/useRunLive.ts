/**
 * A run as it goes on: what the server has stored and what the socket tells, folded into one state.
 * Events carry a sequence number; after a lost connection the socket goes on behind the last one.
 */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { keys, queryClient } from '../api/queries';
import { useSocket, type SocketState } from '../api/socket';
import type { Clip, PartialMetric, Run, RunEvent, RunStatus } from '../api/types';

export interface Preview {
  stepId: string;
  cameraId: string;
  frame: number;
  frameCount: number;
  url: string;
}

export interface LiveRun {
  run: Run;
  replications: number;
  partial: PartialMetric[];
  previews: Record<string, Preview>;
  clips: Clip[];
}

export const isOver = (status: RunStatus): boolean =>
  status === 'done' || status === 'failed' || status === 'cancelled';

type Action = { type: 'loaded'; run: Run } | { type: 'frame'; preview: Preview } | RunEvent;

/** Folds one event into the state; pure, so that it can be tested without a socket. */
export function fold(state: LiveRun, action: Action): LiveRun {
  switch (action.type) {
    case 'loaded':
    case 'run.snapshot':
      return { ...state, run: action.run };
    case 'run.status': {
      const { status, progress, message } = action;
      return { ...state, run: { ...state.run, status, progress, message } };
    }
    case 'step.status': {
      const steps = state.run.steps.map((step) =>
        step.id === action.step_id
          ? {
              ...step,
              status: action.status,
              progress: action.status === 'done' ? 1 : action.progress,
              message: action.message || step.message,
            }
          : step,
      );
      return { ...state, run: { ...state.run, steps } };
    }
    case 'metrics.partial':
      return { ...state, replications: action.replications, partial: action.metrics };
    case 'frame':
      return { ...state, previews: { ...state.previews, [action.preview.stepId]: action.preview } };
    case 'clip.ready':
      return { ...state, clips: [...state.clips.filter((clip) => clip.id !== action.clip.id), action.clip] };
    case 'preview':
    case 'futures.ready': // the results ask for them
      return state;
    default: // told by a newer server
      return state;
  }
}

export function useRunLive(initial: Run): { live: LiveRun; socket: SocketState } {
  const [live, dispatch] = useReducer(fold, {
    run: initial,
    replications: 0,
    partial: [],
    previews: {},
    clips: [],
  });
  const seq = useRef(0);
  const announced = useRef<Extract<RunEvent, { type: 'preview' }> | null>(null);
  const urls = useRef(new Map<string, string>());
  const id = initial.id;

  useEffect(() => dispatch({ type: 'loaded', run: initial }), [initial]);

  const onJson = useCallback(
    (message: unknown) => {
      const event = message as RunEvent;
      if ('seq' in event && typeof event.seq === 'number') seq.current = Math.max(seq.current, event.seq);
      if (event.type === 'preview') announced.current = event;
      else dispatch(event);
      if (event.type === 'run.status' && isOver(event.status))
        void queryClient.invalidateQueries({ queryKey: keys.run(id) });
    },
    [id],
  );
  const onBinary = useCallback((data: ArrayBuffer) => {
    const head = announced.current;
    if (!head || head.byte_length !== data.byteLength) return;
    announced.current = null;
    const url = URL.createObjectURL(new Blob([data], { type: 'image/jpeg' }));
    const old = urls.current.get(head.step_id);
    if (old) setTimeout(() => URL.revokeObjectURL(old), 1000);
    urls.current.set(head.step_id, url);
    dispatch({
      type: 'frame',
      preview: {
        stepId: head.step_id,
        cameraId: head.camera_id,
        frame: head.frame,
        frameCount: head.frame_count,
        url,
      },
    });
  }, []);
  useEffect(() => {
    const held = urls.current;
    return () => held.forEach((url) => URL.revokeObjectURL(url));
  }, []);

  const socket = useSocket(id, {
    path: () => `/ws/runs/${id}/?after=${seq.current}`,
    onJson,
    onBinary,
    enabled: !isOver(live.run.status),
  });
  return { live, socket };
}
