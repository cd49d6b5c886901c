/** How long a run of the document is going to take on this server, asked once its changes have settled. */
import { useDebouncedValue } from '@mantine/hooks';
import { useRunTime } from '../api/queries';
import type { ScenarioDocument } from '../api/types';

export function useRunTimeOf(scenarioId: string, document: ScenarioDocument): ReturnType<typeof useRunTime> {
  const [settled] = useDebouncedValue(document, 450);
  return useRunTime(scenarioId, settled);
}
