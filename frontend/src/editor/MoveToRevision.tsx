/** A newer revision of the facility: what the scenario would lose there, and the move itself. Never silently. */
import { Modal } from '@mantine/core';
import { useState } from 'react';
import { keys, moveScenario, queryClient, useMove } from '../api/queries';
import { failed } from '../components/notify';
import { text } from '../text';
import { said } from '../text/said';
import { useEditor } from './context';
import type { Autosave } from './useAutosave';

const m = text.move;

export function MoveToRevision({ autosave }: { autosave: Autosave }) {
  const { scenario, readOnly } = useEditor();
  const move = useMove(scenario.id, autosave.number);
  const [isOpen, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const newer = move.data?.newer;
  if (!newer || readOnly) return null;
  const open = async (): Promise<void> => {
    // What is listed is what the saved scenario would lose.
    if (!(await autosave.flush())) return;
    await move.refetch();
    setOpen(true);
  };
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      const moved = await moveScenario(scenario.id, autosave.number, newer.twin_revision_id);
      setOpen(false);
      queryClient.setQueryData(keys.scenario(scenario.id), moved);
      void queryClient.invalidateQueries({ queryKey: keys.scenarios(scenario.facility_id) });
    } catch (error) {
      failed(error);
      void move.refetch();
    } finally {
      setBusy(false);
    }
  };
  const losses = move.data?.losses ?? [];
  return (
    <>
      <button
        type="button"
        className="pill look"
        title={m.hint}
        onClick={() => void open()}
        data-testid="move"
      >
        {m.offer(newer.number)}
      </button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={m.title} size="lg">
        <div className="stack">
          <p>
            {m.hint} {m.lead(newer.source_name, newer.number)}
          </p>
          {losses.length === 0 ? (
            <p className="strong">{m.nothing}</p>
          ) : (
            <>
              <p className="strong">{m.losses(losses.length)}</p>
              <ul className="change-list move-losses" data-testid="move-losses" tabIndex={0}>
                {losses.map((loss) => (
                  <li key={loss.pointer + loss.message}>{said(loss.message)}</li>
                ))}
              </ul>
            </>
          )}
          <p className="muted small">{m.history}</p>
          <div className="row-wrap">
            <button type="button" className="btn primary" disabled={busy} onClick={() => void go()}>
              {m.go}
            </button>
            <button type="button" className="btn" onClick={() => setOpen(false)}>
              {m.stay}
            </button>
          </div>
        </div>
      </Modal>
    </>
  );
}
