/** What an import read, left out and assumed, and how to have the file read differently. */
import { useState } from 'react';
import type { Facility, NoteKind, Revision } from '../api/types';
import { metres } from '../format';
import { text } from '../text';
import { said } from '../text/said';
import { UploadForm } from './UploadForm';

const SHOWN = 12;
const ORDER: NoteKind[] = ['dropped', 'assumed', 'read'];

export function ImportReport({
  facility,
  revision,
  onSent,
}: {
  facility: Facility;
  revision: Revision;
  onSent: () => void;
}) {
  const [all, setAll] = useState(false);
  const notes = [...(revision.report?.notes ?? [])].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
  const shown = all ? notes : notes.slice(0, SHOWN);
  const bounds = revision.bounds;
  return (
    <div className="stack">
      {revision.error && (
        <p role="alert" className="worse">
          {said(revision.error.message)}
        </p>
      )}
      <div className="row-wrap">
        <span className="pill">{revision.source_name}</span>
        {revision.unit && revision.up_axis && (
          <span className="pill">{text.imports.facts(revision.unit, revision.up_axis)}</span>
        )}
        <span className="pill">{text.facilities.parts(revision.part_count)}</span>
        {bounds && (
          <span className="pill">
            {text.imports.extent(
              metres(bounds.upper[0] - bounds.lower[0], 1),
              metres(bounds.upper[1] - bounds.lower[1], 1),
              metres(bounds.upper[2] - bounds.lower[2], 1),
            )}
          </span>
        )}
      </div>
      {notes.length === 0 && !revision.error && <p className="muted">{text.imports.none}</p>}
      <ul className="report-list">
        {shown.map((note, index) => (
          <li key={index}>
            <span
              className={
                note.kind === 'dropped' ? 'look strong' : note.kind === 'assumed' ? 'strong' : 'muted'
              }
            >
              {text.imports.kinds[note.kind]}
            </span>
            <span>
              {note.subject && <span className="strong">{note.subject}: </span>}
              {said(note.message)}
            </span>
          </li>
        ))}
      </ul>
      {notes.length > shown.length && (
        <button type="button" className="btn small" onClick={() => setAll(true)}>
          {text.imports.more(notes.length - shown.length)}
        </button>
      )}
      <h3 className="section-head">{text.imports.again}</h3>
      <p className="muted">{text.imports.againLead}</p>
      <UploadForm facility={facility} onSent={onSent} />
    </div>
  );
}
