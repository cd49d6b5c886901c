/** The editor: loads the variant, its base and its twin, keeps it saved, and lays the page out. */
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import {
  keys,
  queryClient,
  startRun,
  useCameras,
  useCatalog,
  useFacility,
  useFloorPlan,
  useParts,
  useScenario,
  useSession,
} from '../api/queries';
import type { Facility, Zone } from '../api/types';
import { CompareDialog } from '../compare/CompareDialog';
import { PlayIcon } from '../components/Icons';
import { failed } from '../components/notify';
import { ObjectTree } from '../components/ObjectTree';
import { canWrite } from '../components/roles';
import { Segments } from '../components/Segments';
import { Shell } from '../components/Shell';
import { ViewSwitch } from '../components/ViewSwitch';
import { Boundary, Failed, Loading } from '../components/States';
import { useTitle } from '../components/title';
import { duration } from '../format';
import { text } from '../text';
import { variantColor } from '../theme';
import { AgainstBase, Checks } from './Checks';
import { EditorContext, useEditor, useEditorState, type EditorModel } from './context';
import { changes as changesOf } from './engine/against';
import { applyEdits, restLayout } from './engine/placement';
import { wordOf as beltWord } from './ConveyorInspector';
import { conveyorKey } from './engine/conveyors';
import { draftKey } from './draft';
import type { Tab } from './engine/sections';
import { Inspector } from './Inspector';
import { ConflictDialog, Gone } from './Interrupted';
import { Notes } from './Notes';
import { OtherPeople } from './Others';
import { Palette } from './Palette';
import { ZonePalette } from './ZonePalette';
import { zoneChanges as zoneChangesOf, zoneKey } from './engine/zones';
import { wordOf } from './ZoneInspector';
import { PlanEditor } from './PlanEditor';
import { RackPanel } from './RackPanel';
import { SceneEditor } from './SceneEditor';
import { StaffGrid } from './StaffGrid';
import { StaffSummary } from './StaffSummary';
import { createEditorStore } from './store';
import { Toolbar } from './Toolbar';
import { useAutosave, type Autosave } from './useAutosave';
import { useConveyors } from './useConveyors';
import { useFindings } from './useFindings';
import { useEditorKeys } from './useKeys';
import { usePresence } from './usePresence';
import { useRunTimeOf } from './useRunTimeOf';

const e = text.editor;
const NO_ZONES: Zone[] = [];
const loadForms = () => import('./FormTab');
const FormTab = lazy(loadForms);
/** The forms come once the plan has been there for a while, so that a lost connection does not keep them away. */
const FORMS_AFTER_MS = 5000;

export default function EditorPage() {
  const { id = '' } = useParams();
  const scenario = useScenario(id);
  const base = useScenario(scenario.data?.base_id);
  const facility = useFacility(scenario.data?.facility_id);
  const revisionId = scenario.data?.revision.twin_revision_id;
  const parts = useParts(revisionId);
  const plan = useFloorPlan(revisionId);
  const cameras = useCameras(scenario.data?.facility_id);
  const catalog = useCatalog();
  const needed = [scenario, facility, parts, plan, catalog, ...(scenario.data?.base_id ? [base] : [])];
  // What was read once is shown and edited on, also while the server is silent.
  const broken = needed.find((query) => query.isLoadingError);
  useTitle(scenario.data?.name);
  if (broken) {
    return (
      <Shell>
        <Failed
          error={broken.error}
          onRetry={() => needed.forEach((query) => query.isLoadingError && void query.refetch())}
        />
      </Shell>
    );
  }
  if (
    !scenario.data ||
    !facility.data ||
    !parts.data ||
    !plan.data ||
    !catalog.data ||
    (scenario.data.base_id && !base.data)
  ) {
    return (
      <Shell>
        <Loading />
      </Shell>
    );
  }
  return (
    <Loaded
      key={scenario.data.id}
      scenario={scenario.data}
      base={base.data ?? null}
      facility={facility.data}
      parts={parts.data}
      plan={plan.data}
      cameras={cameras.data ?? []}
      items={catalog.data}
    />
  );
}

interface LoadedProps extends Pick<EditorModel, 'scenario' | 'base' | 'parts' | 'plan' | 'cameras'> {
  facility: Facility;
  items: EditorModel['items'] extends Map<string, infer I> ? I[] : never;
}

function Loaded({ scenario, base, facility, parts, plan, cameras, items }: LoadedProps) {
  const { data: session } = useSession();
  const readOnly = !canWrite(session?.role);
  const [store] = useState(() => createEditorStore(scenario.document));
  const document = useStore(store, (s) => s.history.present);
  const draft = draftKey(session?.user.id ?? '', scenario.id);
  const autosave = useAutosave({ scenario, store, readOnly, draft });
  const tab = useStore(store, (s) => s.tab);
  const setTab = useStore(store, (s) => s.setTab);
  const { others, isDeleted } = usePresence(facility.id, scenario.id, store);

  const itemMap = useMemo(() => new Map(items.map((item) => [item.id, item])), [items]);
  const rest = useMemo(() => restLayout(parts), [parts]);
  const baseLayout = useMemo(
    () => applyEdits(rest, base?.document.layout ?? [], itemMap),
    [rest, base, itemMap],
  );
  const layout = useMemo(() => applyEdits(rest, document.layout, itemMap), [rest, document.layout, itemMap]);
  const changes = useMemo(() => changesOf(layout, baseLayout), [layout, baseLayout]);
  const baseZones = base?.document.zones ?? NO_ZONES;
  const zoneChanges = useMemo(() => zoneChangesOf(document.zones, baseZones), [document.zones, baseZones]);
  const model = useMemo<EditorModel>(
    () => ({
      store,
      scenario,
      base,
      baseName: base?.name ?? e.cad,
      color: variantColor(scenario.color_index),
      parts,
      plan,
      items: itemMap,
      cameras,
      rest,
      baseLayout,
      document,
      layout,
      changes,
      baseZones,
      zoneChanges,
      readOnly,
      others,
      save: autosave.flush,
    }),
    [
      store,
      scenario,
      base,
      parts,
      plan,
      itemMap,
      cameras,
      rest,
      baseLayout,
      document,
      layout,
      changes,
      baseZones,
      zoneChanges,
      readOnly,
      others,
      autosave.flush,
    ],
  );
  useEffect(() => {
    const later = setTimeout(() => void loadForms().catch(() => undefined), FORMS_AFTER_MS);
    return () => clearTimeout(later);
  }, []);
  useEditorKeys(model, tab === 'layout');
  if (isDeleted || autosave.state === 'gone') {
    return (
      <Shell>
        <Gone name={scenario.name} document={document} />
      </Shell>
    );
  }

  return (
    <EditorContext.Provider value={model}>
      <Shell
        crumbs={[{ label: facility.name, to: `/facilities/${facility.id}` }, { label: scenario.name }]}
        notes={<Notes autosave={autosave} />}
        middle={
          <Segments
            label={e.tabsLabel}
            value={tab}
            onChange={setTab}
            options={Object.entries(e.tabs) as [Tab, string][]}
          />
        }
        actions={
          <>
            <OtherPeople />
            <HeaderActions autosave={autosave} />
          </>
        }
      >
        <div
          role="tabpanel"
          aria-label={e.tabs[tab]}
          className="tab-panel"
          style={{ '--changed': model.color } as CSSProperties}
        >
          {tab === 'layout' ? (
            <>
              <h1 className="visually-hidden">{scenario.name}</h1>
              <LayoutTab />
            </>
          ) : (
            <Boundary>
              <Suspense fallback={<Loading />}>
                <FormTab tab={tab} />
              </Suspense>
            </Boundary>
          )}
        </div>
      </Shell>
      <ConflictDialog autosave={autosave} />
    </EditorContext.Provider>
  );
}

function LayoutTab() {
  const { layout, changes, color, document, baseZones, zoneChanges } = useEditor();
  const selection = useEditorState((s) => s.selection);
  const select = useEditorState((s) => s.select);
  const toggle = useEditorState((s) => s.toggle);
  const view = useEditorState((s) => s.view);
  const setView = useEditorState((s) => s.setView);
  const racks = useEditorState((s) => s.racks);
  const drawing = useRef<HTMLDivElement>(null);
  // Whoever chooses an object wants to work on it: the arrow keys then move it, not the list.
  const choose = (id: string, additive: boolean): void => {
    if (additive) toggle(id);
    else {
      select([id]);
      drawing.current?.focus({ preventScroll: true });
    }
  };
  const zones = useMemo(() => {
    const gone = baseZones.filter((zone) => zoneChanges.get(zone.id) === 'removed');
    return [...document.zones, ...gone].map((zone) => {
      const change = zoneChanges.get(zone.id) ?? 'unchanged';
      return { key: zoneKey(zone.id), name: zone.name ?? zone.id, change, word: wordOf(change) };
    });
  }, [document.zones, baseZones, zoneChanges]);
  const { changes: beltChanges } = useConveyors();
  const belts = useMemo(
    () =>
      document.conveyors.map(({ id }) => {
        const change = beltChanges.get(id) ?? 'unchanged';
        return { key: conveyorKey(id), name: id, change, word: beltWord(change) };
      }),
    [document.conveyors, beltChanges],
  );
  return (
    <div className="workspace">
      <div className="side left">
        <Palette />
        <ZonePalette />
        <ObjectTree
          layout={layout}
          changes={changes}
          color={color}
          selection={selection}
          onSelect={choose}
          zones={zones}
          conveyors={belts}
        />
      </div>
      <div className="centre">
        <div
          className="drawing"
          ref={drawing}
          tabIndex={0}
          role="group"
          aria-label={text.editor.drawing}
          data-testid="drawing"
        >
          <Boundary>{view === 'plan' ? <PlanEditor /> : <SceneEditor />}</Boundary>
          <Toolbar />
          <div className="float-tr">
            <ViewSwitch value={view} onChange={setView} />
          </div>
        </div>
        <section className="strip" aria-label={e.staffStrip}>
          <div className="spread panel-head">
            <h2 className="section-head">{e.staffStrip}</h2>
            <StaffSummary />
          </div>
          <StaffGrid />
        </section>
      </div>
      <div className="side right" tabIndex={0}>
        {racks ? <RackPanel field={racks} /> : <Inspector />}
        <Checks />
        <AgainstBase />
      </div>
    </div>
  );
}

function HeaderActions({ autosave }: { autosave: Autosave }) {
  const { scenario, readOnly, document, base } = useEditor();
  const { findings } = useFindings();
  const navigate = useNavigate();
  const [comparing, setComparing] = useState(false);
  const [starting, setStarting] = useState(false);
  const blocked = findings.some((finding) => finding.severity === 'error');
  const { data: time } = useRunTimeOf(scenario.id, document);
  const run = async (): Promise<void> => {
    setStarting(true);
    try {
      if (!(await autosave.flush())) return;
      const started = await startRun(scenario.id);
      await queryClient.invalidateQueries({ queryKey: keys.scenario(scenario.id) });
      void navigate(`/runs/${started.id}`);
    } catch (error) {
      failed(error);
    } finally {
      setStarting(false);
    }
  };
  return (
    <>
      <button type="button" className="btn" onClick={() => setComparing(true)}>
        {e.compare}
      </button>
      <button
        type="button"
        className="btn primary"
        disabled={readOnly || starting || blocked}
        title={blocked ? e.runBlocked : undefined}
        onClick={() => void run()}
        data-testid="run"
      >
        <PlayIcon width="13" height="13" />
        {starting ? e.starting : e.run}
        {!starting && time?.is_measured && (
          <span style={{ fontWeight: 400 }}>{e.runTime(duration(time.seconds))}</span>
        )}
      </button>
      <CompareDialog
        facilityId={scenario.facility_id}
        opened={comparing}
        onClose={() => setComparing(false)}
        initial={base ? [base.id, scenario.id] : [scenario.id]}
        before={autosave.flush}
      />
    </>
  );
}
