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
import { StrictMode, useEffect, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import {
  createBrowserRouter,
  Navigate,
  Outlet,
  RouterProvider,
  useLocation,
  type LazyRouteFunction,
  type RouteObject,
} from 'react-router';
import { askForSession, queryClient, useSession } from './api/queries';
import { someoneIsSignedIn } from './api/signedOut';
import { SignInAgain } from './components/SignInAgain';
import { Crashed, Failed, Loading } from './components/States';
import { language } from './text/language';
import { learn } from './text/said';
import { theme, variables } from './theme';

/** A page whose chunk comes while the session is still asked for. */
const page =
  (load: () => Promise<{ default: ComponentType }>): LazyRouteFunction<RouteObject> =>
  async () => ({ Component: (await load()).default });

function SignedIn() {
  const session = useSession();
  const location = useLocation();
  useEffect(() => someoneIsSignedIn(!!session.data), [session.data]);
  if (session.isPending) return <Loading />;
  if (session.isLoadingError) return <Failed error={session.error} onRetry={() => void session.refetch()} />;
  if (!session.data) return <Navigate to="/sign-in" replace state={{ from: location.pathname }} />;
  return (
    <>
      <Outlet />
      <SignInAgain session={session.data} />
    </>
  );
}

const routes = (): RouteObject[] => [
  {
    ErrorBoundary: Crashed,
    HydrateFallback: Loading,
    children: [
      {
        loader: askForSession,
        Component: SignedIn,
        children: [
          { path: '/', lazy: page(() => import('./pages/Facilities')) },
          { path: '/facilities/:id', lazy: page(() => import('./pages/Twin')) },
          { path: '/scenarios/:id', lazy: page(() => import('./editor/EditorPage')) },
          { path: '/runs/:id', lazy: page(() => import('./run/RunPage')) },
          { path: '/comparisons/:id', lazy: page(() => import('./compare/ComparePage')) },
          { path: '/settings', lazy: page(() => import('./pages/Settings')) },
        ],
      },
      { path: '/sign-in', lazy: page(() => import('./pages/SignIn')) },
      { path: '/shared/:id', lazy: page(() => import('./share/SharedPage')) },
      { path: '*', lazy: page(() => import('./pages/NotFound')) },
    ],
  },
];

document.documentElement.lang = language;

const root = document.getElementById('root');
function draw(into: HTMLElement): void {
  createRoot(into).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <Notifications position="bottom-right" autoClose={5000} />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={createBrowserRouter(routes())} />
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
