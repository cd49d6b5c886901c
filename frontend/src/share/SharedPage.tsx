/**
 * What a link shows to somebody without an account: one comparison or one run, to look at. The token is behind the #
 * of the address, which browsers send to nobody; opening the link exchanges it for a cookie of this link's own reads.
 */
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import { ApiError, get, post, readBelow } from '../api/client';
import { useComparison, useRun } from '../api/queries';
import { someoneIsSignedIn } from '../api/signedOut';
import type { Shared } from '../api/types';
import { Ready } from '../compare/ComparePage';
import { DownloadIcon, LogoIcon } from '../components/Icons';
import { Segments } from '../components/Segments';
import { Empty, Failed, Loading } from '../components/States';
import { useTitle } from '../components/title';
import { moment } from '../format';
import { RESULT_TABS, Results, type ResultTab } from '../run/Results';
import { text } from '../text';
import { language } from '../text/language';
import './share.css';

const s = text.share;
const FROM_THE_BEGINNING = { replication: 0, timeS: 0 };

export default function SharedPage() {
  const { id = '' } = useParams();
  // What a member has loaded in this tab is not what a reader sees: answers are kept apart.
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: false } } }));
  useEffect(() => {
    someoneIsSignedIn(false);
    return () => readBelow(null);
  }, []);
  return (
    <QueryClientProvider client={client}>
      <Opened key={id} id={id} />
    </QueryClientProvider>
  );
}

async function open(id: string, token: string): Promise<Shared> {
  const base = `/api/v1/shared/${encodeURIComponent(id)}/`;
  const shared = token ? await post<Shared>(base, { token }) : await get<Shared>(base);
  readBelow(base);
  return shared;
}

function Opened({ id }: { id: string }) {
  const token = decodeURIComponent(window.location.hash.slice(1));
  const shared = useQuery({
    queryKey: ['shared', id, token],
    queryFn: () => open(id, token),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  useTitle(shared.data?.name);
  if (shared.isError) return <Frame>{explained(shared.error, () => void shared.refetch())}</Frame>;
  if (!shared.data) {
    return (
      <Frame>
        <Loading />
      </Frame>
    );
  }
  return shared.data.kind === 'comparison' ? (
    <SharedComparison shared={shared.data} />
  ) : (
    <SharedRun shared={shared.data} />
  );
}

function explained(error: Error, retry: () => void): ReactNode {
  if (!(error instanceof ApiError)) return <Failed error={error} onRetry={retry} />;
  if (error.status === 410) {
    const reason = error.problem.reason === 'revoked' ? 'revoked' : 'expired';
    return <Empty title={s.goneTitle[reason]}>{s.gone[reason]}</Empty>;
  }
  if (error.status === 404 || error.status === 400) return <Empty title={s.unknownTitle}>{s.unknown}</Empty>;
  if (error.status === 429) return <Empty title={s.busyTitle}>{s.busy}</Empty>;
  return <Failed error={error} onRetry={retry} />;
}

/** The comparison, and the results of each of its runs. */
function SharedComparison({ shared }: { shared: Shared }) {
  const comparison = useComparison(shared.subject_id);
  const [letter, setLetter] = useState('');
  const { runs = [] } = comparison.data ?? {};
  const chosen = runs.find((run) => run.letter === letter);
  const middle = (
    <Segments
      label={s.subjects}
      role="group"
      value={letter}
      onChange={setLetter}
      options={[
        ['', s.comparison] as const,
        ...runs.map((run) => [run.letter, `${run.letter} · ${run.scenario_name}`] as const),
      ]}
    />
  );
  return (
    <Frame shared={shared} middle={comparison.data && middle}>
      {comparison.isLoadingError ? (
        explained(comparison.error, () => void comparison.refetch())
      ) : chosen ? (
        <ResultsOf
          key={letter}
          runId={chosen.run.id}
          scenario={{ name: chosen.scenario_name, color_index: chosen.color_index }}
        />
      ) : comparison.data ? (
        <Ready comparison={comparison.data} />
      ) : (
        <Loading />
      )}
    </Frame>
  );
}

function SharedRun({ shared }: { shared: Shared }) {
  return (
    <Frame shared={shared}>
      <ResultsOf
        runId={shared.subject_id}
        scenario={{ name: shared.name, color_index: shared.color_index }}
      />
    </Frame>
  );
}

interface ResultsOfProps {
  runId: string;
  scenario: { name: string; color_index: number };
}

function ResultsOf({ runId, scenario }: ResultsOfProps) {
  const run = useRun(runId);
  const [tab, setTab] = useState<ResultTab>('overview');
  if (run.isLoadingError) return explained(run.error, () => void run.refetch());
  if (!run.data) return <Loading />;
  return (
    <div className="shared-results">
      <div className="shared-tabs">
        <Segments label={text.run.tabsLabel} value={tab} onChange={setTab} options={RESULT_TABS} />
      </div>
      <div className="shared-tab" role="tabpanel" aria-label={text.run.tabs[tab]}>
        <Results
          run={run.data}
          scenario={scenario}
          tab={tab}
          onTab={setTab}
          moment={FROM_THE_BEGINNING}
          onWatch={() => undefined}
          isReader
        />
      </div>
    </div>
  );
}

/** Those in the reader's language; others only where there is none. */
function inOwnLanguage(reports: Shared['reports']): Shared['reports'] {
  const own = reports.filter((report) => report.language === language);
  return own.length > 0 ? own : reports;
}

function Frame({ shared, middle, children }: { shared?: Shared; middle?: ReactNode; children: ReactNode }) {
  return (
    <div className="app">
      <header className="topbar">
        <div className="topbar-start">
          <a className="skip" href="#content">
            {text.app.skip}
          </a>
          <span className="brand">
            <LogoIcon width="20" height="20" />
            {text.app.name}
          </span>
          {shared && (
            <>
              <span className="strong ellipsis">{shared.name}</span>
              <span className="pill" title={s.readOnly}>
                {s.sharedBy(shared.organisation)} · {s.worksUntil(moment(shared.expires_at))}
              </span>
            </>
          )}
        </div>
        <div>{middle}</div>
        <div className="topbar-end">
          {shared?.kind === 'comparison' && shared.reports.length === 0 && (
            <span className="small muted">{s.reportNotYet}</span>
          )}
          {shared &&
            inOwnLanguage(shared.reports).map((report) => (
              <a
                key={report.id}
                className="btn"
                href={report.file_url ?? undefined}
                download={report.file_name}
              >
                <DownloadIcon /> {report.format === 'pdf' ? text.compare.reportPdf : text.compare.reportXlsx}
              </a>
            ))}
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
