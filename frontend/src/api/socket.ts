/** WebSockets that come back: after a lost connection they try again, a little later each time. */
import { useEffect, useRef, useState } from 'react';
import { useSignedOut } from './signedOut';

export type SocketState = 'connecting' | 'open' | 'lost' | 'refused';

interface SocketOptions {
  /** Asked before every connection, so that it can go on after the last message seen. */
  path: () => string;
  onJson: (message: unknown) => void;
  onBinary?: (data: ArrayBuffer) => void;
  /** Called with every new connection, with what sends over it. */
  onOpen?: (send: (message: unknown) => void) => void;
  enabled?: boolean;
}

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;
const REFUSED = new Set([4401, 4403, 4404]);

export function useSocket(
  name: string,
  { path, onJson, onBinary, onOpen, enabled = true }: SocketOptions,
): SocketState {
  const [state, setState] = useState<SocketState>('connecting');
  const handlers = useRef({ path, onJson, onBinary, onOpen });
  useEffect(() => {
    handlers.current = { path, onJson, onBinary, onOpen };
  });
  const signIns = useSignedOut((s) => s.times);
  useEffect(() => {
    if (!enabled) return;
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT_MS;
    let over = false;
    const connect = (): void => {
      const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
      socket = new WebSocket(`${scheme}://${window.location.host}${handlers.current.path()}`);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => {
        wait = FIRST_WAIT_MS;
        setState('open');
        const opened = socket;
        handlers.current.onOpen?.((message) => {
          if (opened?.readyState === WebSocket.OPEN) opened.send(JSON.stringify(message));
        });
      };
      socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
        if (typeof event.data === 'string') handlers.current.onJson(JSON.parse(event.data));
        else handlers.current.onBinary?.(event.data);
      };
      socket.onclose = (event) => {
        if (over) return;
        if (REFUSED.has(event.code)) {
          setState('refused');
          return;
        }
        setState('lost');
        timer = setTimeout(connect, wait);
        wait = Math.min(LONGEST_WAIT_MS, wait * 2);
      };
    };
    connect();
    return () => {
      over = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, [name, enabled, signIns]);
  return state;
}
