/** Sign in with e-mail and password; afterwards on to where the person wanted to go. */
import { PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router';
import { ApiError, get, post } from '../api/client';
import { keys, queryClient, useSession } from '../api/queries';
import type { Session } from '../api/types';
import { LogoIcon } from '../components/Icons';
import { sentence } from '../components/States';
import { useTitle } from '../components/title';
import { text } from '../text';
import { language, languages, speak, type Language } from '../text/language';
import './signin.css';

export default function SignIn() {
  useTitle(text.signIn.title);
  const session = useSession();
  const navigate = useNavigate();
  const location = useLocation();
  const from = (location.state as { from?: string } | null)?.from ?? '/';
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  // The first answer sets the CSRF cookie that signing in needs.
  useEffect(() => {
    if (!document.cookie.includes('csrftoken')) void get('session/').catch(() => undefined);
  }, []);

  if (session.data) return <Navigate to={from} replace />;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const signedIn = await post<Session>('session/', { email, password });
      queryClient.clear();
      queryClient.setQueryData(keys.session, signedIn);
      void navigate(from, { replace: true });
    } catch (problem) {
      const refused = problem instanceof ApiError && [400, 401, 403].includes(problem.status);
      setError(refused && !problem.problem.detail ? text.signIn.wrong : sentence(problem));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="signin">
      <form
        className="card signin-card"
        onSubmit={(event) => void submit(event)}
        aria-labelledby="signin-title"
      >
        <div className="signin-brand">
          <LogoIcon width="30" height="30" />
          <span>{text.app.name}</span>
        </div>
        <h1 id="signin-title" className="visually-hidden">
          {text.signIn.title}
        </h1>
        <p className="muted">{text.signIn.lead}</p>
        <TextInput
          label={text.signIn.email}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          size="sm"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={text.signIn.password}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': text.signIn.show }}
          required
          withAsterisk={false}
          size="sm"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {error && (
          <p role="alert" className="worse">
            {error}
          </p>
        )}
        <button className="btn primary" type="submit" disabled={busy}>
          {busy ? text.signIn.busy : text.signIn.submit}
        </button>
        <p className="small muted">{text.signIn.help}</p>
        <div className="signin-languages" role="group" aria-label={text.app.language}>
          {(Object.keys(languages) as Language[]).map((tag) => (
            <button
              key={tag}
              type="button"
              lang={tag}
              aria-pressed={tag === language}
              onClick={() => speak(tag)}
            >
              {languages[tag]}
            </button>
          ))}
        </div>
      </form>
      <PlanDrawing />
    </main>
  );
}

/** A quiet floor plan behind the form. */
function PlanDrawing() {
  const rows = [0, 1, 2, 3, 4, 5, 6, 7];
  return (
    <svg
      className="signin-plan"
      viewBox="0 0 600 400"
      aria-hidden="true"
      preserveAspectRatio="xMidYMid slice"
    >
      <rect x="20" y="20" width="560" height="360" />
      {rows.map((i) => (
        <g key={i}>
          <rect x={60 + i * 44} y="60" width="12" height="190" />
          <rect x={73 + i * 44} y="60" width="12" height="190" />
        </g>
      ))}
      {rows.slice(0, 6).map((i) => (
        <g key={i}>
          <rect x="440" y={62 + i * 32} width="34" height="16" />
          <rect x="505" y={62 + i * 32} width="34" height="16" />
        </g>
      ))}
      {rows.slice(0, 7).map((i) => (
        <rect key={i} x={60 + i * 72} y="372" width="40" height="14" />
      ))}
      <path d="M50 285H550M50 310H550" strokeDasharray="6 5" />
    </svg>
  );
}
