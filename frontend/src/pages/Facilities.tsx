/** Every facility of the organisation as a card with its plan; a new one begins with a CAD file. */
import { Modal } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useFacilities, useSession } from '../api/queries';
import type { Facility } from '../api/types';
import { PlusIcon } from '../components/Icons';
import { Shell } from '../components/Shell';
import { Empty, Failed, Loading } from '../components/States';
import { useTitle } from '../components/title';
import { canWrite } from '../components/roles';
import { ago } from '../format';
import { text } from '../text';
import { FirstSteps } from '../start/FirstSteps';
import { UploadForm } from '../twin/UploadForm';
import './facilities.css';

export default function Facilities() {
  useTitle(text.facilities.title);
  const facilities = useFacilities();
  const { data: session } = useSession();
  const [creating, setCreating] = useState(false);
  const write = canWrite(session?.role);
  const list = facilities.data ?? [];
  const create = write ? (
    <button type="button" className="btn primary" onClick={() => setCreating(true)}>
      <PlusIcon /> {text.facilities.create}
    </button>
  ) : null;
  return (
    <Shell crumbs={[{ label: text.facilities.title }]}>
      <div className="page" tabIndex={0}>
        <div className="page-inner">
          <div className="spread" style={{ marginBottom: 20 }}>
            <div>
              <h1 className="page-title">{text.facilities.title}</h1>
              <p className="muted">{text.facilities.lead}</p>
            </div>
            {list.length > 0 && create}
          </div>
          {facilities.isPending && <Loading />}
          {facilities.isError && (
            <Failed error={facilities.error} onRetry={() => void facilities.refetch()} />
          )}
          {facilities.isSuccess && write && session && (
            <FirstSteps
              organisationId={session.organisation.id}
              facilities={list}
              onUpload={() => setCreating(true)}
            />
          )}
          {facilities.isSuccess && list.length === 0 && (
            <div className="card" style={{ minHeight: 320 }}>
              <Empty title={text.facilities.emptyTitle} action={create}>
                {text.facilities.empty}
              </Empty>
            </div>
          )}
          <ul className="facility-grid">
            {list.map((facility) => (
              <FacilityCard key={facility.id} facility={facility} />
            ))}
          </ul>
        </div>
      </div>
      <Modal opened={creating} onClose={() => setCreating(false)} title={text.facilities.create} size="lg">
        <UploadForm />
      </Modal>
    </Shell>
  );
}

function FacilityCard({ facility }: { facility: Facility }) {
  const revision = facility.latest_revision;
  const status = revision?.status;
  return (
    <li>
      <Link className="card facility-card" to={`/facilities/${facility.id}`}>
        <div className="facility-plan">
          {facility.thumbnail_url ? (
            <img src={facility.thumbnail_url} alt="" loading="lazy" />
          ) : (
            <span className="muted">{status ? text.facilities.status[status] : text.facilities.noPlan}</span>
          )}
        </div>
        <div className="facility-facts">
          <h2 className="strong ellipsis">{facility.name}</h2>
          <p className="muted small">
            {text.facilities.parts(facility.part_count)} ·{' '}
            {text.facilities.scenarios(facility.scenario_count)}
            {status && status !== 'ready' ? ` · ${text.facilities.status[status]}` : ''}
            {status === 'ready' && revision ? ` · ${ago(revision.created_at, Date.now())}` : ''}
          </p>
        </div>
      </Link>
    </li>
  );
}
