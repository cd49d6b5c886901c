/** What keeps a scenario from being saved and needs the person: somebody else saved it, or deleted it. */
import { Modal } from '@mantine/core';
import { Link } from 'react-router';
import type { ScenarioDocument } from '../api/types';
import { Empty } from '../components/States';
import { text } from '../text';
import type { Autosave } from './useAutosave';

const e = text.editor;

export function ConflictDialog({ autosave }: { autosave: Autosave }) {
  const conflict = autosave.conflict;
  if (!conflict) return null;
  const { number, author } = conflict.theirs.revision;
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      title={e.conflictTitle}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <div className="stack">
        <p>{e.conflict(number, author ?? e.someone)}</p>
        <div className="row-wrap">
          <button type="button" className="btn primary" onClick={() => void autosave.keepMine()}>
            {e.keepMine}
          </button>
          <button type="button" className="btn" onClick={autosave.takeTheirs}>
            {e.takeTheirs(number)}
          </button>
        </div>
      </div>
    </Modal>
  );
}

function keepCopy(name: string, document: ScenarioDocument): void {
  const file = new Blob([JSON.stringify(document, null, 2)], { type: 'application/json' });
  const link = window.document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Instead of the editor: the scenario is gone, but what was on the page is not. */
export function Gone({ name, document }: { name: string; document: ScenarioDocument }) {
  return (
    <Empty
      title={e.goneTitle}
      action={
        <div className="row-wrap">
          <Link className="btn primary" to="/">
            {text.app.toFacilities}
          </Link>
          <button type="button" className="btn" onClick={() => keepCopy(name, document)}>
            {e.keepCopy}
          </button>
        </div>
      }
    >
      {e.gone}
    </Empty>
  );
}
