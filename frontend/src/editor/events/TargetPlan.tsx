/** Which object an event blocks: shown in a plan, and chosen there by a click. */
import { SelectionOutline } from '../../plan/SelectionOutline';
import { text } from '../../text';
import { useEditor } from '../context';
import { EventPlan } from './EventPlan';

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
  const { layout } = useEditor();
  const part = layout.get(target ?? '');
  return (
    <div className="stack" style={{ marginTop: 6 }}>
      <EventPlan
        label={v.targetPlan(kind)}
        testId="event-target"
        onPress={({ partId }) => {
          if (readOnly || partId === null || !targets.has(partId)) return false;
          if (partId !== target) onChoose(partId);
          return true;
        }}
        screen={(viewport) =>
          part &&
          part.state !== 'removed' && <SelectionOutline part={part} at={part.at} viewport={viewport} />
        }
      />
      {!readOnly && <p className="tiny muted">{v.targetHint}</p>}
    </div>
  );
}
