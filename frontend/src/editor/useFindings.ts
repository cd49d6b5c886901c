/** The checks of the document as it is being edited, asked for when the hand rests. */
import { useDebouncedValue } from '@mantine/hooks';
import { useValidation } from '../api/queries';
import type { Finding, ValidationSummary } from '../api/types';
import { useEditor } from './context';

const NONE: Finding[] = [];

export interface Checks {
  findings: Finding[];
  summary: ValidationSummary | null;
  ok: boolean | null;
  busy: boolean;
  failed: boolean;
}

export function useFindings(): Checks {
  const { document, scenario } = useEditor();
  const [settled] = useDebouncedValue(document, 450);
  const validation = useValidation(scenario.id, settled);
  return {
    findings: validation.data?.findings ?? NONE,
    summary: validation.data?.summary ?? null,
    ok: validation.data?.ok ?? null,
    busy: validation.isFetching || settled !== document,
    failed: validation.isError,
  };
}
