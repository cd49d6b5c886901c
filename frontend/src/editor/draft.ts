/** What could not be saved, kept in this browser until it can: a page that is closed without a connection loses nothing. */
import type { ScenarioDocument } from '../api/types';

export interface Draft {
  /** The revision that it was made from. */
  number: number;
  document: ScenarioDocument;
}

const PREFIX = 'foresite-draft:';

/** Drafts belong to a person: whoever else uses this browser does not get them. */
export const draftKey = (userId: string, scenarioId: string): string => `${PREFIX}${userId}:${scenarioId}`;

export function keepDraft(key: string, draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full, or not allowed: the page itself still has it, and asks before it is left.
  }
}

export function dropDraft(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Where nothing can be kept there is nothing to drop.
  }
}

export function readDraft(key: string): Draft | null {
  try {
    const kept = localStorage.getItem(key);
    return kept ? (JSON.parse(kept) as Draft) : null;
  } catch {
    return null;
  }
}
