/** Starts the workspace: styles, theme, queries and routes. Each page is a chunk of its own. */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/plan.css';
import './styles/scrub.css';
import './styles/workspace.css';
import './styles/timeline.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense, useEffect, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { queryClient, useSession } from './api/queries';
import { someoneIsSignedIn } from './api/signedOut';
import { SignInAgain } from './components/SignInAgain';
import { Boundary, Failed, Loading } from './components/States';
import { language } from './text/language';
import { learn } from './text/said';
import { theme, variables } from './theme';

const SignIn = lazy(() => import('./pages/SignIn'));
const Facilities = lazy(() => import('./pages/Facilities'));
const Twin = lazy(() => import('./pages/Twin'));
const loadEditor = () => import('./editor/EditorPage');
const Editor = lazy(loadEditor);
const RunPage = lazy(() => import('./run/RunPage'));
const Compare = lazy(() => import('./compare/ComparePage'));
const Settings = lazy(() => import('./pages/Settings'));
const Shared = lazy(() => import('./share/SharedPage'));
const NotFound = lazy(() => import('./pages/NotFound'));
// The largest page comes while the session is still asked for.
if (location.pathname.startsWith('/scenarios/')) void loadEditor().catch(() => undefined);

function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const location = useLocation();
  useEffect(() => someoneIsSignedIn(!!session.data), [session.data]);
  if (session.isPending) return <Loading />;
  if (session.isLoadingError) return <Failed error={session.error} onRetry={() => void session.refetch()} />;
  if (!session.data) return <Navigate to="/sign-in" replace state={{ from: location.pathname }} />;
  return (
    <>
      {children}
      <SignInAgain session={session.data} />
    </>
  );
}

const guarded = (page: ReactNode): ReactNode => <SignedIn>{page}</SignedIn>;

document.documentElement.lang = language;

const root = document.getElementById('root');
function draw(into: HTMLElement): void {
  createRoot(into).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <Notifications position="bottom-right" autoClose={5000} />
        <QueryClientProvider client={queryClient}>
          <BrowserRouter>
            <Boundary>
              <Suspense fallback={<Loading />}>
                <Routes>
                  <Route path="/sign-in" element={<SignIn />} />
                  <Route path="/" element={guarded(<Facilities />)} />
                  <Route path="/facilities/:id" element={guarded(<Twin />)} />
                  <Route path="/scenarios/:id" element={guarded(<Editor />)} />
                  <Route path="/runs/:id" element={guarded(<RunPage />)} />
                  <Route path="/comparisons/:id" element={guarded(<Compare />)} />
                  <Route path="/settings" element={guarded(<Settings />)} />
                  <Route path="/shared/:id" element={<Shared />} />
                  <Route path="*" element={<NotFound />} />
                </Routes>
              </Suspense>
            </Boundary>
          </BrowserRouter>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

// Where the words cannot be fetched, what the server says stays in English.
if (root)
  void learn()
    .catch(() => undefined)
    .then(() => draw(root));
