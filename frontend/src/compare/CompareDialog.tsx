/** Chooses two to four scenarios, the first of which is the base, and starts their comparison. */
import { Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { post } from '../api/client';
import { keys, queryClient, useScenarios } from '../api/queries';
import type { Comparison } from '../api/types';
import { Failed, Loading, sentence } from '../components/States';
import { text } from '../text';
import { variantColor } from '../theme';

interface CompareDialogProps {
  facilityId: string;
  opened: boolean;
  onClose: () => void;
  /** Chosen at the start: the base first. */
  initial?: string[];
  before?: () => Promise<boolean>;
}

export function CompareDialog(props: CompareDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={text.compare.create}>
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form({ facilityId, initial = [], before }: CompareDialogProps) {
  const scenarios = useScenarios(facilityId);
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string[]>(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  if (scenarios.isPending) return <Loading />;
  if (scenarios.isError) return <Failed error={scenarios.error} onRetry={() => void scenarios.refetch()} />;
  const start = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      if (before) await before();
      const comparison = await post<Comparison>('comparisons/', { scenario_ids: chosen });
      await queryClient.invalidateQueries({ queryKey: keys.comparisons(facilityId) });
      void navigate(`/comparisons/${comparison.id}`);
    } catch (problem) {
      setError(sentence(problem));
      setBusy(false);
    }
  };
  const toggle = (id: string, on: boolean): void =>
    setChosen((ids) =>
      on ? [...ids.filter((other) => other !== id), id] : ids.filter((other) => other !== id),
    );
  return (
    <div className="stack">
      <p className="muted">{text.compare.lead}</p>
      <div className="stack-s" role="group" aria-label={text.compare.choose}>
        {scenarios.data.map((row) => {
          const index = chosen.indexOf(row.id);
          return (
            <Checkbox
              key={row.id}
              size="xs"
              checked={index >= 0}
              disabled={index < 0 && chosen.length >= 4}
              onChange={(event) => toggle(row.id, event.currentTarget.checked)}
              label={
                <span className="row">
                  <span className="swatch" style={{ background: variantColor(row.color_index) }} />
                  {row.name}
                  {index === 0 && <span className="pill">{text.compare.base}</span>}
                </span>
              }
            />
          );
        })}
      </div>
      {error && (
        <p role="alert" className="worse">
          {error}
        </p>
      )}
      <button
        type="button"
        className="btn primary"
        disabled={busy || chosen.length < 2}
        onClick={() => void start()}
      >
        {busy ? text.compare.starting : chosen.length < 2 ? text.compare.choose : text.compare.start}
      </button>
    </div>
  );
}
