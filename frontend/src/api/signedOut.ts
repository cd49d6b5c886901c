/**
 * What happens when the session ends while somebody works: whoever gets a 401 waits here until the same person has
 * signed in again in a dialog, then asks once more. Nothing on the page is lost.
 */
import { create } from 'zustand';

interface SignedOut {
  /** Somebody waits for the person to sign in again. */
  isOut: boolean;
  /** Counts sign-ins, so that sockets know when to try again. */
  times: number;
}

export const useSignedOut = create<SignedOut>()(() => ({ isOut: false, times: 0 }));

let waiting: ((again: boolean) => void)[] = [];
/** Set while somebody is signed in: before that, and on pages that need nobody, a 401 is just an answer. */
let known = false;

export function someoneIsSignedIn(is: boolean): void {
  known = is;
}

/** True once the person has signed in again; false where nobody was signed in, or the request is given up. */
export function signedInAgain(signal?: AbortSignal): Promise<boolean> {
  if (!known || signal?.aborted) return Promise.resolve(false);
  useSignedOut.setState({ isOut: true });
  return new Promise((resolve) => {
    waiting.push(resolve);
    signal?.addEventListener('abort', () => resolve(false), { once: true });
  });
}

export function goOn(): void {
  const resumed = waiting;
  waiting = [];
  useSignedOut.setState(({ times }) => ({ isOut: false, times: times + 1 }));
  resumed.forEach((resolve) => resolve(true));
}
