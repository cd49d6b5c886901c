/** Sharing one comparison or run by a link: make one, see who has which, end them. */
import { Modal, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, getAll, post } from '../api/client';
import { queryClient } from '../api/queries';
import type { CreatedShareLink, ShareLink } from '../api/types';
import { failed } from '../components/notify';
import { Empty, Failed, Loading } from '../components/States';
import { moment } from '../format';
import { text } from '../text';
import './share.css';

const s = text.share;
const DAYS = [1, 7, 14, 30, 90];
const DEFAULT_DAYS = 14;

type Subject = { comparison_id: string } | { run_id: string };

const keyOf = (subject: Subject): unknown[] => ['share-links', subject];

export function ShareButton({ subject }: { subject: Subject }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" className="btn" onClick={() => setOpened(true)}>
        {s.button}
      </button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={s.title} size="lg">
        <div className="stack" data-testid="share">
          <p className="muted">{s.lead}</p>
          <NewLink subject={subject} />
          <Links subject={subject} />
        </div>
      </Modal>
    </>
  );
}

function NewLink({ subject }: { subject: Subject }) {
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<CreatedShareLink | null>(null);
  const create = async (): Promise<void> => {
    setBusy(true);
    try {
      setMade(await post<CreatedShareLink>('share-links/', { ...subject, days }));
      await queryClient.invalidateQueries({ queryKey: keyOf(subject) });
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className="share-new">
        <Select
          label={s.days}
          value={String(days)}
          allowDeselect={false}
          onChange={(value) => setDays(Number(value))}
          data={DAYS.map((n) => ({ value: String(n), label: s.daysOption(n) }))}
        />
        <button type="button" className="btn primary" disabled={busy} onClick={() => void create()}>
          {s.create}
        </button>
      </div>
      {made && <Made key={made.id} url={made.url} />}
    </>
  );
}

function Made({ url }: { url: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <section className="card share-made" aria-label={s.made}>
      <h3 className="section-head">{s.made}</h3>
      <div className="share-new">
        <TextInput
          aria-label={s.made}
          readOnly
          className="grow"
          value={url}
          data-testid="share-url"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="btn" onClick={() => void copy()}>
          {copied ? s.copied : s.copy}
        </button>
      </div>
      <p className="small muted">{s.madeLead}</p>
    </section>
  );
}

function Links({ subject }: { subject: Subject }) {
  const query = new URLSearchParams(subject).toString();
  const links = useQuery({
    queryKey: keyOf(subject),
    queryFn: ({ signal }) => getAll<ShareLink>(`share-links/?${query}`, signal),
  });
  const revoke = async (link: ShareLink): Promise<void> => {
    try {
      await call(`share-links/${link.id}/`, { method: 'DELETE' });
      await links.refetch();
    } catch (error) {
      failed(error);
    }
  };
  if (links.isLoadingError) return <Failed error={links.error} onRetry={() => void links.refetch()} />;
  if (!links.data) return <Loading />;
  if (links.data.length === 0) return <Empty>{s.none}</Empty>;
  return (
    <table className="share-links" data-testid="share-links">
      <caption className="section-head">{s.links}</caption>
      <thead>
        <tr>
          <th>{s.by}</th>
          <th>{s.until}</th>
          <th>{s.opened}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {links.data.map((link) => (
          <tr key={link.id} data-status={link.status}>
            <td>{link.created_by}</td>
            <td>{moment(link.expires_at)}</td>
            <td>
              {s.openedTimes(link.opened_count, link.last_opened_at ? moment(link.last_opened_at) : '')}
            </td>
            <td className="num">
              {link.status === 'open' ? (
                <button
                  type="button"
                  className="btn small"
                  aria-label={s.revokeLabel(moment(link.expires_at))}
                  onClick={() => void revoke(link)}
                >
                  {s.revoke}
                </button>
              ) : (
                <span className="muted">{s.status[link.status]}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
