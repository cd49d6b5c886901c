/** Who is on shift in a line: from when to when, hours, cost. */
import { clock, money, number } from '../format';
import { text } from '../text';
import { useEditor } from './context';
import { totals } from './engine/staffing';

const s = text.staffing;

export function StaffSummary() {
  const { document } = useEditor();
  const { horizon_s, start_of_day } = document.experiment;
  const sum = totals(document);
  return (
    <span className="muted small">
      {s.summary(
        clock(start_of_day, 0),
        clock(start_of_day, horizon_s),
        number(sum.hours, 0),
        money(sum.cost),
      )}
    </span>
  );
}
