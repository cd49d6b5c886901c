/**
 * Sends a file in pieces (tus 1.0, https://tus.io) and goes on after a break: by itself while the page is open, and
 * where it stopped when the same file is chosen again later. Each piece carries its checksum.
 */
import { ApiError, apiPath, call, csrfToken, get } from './client';
import { signedInAgain } from './signedOut';
import type { Problem, Revision } from './types';

const PIECE_BYTES = 8 << 20;
const VERSION = { 'Tus-Resumable': '1.0.0' };
const STORED = 'foresite-upload:';
const WAITS_MS = [1000, 2000, 4000, 8000, 15_000];
/** After so many silent tries in a row, the person is asked. */
const MOST_TRIES = 24;

export interface Reading {
  unit: string;
  up: string;
}

/** What is remembered of an upload that did not end. */
export interface Begun extends Reading {
  url: string;
  facilityId: string;
  received: number;
}

interface PartialUpload {
  id: string;
  received: number;
  revision: Revision | null;
}

export interface Sending {
  file: File;
  facilityId: string;
  reading: Reading;
  onProgress: (share: number) => void;
  /** The connection is lost and tried again by itself; null once it is back. */
  onSilence: (error: ApiError | null) => void;
  signal: AbortSignal;
}

const keyOf = (file: File): string => `${STORED}${file.name}|${file.size}|${file.lastModified}`;

function remember(file: File, begun: Begun | null): void {
  try {
    if (begun) localStorage.setItem(keyOf(file), JSON.stringify(begun));
    else localStorage.removeItem(keyOf(file));
  } catch {
    // A browser that keeps nothing sends the whole file again.
  }
}

/** The upload of this very file that did not end, as the server knows it; null where there is none. */
export async function findBegun(file: File): Promise<Begun | null> {
  let begun: Begun;
  try {
    const stored = localStorage.getItem(keyOf(file));
    if (!stored) return null;
    begun = JSON.parse(stored) as Begun;
  } catch {
    return null;
  }
  try {
    const { received } = await get<PartialUpload>(begun.url);
    return { ...begun, received };
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 410)) remember(file, null);
    return null;
  }
}

/** Gives an upload up, here and on the server. */
export async function forget(file: File): Promise<void> {
  const begun = await findBegun(file);
  remember(file, null);
  if (begun) await call(begun.url, { method: 'DELETE', headers: VERSION }).catch(() => undefined);
}

/** Sends what is missing of a file; the revision that it became. */
export async function sendFile(sending: Sending): Promise<Revision> {
  const { file, signal, onProgress } = sending;
  const begun = await begin(sending);
  let received = begun.received;
  let isStarted = false;
  let tries = 0;
  while (received < file.size || !isStarted) {
    onProgress(file.size ? received / file.size : 1);
    try {
      received = await sendPiece(begun.url, file, received, onProgress, signal);
      isStarted = true;
      if (tries > 0) sending.onSilence(null);
      tries = 0;
    } catch (error) {
      received = await recover(error, { ...sending, url: begun.url, received, tries });
      tries += 1;
      if (received >= file.size) break;
    }
  }
  const { revision } = await get<PartialUpload>(begun.url, signal);
  remember(file, null);
  if (!revision) throw new ApiError({ title: 'not finished', status: 500 });
  return revision;
}

async function begin({ file, facilityId, reading, signal }: Sending): Promise<Begun> {
  const found = await findBegun(file);
  const isSame = found?.facilityId === facilityId && found.unit === reading.unit && found.up === reading.up;
  if (found && isSame) return found;
  if (found) await forget(file);
  const about = { filename: file.name, unit: reading.unit, up_axis: reading.up };
  const { body } = await call<PartialUpload>(`facilities/${facilityId}/uploads/`, {
    method: 'POST',
    headers: {
      ...VERSION,
      'Upload-Length': String(file.size),
      'Upload-Metadata': Object.entries(about)
        .filter(([, value]) => value)
        .map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`)
        .join(','),
      'Idempotency-Key': `${Date.now()}-${Math.random()}`,
    },
    signal,
  });
  const begun = { ...reading, facilityId, url: apiPath(`uploads/${body.id}/`), received: 0 };
  remember(file, begun);
  return begun;
}

async function sendPiece(
  url: string,
  file: File,
  offset: number,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const piece = await file.slice(offset, offset + PIECE_BYTES).arrayBuffer();
  const headers: Record<string, string> = { ...VERSION, 'Upload-Offset': String(offset) };
  // Browsers hash over https and on this machine only; elsewhere the connection's own checks have to do.
  if (window.isSecureContext) {
    const digest = await crypto.subtle.digest('SHA-256', piece);
    headers['Upload-Checksum'] = `sha256 ${base64(new Uint8Array(digest))}`;
  }
  return patch(
    url,
    piece,
    headers,
    (sent) => onProgress(file.size ? (offset + sent) / file.size : 1),
    signal,
  );
}

/** `fetch` cannot tell how far it is, `XMLHttpRequest` can. */
function patch(
  url: string,
  piece: ArrayBuffer,
  headers: Record<string, string>,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    request.open('PATCH', url);
    request.setRequestHeader('Content-Type', 'application/offset+octet-stream');
    request.setRequestHeader('X-CSRFToken', csrfToken());
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    request.onerror = () => reject(new ApiError({ title: 'unreachable', status: 0 }));
    request.onload = () => {
      signal.removeEventListener('abort', stop);
      if (request.status === 204) resolve(Number(request.getResponseHeader('Upload-Offset')));
      else reject(new ApiError(problemOf(request)));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    request.send(piece);
  });
}

function problemOf(request: XMLHttpRequest): Problem {
  try {
    const told = JSON.parse(request.responseText) as Partial<Problem>;
    return { title: request.statusText, ...told, status: request.status };
  } catch {
    return { title: request.statusText, status: request.status };
  }
}

interface Broken extends Sending {
  url: string;
  received: number;
  tries: number;
}

/** Where to go on after a failed piece; throws what no further try will mend. */
async function recover(error: unknown, at: Broken): Promise<number> {
  if (!(error instanceof ApiError) || at.tries >= MOST_TRIES) throw error;
  if (error.status === 401) {
    if (!(await signedInAgain(at.signal))) throw error;
    return standsAt(at);
  }
  const isSilence = error.status === 0 || (error.status >= 500 && error.status !== 507);
  const isAhead = error.status === 409 || error.status === 460; // another place, or other bytes
  if (!isSilence && !isAhead) throw error;
  if (isSilence) at.onSilence(error);
  await pause(WAITS_MS[Math.min(at.tries, WAITS_MS.length - 1)]!, at.signal);
  return standsAt(at);
}

async function standsAt({ url, received, signal }: Broken): Promise<number> {
  try {
    return (await get<PartialUpload>(url, signal)).received;
  } catch (error) {
    if (error instanceof ApiError && error.status === 0) return received; // still silent: the next piece will tell
    throw error;
  }
}

/** Waits, but no longer than until the browser is online again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new DOMException('given up', 'AbortError'));
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener('online', end);
    signal.addEventListener('abort', stop, { once: true });
  });
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
