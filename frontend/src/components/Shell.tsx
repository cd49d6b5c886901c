/** The frame of every page: brand, breadcrumb, the page's own middle and actions, and the account. */
import { Menu, useMantineColorScheme } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { call } from '../api/client';
import { keys, queryClient, useSession } from '../api/queries';
import { someoneIsSignedIn } from '../api/signedOut';
import type { Session } from '../api/types';
import { text } from '../text';
import { language, languages, speak, type Language } from '../text/language';
import { LogoIcon } from './Icons';

export interface Crumb {
  label: string;
  to?: string;
}

interface ShellProps {
  crumbs?: Crumb[];
  notes?: ReactNode;
  middle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export const initials = (name: string): string =>
  name
    .split(/[\s@.]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0]!.toUpperCase())
    .join('');

export function Shell({ crumbs = [], notes, middle, actions, children }: ShellProps) {
  const { data: session } = useSession();
  return (
    <div className="app">
      <header className="topbar">
        <div className="topbar-start">
          <a className="skip" href="#content">
            {text.app.skip}
          </a>
          <Link className="brand" to="/" aria-label={`${text.app.name}: ${text.app.home}`}>
            <LogoIcon width="20" height="20" />
            <span className="brand-name">{text.app.name}</span>
          </Link>
          <Crumbs crumbs={crumbs} />
          {notes}
        </div>
        <div className="topbar-middle">{middle}</div>
        <div className="topbar-end">
          {actions}
          {session && <Account session={session} />}
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        style={{ minHeight: 0, minWidth: 0, display: 'grid', outline: 'none' }}
      >
        {children}
      </main>
    </div>
  );
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  if (crumbs.length === 0) return null;
  return (
    <nav className="crumbs" aria-label={text.app.breadcrumb}>
      {crumbs.map((crumb, index) => (
        <Fragment key={`${index}-${crumb.label}`}>
          {index > 0 && (
            <span className="sep" aria-hidden="true">
              /
            </span>
          )}
          {crumb.to ? (
            <Link to={crumb.to} className="ellipsis">
              {crumb.label}
            </Link>
          ) : (
            <span aria-current="page" className="ellipsis">
              {crumb.label}
            </span>
          )}
        </Fragment>
      ))}
    </nav>
  );
}

function Account({ session }: { session: Session }) {
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = async (): Promise<void> => {
    someoneIsSignedIn(false);
    await call('session/', { method: 'DELETE' });
    queryClient.clear();
    void navigate('/sign-in');
  };
  const switchTo = async (id: string): Promise<void> => {
    await call('session/', { method: 'PATCH', json: { organisation_id: id } });
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
    await queryClient.invalidateQueries({ queryKey: keys.session });
    void navigate('/');
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <button
          type="button"
          className="avatar"
          aria-label={text.app.account(initials(session.user.name || session.user.email), session.user.name)}
        >
          {initials(session.user.name || session.user.email)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.user.name} · {session.organisation.name}
        </Menu.Label>
        <Menu.Item component={Link} to="/settings">
          {text.app.settings}
        </Menu.Item>
        {session.organisations.length > 1 && (
          <>
            <Menu.Label>{text.app.organisations}</Menu.Label>
            {session.organisations.map((organisation) => (
              <Menu.Item
                key={organisation.id}
                onClick={() => void switchTo(organisation.id)}
                rightSection={organisation.id === session.organisation.id ? '✓' : null}
              >
                {organisation.name}
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Label>{text.app.theme}</Menu.Label>
        {(['light', 'dark', 'auto'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? '✓' : null}
          >
            {text.app.themes[scheme]}
          </Menu.Item>
        ))}
        <Menu.Label>{text.app.language}</Menu.Label>
        {(Object.keys(languages) as Language[]).map((tag) => (
          <Menu.Item
            key={tag}
            lang={tag}
            onClick={() => speak(tag)}
            rightSection={tag === language ? '✓' : null}
          >
            {languages[tag]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{text.app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
