/** A CAD file by drop or by dialogue, with how to read it; creates the facility, or its next revision. */
import { Progress, Select, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type DragEvent, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { post } from '../api/client';
import { keys, queryClient } from '../api/queries';
import { findBegun, forget, sendFile, type Begun } from '../api/resumable';
import type { Facility, Revision } from '../api/types';
import { UploadIcon } from '../components/Icons';
import { sentence } from '../components/States';
import { number } from '../format';
import { text } from '../text';
import '../pages/facilities.css';

const UNITS = ['m', 'cm', 'mm', 'in', 'ft'];
const ACCEPT = '.glb,.gltf,.obj,.stl,.dae,.sdf,.world,.zip';

const stem = (name: string): string => name.replace(/\.[^.]+$/, '').replaceAll(/[_-]+/g, ' ');
const percent = (share: number): string => `${number(share * 100, 0)} %`;
const megabytes = (bytes: number): string => `${number(Math.max(bytes / 1e6, 0.01), bytes < 1e6 ? 2 : 1)} MB`;

export function UploadForm({
  facility,
  onSent,
}: {
  facility?: Facility;
  onSent?: (revision: Revision) => void;
}) {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const created = useRef<string | null>(null);
  const [name, setName] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [unit, setUnit] = useState('auto');
  const [up, setUp] = useState('auto');
  const [over, setOver] = useState(false);
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [silent, setSilent] = useState(false);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);

  const take = (chosen: File | undefined): void => {
    if (!chosen) return;
    setFile(chosen);
    setError(null);
    setNote(null);
    setBegun(null);
    if (!name) setName(stem(chosen.name));
    void findBegun(chosen).then((found) => {
      if (!found || (facility && found.facilityId !== facility.id)) return;
      setBegun(found);
      setUnit(found.unit || 'auto');
      setUp(found.up || 'auto');
    });
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!file) return;
    setError(null);
    setNote(null);
    setShare(0);
    stopper.current = new AbortController();
    try {
      // A second try after a refused file goes to the facility that the first one made.
      const id =
        facility?.id ??
        begun?.facilityId ??
        created.current ??
        (await post<Facility>('facilities/', { name: name.trim() || stem(file.name) })).id;
      created.current = id;
      const revision = await sendFile({
        file,
        facilityId: id,
        reading: { unit: unit === 'auto' ? '' : unit, up: up === 'auto' ? '' : up },
        onProgress: setShare,
        onSilence: (silence) => setSilent(silence !== null),
        signal: stopper.current.signal,
      });
      await queryClient.invalidateQueries({ queryKey: keys.facilities });
      await queryClient.invalidateQueries({ queryKey: keys.facility(id) });
      if (onSent) onSent(revision);
      else void navigate(`/facilities/${id}`);
    } catch (problem) {
      setBegun(await findBegun(file));
      if (stopper.current.signal.aborted) setNote(text.facilities.uploadStopped);
      else if (problem instanceof DOMException) setError(text.facilities.fileChanged);
      else setError(sentence(problem));
    } finally {
      setShare(null);
      setSilent(false);
    }
  };
  const anew = async (): Promise<void> => {
    if (file) await forget(file);
    setBegun(null);
  };

  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      {!facility && (
        <TextInput
          label={text.facilities.name}
          placeholder={text.facilities.namePlaceholder}
          value={name}
          size="sm"
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <div
        className={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <UploadIcon width="22" height="22" />
        <span className="strong">
          {file ? text.facilities.chosen(file.name, megabytes(file.size)) : text.facilities.drop}
        </span>
        <span className="small muted">{text.facilities.dropHint}</span>
        <button type="button" className="btn small" onClick={() => input.current?.click()}>
          {text.facilities.choose}
        </button>
        <input
          ref={input}
          type="file"
          accept={ACCEPT}
          aria-label={text.facilities.choose}
          data-testid="cad-file"
          className="visually-hidden"
          tabIndex={-1}
          onChange={(event) => take(event.currentTarget.files?.[0])}
        />
      </div>
      <div className="form-grid">
        <Select
          label={text.facilities.unit}
          value={unit}
          onChange={(value) => setUnit(value ?? 'auto')}
          data={[
            { value: 'auto', label: text.facilities.unitAuto },
            ...UNITS.map((u) => ({ value: u, label: u })),
          ]}
        />
        <Select
          label={text.facilities.up}
          value={up}
          onChange={(value) => setUp(value ?? 'auto')}
          data={[
            { value: 'auto', label: text.facilities.upAuto },
            { value: 'z', label: 'z' },
            { value: 'y', label: 'y' },
          ]}
        />
      </div>
      {error && (
        <p role="alert" className="worse">
          {error}
        </p>
      )}
      {share !== null && (
        <div role="status" data-testid="upload" data-silent={silent}>
          <Progress value={share * 100} size="sm" aria-label={text.facilities.uploading('')} />
          <span className={silent ? 'small worse' : 'small muted'}>
            {silent
              ? text.facilities.uploadSilent(percent(share))
              : text.facilities.uploading(percent(share))}
          </span>
        </div>
      )}
      {share === null && note && <p role="status">{note}</p>}
      {share === null && begun && file && (
        <p role="status" data-testid="upload-begun">
          {text.facilities.uploadBegun(percent(begun.received / Math.max(1, file.size)))}
        </p>
      )}
      <div className="row-wrap">
        {share === null ? (
          <button type="submit" className="btn primary" disabled={!file}>
            {begun ? text.facilities.uploadGoOn : facility ? text.imports.again : text.facilities.submit}
          </button>
        ) : (
          <button type="button" className="btn" onClick={() => stopper.current?.abort()}>
            {text.facilities.uploadStop}
          </button>
        )}
        {share === null && begun && (
          <button type="button" className="btn" onClick={() => void anew()}>
            {text.facilities.uploadAnew}
          </button>
        )}
      </div>
    </form>
  );
}
