/** The plan of the open variant, small, inside of an event's form. */
import type { ComponentProps } from 'react';
import { PartsLayer } from '../../plan/PartsLayer';
import { PlanView } from '../../plan/PlanView';
import { useEditor } from '../context';

type EventPlanProps = Omit<ComponentProps<typeof PlanView>, 'plan' | 'bounds' | 'padding' | 'parts'>;

export function EventPlan(props: EventPlanProps) {
  const { plan, layout, changes, color } = useEditor();
  return (
    <div style={{ position: 'relative', height: 260 }} className="drawing">
      <PlanView
        plan={plan}
        bounds={plan.bounds}
        padding={16}
        parts={<PartsLayer layout={layout} changes={changes} color={color} />}
        {...props}
      />
    </div>
  );
}
