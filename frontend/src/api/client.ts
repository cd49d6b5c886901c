/** One way to the HTTP API: JSON in and out, the CSRF header, the language of the page, problem documents as errors. */
import { language } from '../text/language';
import { signedInAgain } from './signedOut';
import type { Page, Problem } from './types';

const BASE = '/api/v1/';
let below = BASE;

/** Readers of a link have the same reads at addresses of their own; null for the ordinary ones. */
export function readBelow(path: string | null): void {
  below = path ?? BASE;
}

/** A refusal of the server, or its silence, in words that a person can act on. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.problem = problem;
  }
}

export interface Answer<T> {
  body: T;
  etag: string | null;
  status: number;
}

export function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '';
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
  };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return { ...fallback, ...body, status: response.status };
  } catch {
    return fallback;
  }
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export async function call<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const { method = 'GET', json, form, headers = {}, signal } = options;
  const sent: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': language,
    ...headers,
  };
  if (json !== undefined) sent['Content-Type'] = 'application/json';
  if (method !== 'GET') sent['X-CSRFToken'] = csrfToken();
  let response: Response;
  try {
    response = await fetch(path.startsWith('/') ? path : below + path, {
      method,
      headers: sent,
      credentials: 'same-origin',
      body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError({ title: 'unreachable', status: 0 });
  }
  // The session has ended: the same request once more, when the same person has signed in again.
  if (response.status === 401 && !path.startsWith('session/') && (await signedInAgain(signal)))
    return call<T>(path, options);
  if (!response.ok) throw new ApiError(await problemOf(response));
  const text = await response.text();
  const body = (text ? JSON.parse(text) : null) as T;
  return { body, etag: response.headers.get('ETag'), status: response.status };
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await call<T>(path, { signal })).body;
}

export async function post<T>(path: string, json?: unknown, headers?: Record<string, string>): Promise<T> {
  return (await call<T>(path, { method: 'POST', json: json ?? {}, headers })).body;
}

/** Every page of a list, in order. A bare array is a list, too. */
export async function getAll<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  let next: string | null = path;
  while (next) {
    const page: Page<T> | T[] = await get<Page<T> | T[]>(next, signal);
    if (Array.isArray(page)) return [...all, ...page];
    all.push(...page.results);
    next = page.next ? toPath(page.next) : null;
  }
  return all;
}

function toPath(url: string): string {
  const parsed = new URL(url, window.location.origin);
  return parsed.pathname + parsed.search;
}

export const apiPath = (path: string): string => below + path;

/** A stretch of a file, both ends included. */
export async function getBytes(path: string, first: number, last: number): Promise<ArrayBuffer> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { Range: `bytes=${first}-${last}` },
      credentials: 'same-origin',
    });
  } catch {
    throw new ApiError({ title: 'unreachable', status: 0 });
  }
  if (response.status === 401 && (await signedInAgain())) return getBytes(path, first, last);
  if (!response.ok) throw new ApiError(await problemOf(response));
  const data = await response.arrayBuffer();
  return response.status === 206 ? data : data.slice(first, last + 1);
}
