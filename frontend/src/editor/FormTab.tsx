/** One of the editor's forms beside the checks; a chunk of its own, because the plan comes first. */
import type { ReactNode } from 'react';
import { AgainstBase, Checks } from './Checks';
import { DemandForm } from './DemandForm';
import type { Tab } from './engine/sections';
import { EventsForm } from './events/EventsForm';
import { ExperimentForm } from './ExperimentForm';
import { FleetForm } from './FleetForm';
import { FormSurroundings } from './forms';
import { JobsForm } from './JobsForm';
import { StaffingForm } from './StaffingForm';
import { StationsForm } from './StationsForm';
import { useJump } from './useJump';

const FORMS: Record<Exclude<Tab, 'layout'>, () => ReactNode> = {
  staffing: StaffingForm,
  fleet: FleetForm,
  stations: StationsForm,
  jobs: JobsForm,
  demand: DemandForm,
  events: EventsForm,
  experiment: ExperimentForm,
};

export default function FormTab({ tab }: { tab: Exclude<Tab, 'layout'> }) {
  const Form = FORMS[tab];
  useJump();
  return (
    <div className="workspace wide">
      <FormSurroundings>
        <Form />
      </FormSurroundings>
      <div className="side right" tabIndex={0}>
        <Checks />
        <AgainstBase />
      </div>
    </div>
  );
}
