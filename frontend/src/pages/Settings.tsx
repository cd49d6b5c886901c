/** Members, API clients, world models and the audit trail of the organisation. */
import { Modal, PasswordInput, Select, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { call, post } from '../api/client';
import { queryClient, useApiClients, useAuditEvents, useMembers, useSession } from '../api/queries';
import type { NewApiClient, Role } from '../api/types';
import { PlusIcon } from '../components/Icons';
import { failed } from '../components/notify';
import { Segments } from '../components/Segments';
import { Shell } from '../components/Shell';
import { Empty, Failed, Loading, sentence } from '../components/States';
import { useTitle } from '../components/title';
import { moment } from '../format';
import { known, text } from '../text';
import { said } from '../text/said';
import { Models } from './Models';

const s = text.settings;
type Tab = 'members' | 'clients' | 'models' | 'audit';
const TABS: [Tab, string][] = [
  ['members', s.members],
  ['clients', s.clients],
  ['models', s.models],
  ['audit', s.audit],
];
const ROLES = Object.entries(s.roles).map(([value, label]) => ({ value, label }));
const SCOPES = 'twin:read scenario:read run:write report:read';

export default function Settings() {
  useTitle(s.title);
  const { data: session } = useSession();
  const [tab, setTab] = useState<Tab>('members');
  const isAdmin = session?.role === 'admin';
  return (
    <Shell
      crumbs={[{ label: s.title }]}
      middle={<Segments label={s.title} value={tab} onChange={setTab} options={TABS} />}
    >
      <div className="page" tabIndex={0}>
        <div className="page-inner" style={{ maxWidth: 980 }}>
          {tab === 'members' && <Members isAdmin={isAdmin} me={session?.user.email} />}
          {tab === 'clients' && (isAdmin ? <Clients /> : <Empty title={s.clients}>{s.adminOnly}</Empty>)}
          {tab === 'models' && <Models />}
          {tab === 'audit' && (isAdmin ? <Audit /> : <Empty title={s.audit}>{s.adminOnly}</Empty>)}
        </div>
      </div>
    </Shell>
  );
}

function Head({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="spread" style={{ marginBottom: 14 }}>
      <h1 className="page-title">{title}</h1>
      {children}
    </div>
  );
}

/** Runs a change, shows what went wrong, and asks for the list again. */
async function change(key: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    failed(error);
  }
  await queryClient.invalidateQueries({ queryKey: [key] });
}

function Members({ isAdmin, me }: { isAdmin: boolean; me?: string }) {
  const members = useMembers();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Head title={s.members}>
        {isAdmin && (
          <button type="button" className="btn primary" onClick={() => setAdding(true)}>
            <PlusIcon /> {s.addMember}
          </button>
        )}
      </Head>
      {members.isPending && <Loading />}
      {members.isError && <Failed error={members.error} onRetry={() => void members.refetch()} />}
      {members.data && (
        <div className="card">
          <table>
            <thead>
              <tr>
                <th>{s.name}</th>
                <th>{s.email}</th>
                <th>{s.role}</th>
                <th>
                  <span className="visually-hidden">{text.app.remove}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {members.data.map((member) => (
                <tr key={member.id}>
                  <td className="strong">{member.name}</td>
                  <td>{member.email}</td>
                  <td style={{ width: 170 }}>
                    <Select
                      aria-label={`${s.role}: ${member.name}`}
                      disabled={!isAdmin || member.email === me}
                      value={member.role}
                      data={ROLES}
                      onChange={(role) =>
                        void change('members', () =>
                          call(`members/${member.id}/`, { method: 'PATCH', json: { role } }),
                        )
                      }
                    />
                  </td>
                  <td className="num">
                    {isAdmin && member.email !== me && (
                      <button
                        type="button"
                        className="btn small danger"
                        aria-label={s.removeMember(member.name)}
                        onClick={() =>
                          void change('members', () => call(`members/${member.id}/`, { method: 'DELETE' }))
                        }
                      >
                        {text.app.remove}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Modal opened={adding} onClose={() => setAdding(false)} title={s.addMember}>
        <NewMember onDone={() => setAdding(false)} />
      </Modal>
    </>
  );
}

function NewMember({ onDone }: { onDone: () => void }) {
  const [form, setForm] = useState({ name: '', email: '', password: '', role: 'planner' as Role });
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await post('members/', form);
      await queryClient.invalidateQueries({ queryKey: ['members'] });
      onDone();
    } catch (problem) {
      setError(sentence(problem));
    }
  };
  const field = (key: 'name' | 'email' | 'password') => ({
    value: form[key],
    required: true,
    withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((old) => ({ ...old, [key]: value }));
    },
  });
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput label={s.name} {...field('name')} />
      <TextInput label={s.email} type="email" {...field('email')} />
      <PasswordInput
        visibilityToggleButtonProps={{ 'aria-label': text.signIn.show }}
        label={s.password}
        autoComplete="new-password"
        {...field('password')}
      />
      <Select
        label={s.role}
        data={ROLES}
        value={form.role}
        onChange={(role) => setForm((old) => ({ ...old, role: role as Role }))}
      />
      {error && (
        <p role="alert" className="worse">
          {error}
        </p>
      )}
      <button type="submit" className="btn primary">
        {s.addMember}
      </button>
    </form>
  );
}

function Clients() {
  const clients = useApiClients(true);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<NewApiClient | null>(null);
  return (
    <>
      <Head title={s.clients}>
        <button type="button" className="btn primary" onClick={() => setAdding(true)}>
          <PlusIcon /> {s.addClient}
        </button>
      </Head>
      {clients.isPending && <Loading />}
      {clients.isError && <Failed error={clients.error} onRetry={() => void clients.refetch()} />}
      {clients.data?.length === 0 && <Empty>{s.noClients}</Empty>}
      {clients.data && clients.data.length > 0 && (
        <div className="card">
          <table>
            <thead>
              <tr>
                <th>{s.name}</th>
                <th>{s.clientId}</th>
                <th>{s.scopes}</th>
                <th>
                  <span className="visually-hidden">{text.app.remove}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {clients.data.map((client) => (
                <tr key={client.id}>
                  <td className="strong">{client.name}</td>
                  <td>
                    <code>{client.client_id}</code>
                  </td>
                  <td className="small">{[client.scopes ?? []].flat().join(' ')}</td>
                  <td className="num">
                    <button
                      type="button"
                      className="btn small danger"
                      aria-label={s.removeMember(client.name)}
                      onClick={() =>
                        void change('api-clients', () =>
                          call(`api-clients/${client.id}/`, { method: 'DELETE' }),
                        )
                      }
                    >
                      {text.app.remove}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Modal opened={adding} onClose={() => setAdding(false)} title={s.addClient}>
        <NewClient
          onMade={(client) => {
            setAdding(false);
            setMade(client);
          }}
        />
      </Modal>
      <Modal opened={made !== null} onClose={() => setMade(null)} title={s.secretTitle}>
        {made && <Secret client={made} />}
      </Modal>
    </>
  );
}

function NewClient({ onMade }: { onMade: (client: NewApiClient) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState(SCOPES);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const client = await post<NewApiClient>('api-clients/', {
        name,
        scopes: scopes.split(/\s+/).filter(Boolean),
      });
      await queryClient.invalidateQueries({ queryKey: ['api-clients'] });
      onMade(client);
    } catch (problem) {
      setError(sentence(problem));
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={s.name}
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput label={s.scopes} value={scopes} onChange={(event) => setScopes(event.currentTarget.value)} />
      {error && (
        <p role="alert" className="worse">
          {error}
        </p>
      )}
      <button type="submit" className="btn primary" disabled={!name.trim()}>
        {s.addClient}
      </button>
    </form>
  );
}

function Secret({ client }: { client: NewApiClient }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(client.client_secret);
    setCopied(true);
  };
  return (
    <div className="stack">
      <p>{s.secret}</p>
      <TextInput label={s.clientId} readOnly value={client.client_id} />
      <TextInput
        label={s.secretTitle}
        readOnly
        value={client.client_secret}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" className="btn" onClick={() => void copy()}>
        {copied ? s.copied : s.copy}
      </button>
    </div>
  );
}

function Audit() {
  const events = useAuditEvents(true);
  return (
    <>
      <Head title={s.audit} />
      {events.isPending && <Loading />}
      {events.isError && <Failed error={events.error} onRetry={() => void events.refetch()} />}
      {events.data?.length === 0 && <Empty>{s.noAudit}</Empty>}
      {events.data && events.data.length > 0 && (
        <div className="card">
          <table>
            <thead>
              <tr>
                <th>{s.when}</th>
                <th>{s.who}</th>
                <th>{s.what}</th>
              </tr>
            </thead>
            <tbody>
              {events.data.map((event) => (
                <tr key={event.id}>
                  <td className="muted">{moment(event.created_at)}</td>
                  <td>{said(event.actor) || s.system}</td>
                  <td>
                    {known(s.actions, event.action)} <span className="strong">{event.subject_name}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
