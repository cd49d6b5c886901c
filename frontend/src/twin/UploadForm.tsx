/** A CAD file by drop or by dialogue, with how to read it; creates the facility, or its next revision. */
import { Progress, Select, TextInput } from '@mantine/core';
import { useRef, useState, type DragEvent, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, apiPath, post } from '../api/client';
import { keys, queryClient } from '../api/queries';
import type { Facility, Problem, Revision } from '../api/types';
import { UploadIcon } from '../components/Icons';
import { sentence } from '../components/States';
import { number } from '../format';
import { text } from '../text';
import '../pages/facilities.css';

const UNITS = ['m', 'cm', 'mm', 'in', 'ft'];
const ACCEPT = '.glb,.gltf,.obj,.stl,.dae,.sdf,.world,.zip';

/** Sends a file with its progress, which `fetch` cannot tell. */
function send(path: string, form: FormData, onProgress: (share: number) => void): Promise<Revision> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiPath(path));
    request.setRequestHeader('X-CSRFToken', /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '');
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ApiError({ title: 'unreachable', status: 0 }));
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status < 300) resolve(body as Revision);
      else
        reject(
          new ApiError({ title: request.statusText, ...(body as Partial<Problem>), status: request.status }),
        );
    };
    request.send(form);
  });
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer) as unknown;
  } catch {
    return {};
  }
}

const stem = (name: string): string => name.replace(/\.[^.]+$/, '').replaceAll(/[_-]+/g, ' ');
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

  const take = (chosen: File | undefined): void => {
    if (!chosen) return;
    setFile(chosen);
    setError(null);
    if (!name) setName(stem(chosen.name));
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
    setShare(0);
    try {
      // A second try after a refused file goes to the facility that the first one made.
      const id =
        facility?.id ??
        created.current ??
        (await post<Facility>('facilities/', { name: name.trim() || stem(file.name) })).id;
      created.current = id;
      const form = new FormData();
      form.append('file', file);
      if (unit !== 'auto') form.append('unit', unit);
      if (up !== 'auto') form.append('up_axis', up);
      const revision = await send(`facilities/${id}/revisions/`, form, setShare);
      await queryClient.invalidateQueries({ queryKey: keys.facilities });
      await queryClient.invalidateQueries({ queryKey: keys.facility(id) });
      if (onSent) onSent(revision);
      else void navigate(`/facilities/${id}`);
    } catch (problem) {
      setError(sentence(problem));
    } finally {
      setShare(null);
    }
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
        <div role="status">
          <Progress value={share * 100} size="sm" aria-label={text.facilities.uploading('')} />
          <span className="small muted">{text.facilities.uploading(`${number(share * 100, 0)} %`)}</span>
        </div>
      )}
      <button type="submit" className="btn primary" disabled={!file || share !== null}>
        {facility ? text.imports.again : text.facilities.submit}
      </button>
    </form>
  );
}
