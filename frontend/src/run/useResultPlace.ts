/** Where one is in the results, in the address, so that a moment can be sent to a colleague. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Moment } from '../playback/WatchTab';
import { RESULT_TABS, type ResultTab } from './Results';

const whole = (text: string | null): number => Math.max(0, Math.floor(Number(text)) || 0);

export function useResultPlace(): [
  { tab: ResultTab; moment: Moment },
  (tab: ResultTab, moment?: Moment) => void,
] {
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab');
  const [replication, timeS] = [whole(params.get('replication')), whole(params.get('at'))];
  const moment = useMemo(() => ({ replication, timeS }), [replication, timeS]);
  const tab = RESULT_TABS.find(([key]) => key === asked)?.[0] ?? 'overview';
  const go = useCallback(
    (next: ResultTab, at?: Moment) =>
      setParams({
        tab: next,
        ...(at && { replication: String(at.replication), at: String(Math.floor(at.timeS)) }),
      }),
    [setParams],
  );
  return [{ tab, moment }, go];
}
