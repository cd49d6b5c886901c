/** Beside the scenario's name: how far it is from its base, whether it is saved, and its new name. */
import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { keys, queryClient, saveScenario } from '../api/queries';
import type { Scenario } from '../api/types';
import { failed } from '../components/notify';
import { sentence } from '../components/States';
import { text } from '../text';
import { useEditor } from './context';
import { MoveToRevision } from './MoveToRevision';
import type { Autosave } from './useAutosave';

const e = text.editor;

export function Notes({ autosave }: { autosave: Autosave }) {
  const { scenario, changes, zoneChanges, baseName, readOnly, base } = useEditor();
  const [renaming, setRenaming] = useState(false);
  const words: Record<Autosave['state'], string> = {
    saved: e.saved(autosave.number),
    saving: e.saving,
    unsaved: e.unsaved,
    failed: e.notSaved,
    silent: e.silent,
    conflict: e.notSaved,
    gone: e.notSaved,
  };
  const isStuck = autosave.state === 'failed' || autosave.state === 'silent';
  const hint = autosave.state === 'silent' ? e.silentHint : isStuck ? sentence(autosave.error) : e.rename;
  const count = Math.max(changes.size + zoneChanges.size, base ? scenario.change_count : 0);
  return (
    <>
      <span className="pill change-count" data-testid="change-count" title={e.changesFrom(count, baseName)}>
        <span data-short={`Δ ${count}`}>{e.changesFrom(count, baseName)}</span>
      </span>
      {readOnly ? (
        <span className="pill" title={text.app.readOnly}>
          {e.readOnly}
        </span>
      ) : (
        <span role="status">
          <button
            type="button"
            className={`pill${isStuck ? ' worse' : ''}`}
            data-testid="save-state"
            data-state={autosave.state}
            onClick={() => (isStuck ? void autosave.flush() : setRenaming(true))}
            title={hint}
          >
            {words[autosave.state]}
          </button>
        </span>
      )}
      <MoveToRevision autosave={autosave} />
      <RenameDialog opened={renaming} onClose={() => setRenaming(false)} autosave={autosave} />
    </>
  );
}

function RenameDialog({
  opened,
  onClose,
  autosave,
}: {
  opened: boolean;
  onClose: () => void;
  autosave: Autosave;
}) {
  const { scenario } = useEditor();
  const [name, setName] = useState(scenario.name);
  const rename = async (): Promise<void> => {
    try {
      await autosave.flush();
      const saved = await saveScenario(scenario.id, autosave.number, { name: name.trim() });
      queryClient.setQueryData<Scenario>(keys.scenario(scenario.id), (old) =>
        old ? { ...old, name: saved.name } : saved,
      );
      void queryClient.invalidateQueries({ queryKey: keys.scenarios(scenario.facility_id) });
      onClose();
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={e.renameTitle} size="sm">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <TextInput
          label={text.settings.name}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" className="btn primary" disabled={!name.trim()}>
          {text.app.save}
        </button>
      </form>
    </Modal>
  );
}
