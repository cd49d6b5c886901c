/** Which object an event blocks: shown in a plan, and chosen there by a click. */
import { PartsLayer } from '../../plan/PartsLayer';
import { PlanView } from '../../plan/PlanView';
import { SelectionOutline } from '../../plan/SelectionOutline';
import { text } from '../../text';
import { useEditor } from '../context';

const v = text.events;

interface TargetPlanProps {
  /** What the event is called, for those who hear the page. */
  kind: string;
  target: string | null;
  /** The objects that it can happen to. */
  targets: ReadonlySet<string>;
  readOnly: boolean;
  onChoose: (id: string) => void;
}

export function TargetPlan({ kind, target, targets, readOnly, onChoose }: TargetPlanProps) {
  const { plan, layout, changes, color } = useEditor();
  const part = layout.get(target ?? '');
  return (
    <div className="stack" style={{ marginTop: 6 }}>
      <div style={{ position: 'relative', height: 260 }} className="drawing">
        <PlanView
          plan={plan}
          bounds={plan.bounds}
          label={v.targetPlan(kind)}
          padding={16}
          testId="event-target"
          onPress={({ partId }) => {
            if (readOnly || partId === null || !targets.has(partId)) return false;
            if (partId !== target) onChoose(partId);
            return true;
          }}
          parts={<PartsLayer layout={layout} changes={changes} color={color} />}
          screen={(viewport) =>
            part &&
            part.state !== 'removed' && <SelectionOutline part={part} at={part.at} viewport={viewport} />
          }
        />
      </div>
      {!readOnly && <p className="tiny muted">{v.targetHint}</p>}
    </div>
  );
}
