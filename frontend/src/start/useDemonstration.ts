/** Makes the demonstration: asks for it, waits until its building is read, asks again, and goes to its comparison. */
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { get, post } from '../api/client';
import { keys, queryClient } from '../api/queries';
import type { Demonstration, Revision } from '../api/types';
import { sentence } from '../components/States';
import { said } from '../text/said';
import { text } from '../text';

const EVERY_MS = 700;

export type DemoStage = 'idle' | 'reading' | 'starting';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for an import; what was wrong with it, or null. */
async function read(revisionId: string, goOn: () => boolean): Promise<string | null> {
  while (goOn()) {
    const revision = await get<Revision>(`revisions/${revisionId}/`);
    if (revision.status === 'ready') return null;
    if (revision.status === 'failed') return said(revision.error?.message) || text.start.demoFailed;
    await pause(EVERY_MS);
  }
  return null;
}

export function useDemonstration(): { stage: DemoStage; error: string | null; begin: () => Promise<void> } {
  const navigate = useNavigate();
  const here = useRef(true);
  const [stage, setStage] = useState<DemoStage>('idle');
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);

  const begin = async (): Promise<void> => {
    setError(null);
    setStage('reading');
    try {
      let demo = await post<Demonstration>('demonstration/');
      if (demo.status === 'importing') {
        const fault = await read(demo.revision_id, () => here.current);
        if (!here.current) return;
        if (fault) {
          setError(fault);
          return;
        }
        setStage('starting');
        demo = await post<Demonstration>('demonstration/');
      }
      await queryClient.invalidateQueries({ queryKey: keys.facilities });
      if (here.current && demo.comparison_id) void navigate(`/comparisons/${demo.comparison_id}`);
    } catch (problem) {
      setError(sentence(problem));
    } finally {
      setStage('idle');
    }
  };
  return { stage, error, begin };
}
