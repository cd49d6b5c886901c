/** A facility's twin: plan and 3D of the same scene, its parts and cameras, and the scenarios made of it. */
import { Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { apiPath } from '../api/client';
import {
  keys,
  queryClient,
  useCameras,
  useFacility,
  useFloorPlan,
  useParts,
  useRevision,
  useSession,
} from '../api/queries';
import { useSocket } from '../api/socket';
import type { Camera, Facility, FloorPlan, Part, Revision, Vec2 } from '../api/types';
import { ObjectTree } from '../components/ObjectTree';
import { canWrite } from '../components/roles';
import { Shell } from '../components/Shell';
import { ViewSwitch } from '../components/ViewSwitch';
import { Boundary, Empty, Failed, Loading } from '../components/States';
import { useTitle } from '../components/title';
import { restLayout } from '../editor/engine/placement';
import { number } from '../format';
import { CameraDots, CameraWedges } from '../plan/overlays';
import { PartsLayer } from '../plan/PartsLayer';
import { PlanView } from '../plan/PlanView';
import { SelectionOutline } from '../plan/SelectionOutline';
import { floorHeight } from '../scene/floor';
import { SceneFrame } from '../scene/SceneFrame';
import type { View } from '../editor/store';
import { text } from '../text';
import { said } from '../text/said';
import { CameraPanel } from '../twin/CameraPanel';
import { ImportReport } from '../twin/ImportReport';
import { PartPanel } from '../twin/PartPanel';
import { ScenarioPanel } from '../twin/ScenarioPanel';
import { UploadForm } from '../twin/UploadForm';

export default function Twin() {
  const { id = '' } = useParams();
  const facility = useFacility(id);
  const revision = useRevision(facility.data?.latest_revision?.id);
  useTitle(facility.data?.name);
  useSocket(id, {
    path: () => `/ws/facilities/${id}/`,
    onJson: (message) => {
      const event = message as { type?: string };
      if (event.type === 'revision.status') {
        void queryClient.invalidateQueries({ queryKey: ['revision'] });
        void queryClient.invalidateQueries({ queryKey: keys.facility(id) });
      }
      if (event.type === 'scenario.saved')
        void queryClient.invalidateQueries({ queryKey: keys.scenarios(id) });
    },
  });
  if (facility.isError) {
    return (
      <Shell>
        <Failed error={facility.error} onRetry={() => void facility.refetch()} />
      </Shell>
    );
  }
  if (!facility.data) {
    return (
      <Shell>
        <Loading />
      </Shell>
    );
  }
  return <Known facility={facility.data} revision={revision.data ?? facility.data.latest_revision} />;
}

function Known({ facility, revision }: { facility: Facility; revision: Revision | null }) {
  const crumbs = [{ label: text.facilities.title, to: '/' }, { label: facility.name }];
  if (!revision || revision.status === 'failed') {
    return (
      <Shell crumbs={crumbs}>
        <div className="page" tabIndex={0}>
          <div className="page-inner" style={{ maxWidth: 720 }}>
            {revision && (
              <>
                <h1 className="page-title">{text.imports.failedTitle}</h1>
                <p className="muted" style={{ marginBottom: 14 }}>
                  {text.imports.failedLead}
                </p>
              </>
            )}
            <div className="card" style={{ padding: 20 }}>
              {revision ? (
                <ImportReport facility={facility} revision={revision} onSent={() => undefined} />
              ) : (
                <UploadForm facility={facility} />
              )}
            </div>
          </div>
        </div>
      </Shell>
    );
  }
  if (revision.status !== 'ready') {
    return (
      <Shell crumbs={crumbs}>
        <div className="state" role="status">
          <Loading label={text.imports.running} />
          <p>{said(revision.message) || text.imports.runningLead}</p>
        </div>
      </Shell>
    );
  }
  return <Ready facility={facility} revision={revision} crumbs={crumbs} />;
}

function Ready({
  facility,
  revision,
  crumbs,
}: {
  facility: Facility;
  revision: Revision;
  crumbs: { label: string; to?: string }[];
}) {
  const parts = useParts(revision.id);
  const plan = useFloorPlan(revision.id);
  const cameras = useCameras(facility.id);
  const [reporting, setReporting] = useState(false);
  const broken = [parts, plan].find((query) => query.isError);
  const notes = (
    <>
      <span className="pill">{text.twin.revision(revision.number)}</span>
      <button type="button" className="pill" onClick={() => setReporting(true)}>
        {text.imports.report}
      </button>
    </>
  );
  return (
    <Shell crumbs={crumbs} notes={notes}>
      <h1 className="visually-hidden">{facility.name}</h1>
      {broken ? (
        <Failed error={broken.error} onRetry={() => void broken.refetch()} />
      ) : parts.data && plan.data ? (
        <Workspace
          facility={facility}
          revision={revision}
          parts={parts.data}
          plan={plan.data}
          cameras={cameras.data ?? []}
        />
      ) : (
        <Loading />
      )}
      <Modal opened={reporting} onClose={() => setReporting(false)} title={text.imports.title} size="lg">
        <ImportReport facility={facility} revision={revision} onSent={() => setReporting(false)} />
      </Modal>
    </Shell>
  );
}

interface WorkspaceProps {
  facility: Facility;
  revision: Revision;
  parts: Part[];
  plan: FloorPlan;
  cameras: Camera[];
}

function Workspace({ facility, revision, parts, plan, cameras }: WorkspaceProps) {
  const { data: session } = useSession();
  const write = canWrite(session?.role);
  const [view, setView] = useState<View>('plan');
  const [selection, setSelection] = useState<string[]>([]);
  const [camera, setCamera] = useState<string | null>(null);
  const [pressed, setPressed] = useState<Vec2 | null>(null);
  const layout = useMemo(() => restLayout(parts), [parts]);
  const floorZ = useMemo(() => floorHeight(parts), [parts]);
  const pick = (id: string | null, additive = false): void => {
    setCamera(null);
    if (!id) setSelection([]);
    else if (additive)
      setSelection((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]));
    else setSelection([id]);
  };
  const chosen = selection.map((id) => layout.get(id)).filter((part) => part !== undefined);
  if (parts.length === 0) return <Empty title={text.facilities.noPlan}>{text.imports.againLead}</Empty>;
  return (
    <div className="workspace">
      <div className="side left">
        <ObjectTree layout={layout} selection={selection} onSelect={pick} />
      </div>
      <div className="centre">
        <div className="drawing">
          <Boundary>
            {view === 'plan' ? (
              <PlanView
                plan={plan}
                bounds={plan.bounds}
                label={text.view.planLabel}
                padding={48}
                onPress={({ partId, world, event }) => {
                  const cameraId = (event.target as Element)
                    .closest('[data-camera-id]')
                    ?.getAttribute('data-camera-id');
                  if (cameraId) setCamera(cameraId);
                  else pick(partId, event.shiftKey);
                  setPressed(world);
                  return Boolean(partId || cameraId);
                }}
                ground={<CameraWedges cameras={cameras} chosen={camera} />}
                parts={<PartsLayer layout={layout} />}
                screen={(viewport) => (
                  <>
                    <CameraDots cameras={cameras} viewport={viewport} chosen={camera} />
                    {chosen.map((part) => (
                      <SelectionOutline key={part.id} part={part} at={part.at} viewport={viewport} />
                    ))}
                  </>
                )}
              />
            ) : (
              <SceneFrame
                onPlan={() => setView('plan')}
                glbUrl={apiPath(`revisions/${revision.id}/scene.glb`)}
                bounds={plan.bounds}
                floorZ={floorZ}
                layout={layout}
                selection={selection}
                cameras={cameras}
                onPick={pick}
              />
            )}
          </Boundary>
          <div className="float-tr">
            <ViewSwitch value={view} onChange={setView} />
          </div>
          <div className="statusbar">
            <span>
              {text.twin.walkable} <strong>{number(plan.walkable_area_m2, 0)} m²</strong>
            </span>
            {revision.unit && <span>{text.imports.facts(revision.unit, revision.up_axis ?? 'z')}</span>}
          </div>
        </div>
      </div>
      <div className="side right">
        <ScenarioPanel facility={facility} write={write} />
        {chosen.length > 0 && (
          <PartPanel
            key={chosen[0]!.id}
            parts={chosen}
            facilityId={facility.id}
            revisionId={revision.id}
            write={write}
          />
        )}
        <CameraPanel
          facilityId={facility.id}
          cameras={cameras}
          plan={plan}
          chosen={camera}
          onChoose={setCamera}
          write={write}
          at={pressed}
        />
      </div>
    </div>
  );
}
