/** What the pages ask for, with the keys under which answers are kept. */
import {
  keepPreviousData,
  QueryClient,
  queryOptions,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { ApiError, call, get, getAll, post } from './client';
import { signedInAgain } from './signedOut';
import type {
  ApiClient,
  AuditEvent,
  Camera,
  CatalogItem,
  Clip,
  Comparison,
  ComparisonRow,
  Conflicts,
  Density,
  Facility,
  FloorPlan,
  Futures,
  FuturesDetail,
  Member,
  Move,
  OrderPreview,
  Part,
  PlayedDocument,
  ReadOrders,
  Revision,
  Run,
  RunMetrics,
  RunSummary,
  RunTime,
  Scenario,
  ScenarioDocument,
  ScenarioRow,
  Session,
  TunedModel,
  Validation,
  VariantPlan,
  WorldModel,
} from './types';
import { said } from '../text/said';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // What the server refused it will refuse again; only silence is worth another try.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
});

export const keys = {
  session: ['session'] as const,
  facilities: ['facilities'] as const,
  facility: (id: string) => ['facility', id] as const,
  revisions: (id: string) => ['revisions', id] as const,
  revision: (id: string) => ['revision', id] as const,
  parts: (id: string) => ['parts', id] as const,
  floorplan: (id: string) => ['floorplan', id] as const,
  cameras: (id: string) => ['cameras', id] as const,
  scenarios: (facilityId: string) => ['scenarios', facilityId] as const,
  scenario: (id: string) => ['scenario', id] as const,
  run: (id: string) => ['run', id] as const,
  comparisons: (facilityId: string) => ['comparisons', facilityId] as const,
  comparison: (id: string) => ['comparison', id] as const,
};

type Result<T> = UseQueryResult<T, Error>;
const forever = { staleTime: Infinity };

const sessionQuery = queryOptions<Session | null>({
  queryKey: keys.session,
  staleTime: 60_000,
  queryFn: async ({ signal }) => {
    try {
      return await get<Session>('session/', signal);
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
        // Whoever was signed in a moment ago keeps the page, and is asked to sign in again.
        const before = queryClient.getQueryData<Session | null>(keys.session);
        if (before && (await signedInAgain(signal))) return get<Session>('session/', signal);
        return null;
      }
      throw error;
    }
  },
});

export const useSession = (): Result<Session | null> => useQuery(sessionQuery);

/** Asks before the page that needs the answer is there; nobody waits for it here. */
export function askForSession(): null {
  void queryClient.prefetchQuery(sessionQuery);
  return null;
}

export const useFacilities = (): Result<Facility[]> =>
  useQuery({ queryKey: keys.facilities, queryFn: ({ signal }) => getAll<Facility>('facilities/', signal) });

export const useFacility = (id: string | undefined): Result<Facility> =>
  useQuery({
    queryKey: keys.facility(id ?? ''),
    queryFn: ({ signal }) => get<Facility>(`facilities/${id}/`, signal),
    enabled: !!id,
  });

/** A revision, asked again every second while its import runs. */
export const useRevision = (id: string | undefined): Result<Revision> =>
  useQuery({
    queryKey: keys.revision(id ?? ''),
    queryFn: ({ signal }) => get<Revision>(`revisions/${id}/`, signal),
    enabled: !!id,
    refetchInterval: ({ state }) =>
      state.data && (state.data.status === 'ready' || state.data.status === 'failed') ? false : 1000,
  });

export const useParts = (revisionId: string | undefined): Result<Part[]> =>
  useQuery({
    queryKey: keys.parts(revisionId ?? ''),
    queryFn: async ({ signal }) =>
      (await get<{ parts: Part[] }>(`revisions/${revisionId}/parts/`, signal)).parts,
    enabled: !!revisionId,
    ...forever,
  });

export const useFloorPlan = (revisionId: string | undefined): Result<FloorPlan> =>
  useQuery({
    queryKey: keys.floorplan(revisionId ?? ''),
    queryFn: ({ signal }) => get<FloorPlan>(`revisions/${revisionId}/floorplan/`, signal),
    enabled: !!revisionId,
    ...forever,
  });

export const useCameras = (facilityId: string | undefined): Result<Camera[]> =>
  useQuery({
    queryKey: keys.cameras(facilityId ?? ''),
    queryFn: ({ signal }) => getAll<Camera>(`facilities/${facilityId}/cameras/`, signal),
    enabled: !!facilityId,
  });

export const useCatalog = (): Result<CatalogItem[]> =>
  useQuery({
    queryKey: ['catalog'],
    queryFn: async ({ signal }) => {
      const { items } = await get<{ items: CatalogItem[] }>('catalog/', signal);
      return items.map((item) => ({ ...item, label: said(item.label) }));
    },
    ...forever,
  });

export const useScenarios = (facilityId: string | undefined): Result<ScenarioRow[]> =>
  useQuery({
    queryKey: keys.scenarios(facilityId ?? ''),
    queryFn: ({ signal }) => getAll<ScenarioRow>(`scenarios/?facility_id=${facilityId}`, signal),
    enabled: !!facilityId,
  });

export const useScenario = (id: string | null | undefined): Result<Scenario> =>
  useQuery({
    queryKey: keys.scenario(id ?? ''),
    queryFn: ({ signal }) => get<Scenario>(`scenarios/${id}/`, signal),
    enabled: !!id,
  });

export const useVariantPlan = (id: string, revision: number | undefined): Result<VariantPlan> =>
  useQuery({
    queryKey: ['plan', id, revision],
    queryFn: ({ signal }) => get<VariantPlan>(`scenarios/${id}/plan/`, signal),
    enabled: revision !== undefined,
    placeholderData: keepPreviousData,
    ...forever,
  });

export const useValidation = (id: string, document: ScenarioDocument | null): Result<Validation> =>
  useQuery({
    queryKey: ['validation', id, document],
    queryFn: async ({ signal }) =>
      (await call<Validation>(`scenarios/${id}/validate/`, { method: 'POST', json: { document }, signal }))
        .body,
    enabled: document !== null,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    ...forever,
  });

export const useDifference = (id: string, revision: number | undefined, hasBase: boolean) =>
  useQuery({
    queryKey: ['difference', id, revision],
    queryFn: async ({ signal }) =>
      (
        await get<{ changes: { area: string; pointer: string; message: string }[] }>(
          `scenarios/${id}/difference/`,
          signal,
        )
      ).changes,
    enabled: revision !== undefined && hasBase,
    placeholderData: keepPreviousData,
    ...forever,
  });

/** How long a run of a document would take on this server. */
export const useRunTime = (id: string, document: ScenarioDocument): Result<RunTime> =>
  useQuery({
    queryKey: ['run-time', id, document],
    queryFn: async ({ signal }) =>
      (await call<RunTime>(`scenarios/${id}/run-time/`, { method: 'POST', json: { document }, signal })).body,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    staleTime: 60_000,
  });

/** Whether there is a newer revision of the facility, and what the saved scenario would lose there. */
export const useMove = (id: string, revision: number): Result<Move> =>
  useQuery({
    queryKey: ['move', id, revision],
    queryFn: ({ signal }) => get<Move>(`scenarios/${id}/twin-revision/`, signal),
  });

/** What was tuned on a facility's own footage. */
export const tunedModelsQuery = (facilityId: string) =>
  queryOptions<TunedModel[]>({
    queryKey: ['tuned-models', facilityId],
    queryFn: async ({ signal }) =>
      (await get<{ tuned_models: TunedModel[] }>(`facilities/${facilityId}/tuned-models/`, signal))
        .tuned_models,
  });

export const useTunedModels = (facilityId: string): Result<TunedModel[]> =>
  useQuery(tunedModelsQuery(facilityId));

export const useWorldModels = (): Result<WorldModel[]> =>
  useQuery({
    queryKey: ['world-models'],
    queryFn: ({ signal }) => get<WorldModel[]>('world-models/', signal),
    ...forever,
  });

export const useRuns = (query: string, enabled = true): Result<RunSummary[]> =>
  useQuery({
    queryKey: ['runs', query],
    queryFn: ({ signal }) => getAll<RunSummary>(`runs/?${query}`, signal),
    enabled,
  });

/** What a run played: the document as it was then, and the revision of the facility. */
export const usePlayed = (runId: string | undefined): Result<PlayedDocument> =>
  useQuery({
    queryKey: ['played', runId],
    queryFn: ({ signal }) => get<PlayedDocument>(`runs/${runId}/document/`, signal),
    enabled: !!runId,
    ...forever,
  });

export const useRun = (id: string): Result<Run> =>
  useQuery({ queryKey: keys.run(id), queryFn: ({ signal }) => get<Run>(`runs/${id}/`, signal) });

/** A part of a run's outcome; `stamp` makes it be asked again when more is known. */
const ofRun = <T>(name: string) =>
  function useOfRun(id: string, enabled: boolean, stamp: unknown = 'done'): Result<T> {
    return useQuery<T>({
      queryKey: [name, id, stamp],
      queryFn: ({ signal }) => get<T>(`runs/${id}/${name}/`, signal),
      enabled,
      ...forever,
    });
  };

export const useRunMetrics = ofRun<RunMetrics>('metrics');
export const useConflicts = ofRun<Conflicts>('conflicts');
export const useDensity = ofRun<Density>('density');
export const useClips = ofRun<{ clips: Clip[] }>('clips');

/** The futures of a run, asked again while they are rolled. */
export const useFutures = (runId: string): Result<Futures> =>
  useQuery({
    queryKey: ['futures', runId],
    queryFn: ({ signal }) => get<Futures>(`runs/${runId}/futures/`, signal),
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending' || state.data?.state === 'running' ? 2000 : false,
    ...forever,
  });

/** One encounter's futures with their paths. */
export const useFuturesDetail = (runId: string, id: string | undefined): Result<FuturesDetail> =>
  useQuery({
    queryKey: ['futures', runId, id],
    queryFn: ({ signal }) => get<FuturesDetail>(`runs/${runId}/futures/${id}/`, signal),
    enabled: !!id,
    ...forever,
  });

export const useComparisons = (facilityId: string | undefined): Result<ComparisonRow[]> =>
  useQuery({
    queryKey: keys.comparisons(facilityId ?? ''),
    queryFn: ({ signal }) => getAll<ComparisonRow>(`comparisons/?facility_id=${facilityId}`, signal),
    enabled: !!facilityId,
  });

const isGoingOn = (status: Comparison['status'] | undefined): boolean =>
  status === 'waiting' || status === 'rendering';

/** A comparison, asked again while it waits for its runs, or for their clips. */
export const useComparison = (id: string): Result<Comparison> =>
  useQuery({
    queryKey: keys.comparison(id),
    queryFn: ({ signal }) => get<Comparison>(`comparisons/${id}/`, signal),
    refetchInterval: ({ state }) => (isGoingOn(state.data?.status) ? 1500 : false),
  });

export const useMembers = (): Result<Member[]> =>
  useQuery({ queryKey: ['members'], queryFn: ({ signal }) => getAll<Member>('members/', signal) });
export const useApiClients = (enabled: boolean): Result<ApiClient[]> =>
  useQuery({
    queryKey: ['api-clients'],
    queryFn: ({ signal }) => getAll<ApiClient>('api-clients/', signal),
    enabled,
  });
export const useAuditEvents = (enabled: boolean): Result<AuditEvent[]> =>
  useQuery({
    queryKey: ['audit'],
    queryFn: async ({ signal }) => {
      const page = await get<{ results: AuditEvent[] } | AuditEvent[]>('audit-events/', signal);
      return Array.isArray(page) ? page : page.results;
    },
    enabled,
  });

/** Saves a document as the next revision; 412 comes back as an `ApiError`. */
export async function saveScenario(
  id: string,
  number: number,
  change: { document?: ScenarioDocument; name?: string },
): Promise<Scenario> {
  const answer = await call<Scenario>(`scenarios/${id}/`, {
    method: 'PATCH',
    json: change,
    headers: { 'If-Match': `"${number}"` },
  });
  return answer.body;
}

/** Moves a scenario to the revision that its losses were listed for. */
export async function moveScenario(id: string, number: number, twinRevisionId: string): Promise<Scenario> {
  const answer = await call<Scenario>(`scenarios/${id}/twin-revision/`, {
    method: 'POST',
    json: { twin_revision_id: twinRevisionId },
    headers: { 'If-Match': `"${number}"` },
  });
  return answer.body;
}

const LOOKED_AT = 1 << 18;

/** How a file of order lines begins; only that much of it is sent, but a workbook (a ZIP archive) as a whole. */
export async function previewOrders(
  scenarioId: string,
  file: File,
  sheet: string | null,
): Promise<OrderPreview> {
  const form = new FormData();
  const isWorkbook = (await file.slice(0, 4).text()) === 'PK\u0003\u0004';
  if (sheet !== null) form.set('sheet', sheet);
  form.set('file', isWorkbook ? file : file.slice(0, LOOKED_AT + 1), file.name);
  return (await call<OrderPreview>(`scenarios/${scenarioId}/orders/preview/`, { method: 'POST', form })).body;
}

/** What a file of order lines becomes; nothing is saved. */
export async function readOrders(
  scenarioId: string,
  file: File,
  wishes: Readonly<Record<string, string>>,
): Promise<ReadOrders> {
  const form = new FormData();
  for (const [name, value] of Object.entries(wishes)) form.set(name, value);
  form.set('file', file, file.name);
  return (await call<ReadOrders>(`scenarios/${scenarioId}/orders/`, { method: 'POST', form })).body;
}

/** Starts a run. The key makes a repeated click the same request. */
export const startRun = (scenarioId: string): Promise<Run> =>
  post<Run>(`scenarios/${scenarioId}/runs/`, {}, { 'Idempotency-Key': crypto.randomUUID() });
