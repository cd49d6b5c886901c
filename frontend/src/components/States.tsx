/** Loading, empty and error: what each page shows when it has nothing else, and what to do next. */
import { Loader } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { ApiError } from '../api/client';
import { text } from '../text';
import { said } from '../text/said';

/** A refusal as a sentence for a person. */
export function sentence(error: unknown): string {
  if (!(error instanceof ApiError))
    return error instanceof Error && error.message ? error.message : text.errors.server;
  const { status, problem } = error;
  if (status === 0) return text.errors.unreachable;
  if (status === 401) return text.errors.signedOut;
  const detail = said(problem.detail ?? '');
  const places = (problem.errors ?? []).map((e) => said(e.message)).filter(Boolean);
  if (places.length > 0) return [...new Set([detail, ...places])].filter(Boolean).join(' ');
  if (detail) return detail;
  if (status === 403) return text.errors.forbidden;
  if (status === 404) return text.errors.notFound;
  if (status >= 500) return text.errors.server;
  return problem.title;
}

export function Loading({ label = text.app.loading }: { label?: string }) {
  return (
    <div className="state" role="status">
      <Loader size="sm" color="var(--accent)" aria-hidden="true" />
      <p>{label}</p>
    </div>
  );
}

export function Empty({
  title,
  children,
  action,
}: {
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="state">
      {title && <h2>{title}</h2>}
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

export function Failed({ error, onRetry, title }: { error: unknown; onRetry?: () => void; title?: string }) {
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <div className="state" role="alert">
      <h2>{title ?? (isGone ? text.app.notFoundTitle : text.errors.title)}</h2>
      <p>{isGone ? text.errors.notFound : sentence(error)}</p>
      {isGone && (
        <a className="btn primary" href="/">
          {text.app.toFacilities}
        </a>
      )}
      {onRetry && !isGone && (
        <button type="button" className="btn" onClick={onRetry}>
          {text.app.retry}
        </button>
      )}
    </div>
  );
}

/** Where a page itself is broken, or could not be fetched. */
export function Crashed() {
  return (
    <Empty
      title={text.errors.title}
      action={
        <button type="button" className="btn" onClick={() => window.location.reload()}>
          {text.errors.reload}
        </button>
      }
    >
      {text.errors.crashed}
    </Empty>
  );
}

/** Keeps a broken view from taking the page with it. */
export class Boundary extends Component<{ children: ReactNode; fallback?: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return this.props.fallback ?? <Crashed />;
  }
}
