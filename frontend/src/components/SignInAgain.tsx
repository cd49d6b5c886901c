/** The session ended while somebody was at work: the same person signs in again, and everything goes on. */
import { Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { call, get, post } from '../api/client';
import { keys, queryClient } from '../api/queries';
import { goOn, someoneIsSignedIn, useSignedOut } from '../api/signedOut';
import type { Session } from '../api/types';
import { text } from '../text';
import { sentence } from './States';

const s = text.signIn;

/** Signs in as whoever `before` was, for the organisation that they worked for. */
async function again(before: Session, password: string): Promise<Session> {
  await get('session/').catch(() => undefined); // the answer sets the CSRF cookie
  const session = await post<Session>('session/', { email: before.user.email, password });
  if (session.organisation.id === before.organisation.id) return session;
  const json = { organisation_id: before.organisation.id };
  return (await call<Session>('session/', { method: 'PATCH', json })).body;
}

export function SignInAgain({ session }: { session: Session }) {
  const isOut = useSignedOut((state) => state.isOut);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      queryClient.setQueryData(keys.session, await again(session, password));
      setPassword('');
      goOn();
    } catch (problem) {
      setError(sentence(problem));
    } finally {
      setBusy(false);
    }
  };
  const somebodyElse = (): void => {
    someoneIsSignedIn(false);
    window.location.assign('/sign-in');
  };
  return (
    <Modal
      opened={isOut}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={s.againTitle}
      zIndex={1000}
    >
      <form className="stack" onSubmit={(event) => void submit(event)} data-testid="sign-in-again">
        <p>{s.again}</p>
        <TextInput
          label={s.email}
          type="email"
          autoComplete="username"
          size="sm"
          readOnly
          value={session.user.email}
        />
        <PasswordInput
          label={s.password}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': s.show }}
          required
          withAsterisk={false}
          size="sm"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {error && (
          <p role="alert" className="worse">
            {error}
          </p>
        )}
        <div className="row-wrap">
          <button className="btn primary" type="submit" disabled={busy}>
            {busy ? s.busy : s.submit}
          </button>
          <button className="btn" type="button" onClick={somebodyElse}>
            {s.somebodyElse}
          </button>
        </div>
      </form>
    </Modal>
  );
}
