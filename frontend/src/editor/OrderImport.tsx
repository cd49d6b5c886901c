/** Recorded orders from a planner's file: choose it, say what its columns mean, look at what it became, use it. */
import { Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client';
import { previewOrders, readOrders } from '../api/queries';
import type { OrderPreview, Problem, ReadOrders } from '../api/types';
import { number } from '../format';
import { text } from '../text';
import { said } from '../text/said';
import { useEditor, useEditorState } from './context';
import { setSection } from './engine/commands';
import { busiest, missing, toForm, usedTwice, wishesOf, type OrderWishes } from './engine/orderFile';
import { binOf, countsOf } from './engine/recorded';
import { OrderColumns } from './OrderColumns';
import { SelectRow } from './forms';
import { OrderOptions } from './OrderOptions';
import { OrdersByHour } from './OrdersByHour';

const o = text.orderFile;
const FEW_SKIPPED = 12;

export function ImportButton({ disabled }: { disabled: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn small" disabled={disabled} onClick={() => setOpen(true)}>
        {o.open}
      </button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={o.title} size={860}>
        <OrderImport onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

interface Chosen {
  file: File;
  preview: OrderPreview;
}

function OrderImport({ onDone }: { onDone: () => void }) {
  const { scenario, save } = useEditor();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [wishes, setWishes] = useState<OrderWishes | null>(null);
  const [found, setFound] = useState<ReadOrders | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [days, setDays] = useState<NonNullable<Problem['days']>>([]);
  const [busy, setBusy] = useState(false);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem);
      if (error.problem.days) {
        setDays(error.problem.days);
        const best = busiest(error.problem.days)?.day;
        if (best) setWishes((old) => old && { ...old, days: { first: best, last: best } });
      }
    } finally {
      setBusy(false);
    }
  };
  const choose = (file: File, sheet: string | null = null): Promise<void> =>
    attempt(async () => {
      if (sheet === null) setChosen(null);
      setFound(null);
      setDays([]);
      const preview = await previewOrders(scenario.id, file, sheet);
      setChosen({ file, preview });
      setWishes(wishesOf(preview));
    });
  const read = (asked = wishes): Promise<void> =>
    attempt(async () => {
      // The server reads the orders into the day as it is saved.
      if (!chosen || !asked || !(await save())) return;
      setFound(await readOrders(scenario.id, chosen.file, toForm(asked)));
    });
  const skip = (): void => {
    const asked = wishes && { ...wishes, skipFaulty: true };
    setWishes(asked);
    void read(asked);
  };
  const change = (next: OrderWishes): void => {
    setWishes(next);
    setFound(null);
    setProblem(null);
  };
  const lacking = wishes ? missing(wishes) : [];
  const twice = wishes ? usedTwice(wishes) : null;
  return (
    <div className="stack" data-testid="order-import">
      <FileChoice name={chosen?.file.name ?? null} onChoose={choose} />
      {chosen && wishes && (
        <>
          {chosen.preview.sheets.length > 1 && (
            <SelectRow
              label={o.sheet}
              value={chosen.preview.sheet}
              options={Object.fromEntries(chosen.preview.sheets.map((name) => [name, name]))}
              onCommit={(sheet) => void choose(chosen.file, sheet)}
            />
          )}
          <OrderColumns preview={chosen.preview} wishes={wishes} onChange={change} />
          <OrderOptions preview={chosen.preview} wishes={wishes} days={days} onChange={change} />
        </>
      )}
      {problem && <Refusal problem={problem} onSkip={busy ? undefined : skip} />}
      {found && <Found found={found} onDone={onDone} />}
      {chosen && wishes && !found && (
        <div className="row-wrap">
          <button
            type="button"
            className="btn primary"
            disabled={busy || lacking.length > 0 || twice !== null}
            onClick={() => void read()}
          >
            {busy ? o.reading : o.read}
          </button>
          {lacking.length > 0 && (
            <span className="muted small">
              {o.lacking(lacking.map((meaning) => o.meanings[meaning]).join(', '))}
            </span>
          )}
          {twice && <span className="muted small">{o.twice(twice)}</span>}
        </div>
      )}
      {busy && !chosen && <p className="muted">{o.reading}</p>}
    </div>
  );
}

function FileChoice({ name, onChoose }: { name: string | null; onChoose: (file: File) => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div
      className="row-wrap"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer.files[0];
        if (file) void onChoose(file);
      }}
    >
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        data-testid="order-file"
        aria-label={o.file}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void onChoose(file);
          event.currentTarget.value = '';
        }}
      />
      <button type="button" className={name ? 'btn' : 'btn primary'} onClick={() => input.current?.click()}>
        {name ? o.another : o.choose}
      </button>
      <span className="muted small">{name ?? o.hint}</span>
    </div>
  );
}

/** Why a file cannot be read: its rows with reasons, as far as the server names them. */
function Refusal({ problem, onSkip }: { problem: Problem; onSkip?: () => void }) {
  const rows = problem.row_faults ?? [];
  if (problem.days) return <p className="look small">{o.chooseDay(number(problem.days.length, 0))}</p>;
  const more = (problem.row_fault_count ?? rows.length) - rows.length;
  return (
    <div role="alert" data-testid="order-faults">
      <p className="field-fault">
        {rows.length > 1 ? o.faults(problem.row_fault_count ?? rows.length) : o.fault}
      </p>
      {rows.length === 0 && <p className="small">{said(problem.detail) || text.errors.unreachable}</p>}
      {rows.length > 0 && <Rows rows={rows} />}
      {more > 0 && <p className="muted small">{o.moreFaults(number(more, 0))}</p>}
      {problem.can_skip && (
        <button
          type="button"
          className="btn small"
          style={{ marginTop: 8 }}
          disabled={!onSkip}
          onClick={onSkip}
        >
          {o.skip}
        </button>
      )}
    </div>
  );
}

/** Rows of the file and what is wrong with each. */
function Rows({ rows }: { rows: readonly { line: number; message: string }[] }) {
  return (
    <table className="form-table">
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            <td className="num muted row-line">{row.line > 0 ? o.line(number(row.line, 0)) : o.whole}</td>
            <td>{said(row.message)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was left out because it cannot be read: the planner asked for it and sees every row, as far as they are listed. */
function Skipped({ found }: { found: ReadOrders }) {
  if (found.skipped_count === 0) return null;
  const more = found.skipped_count - found.skipped.length;
  return (
    <details className="skipped" data-testid="orders-skipped" open={found.skipped_count <= FEW_SKIPPED}>
      <summary className="look">{o.skipped(found.skipped_count)}</summary>
      <div className="scroll" tabIndex={0} role="region" aria-label={o.skipped(found.skipped_count)}>
        <Rows rows={found.skipped} />
        {more > 0 && <p className="muted small">{o.moreFaults(number(more, 0))}</p>}
      </div>
    </details>
  );
}

function Found({ found, onDone }: { found: ReadOrders; onDone: () => void }) {
  const { document } = useEditor();
  const apply = useEditorState((s) => s.apply);
  const { horizon_s: horizon, start_of_day: start } = document.experiment;
  const { recorded } = found;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [found]);
  const use = (): void => {
    apply(o.did, setSection(document, 'demand', { ...document.demand, windows: [], recorded }));
    onDone();
  };
  return (
    <section ref={section} aria-label={o.found} data-testid="orders-found">
      <p className="strong">
        {text.demand.recordedFacts(
          number(found.order_count, 0),
          number(found.line_count, 0),
          number(found.article_count, 0),
        )}
      </p>
      <OrdersByHour counts={countsOf(recorded, horizon)} binS={binOf(horizon)} start={start} />
      <Skipped found={found} />
      <ul className="change-list">
        {found.notes.slice(1).map((note) => (
          <li key={note} className="small muted">
            {said(note)}
          </li>
        ))}
      </ul>
      <button type="button" className="btn primary" style={{ marginTop: 12 }} onClick={use}>
        {o.use}
      </button>
    </section>
  );
}
