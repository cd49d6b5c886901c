/** The pallets that arrive: by windows of their own, or as many as the fleet can put away. */
import { Checkbox } from '@mantine/core';
import type { Demand, InboundWindow } from '../api/types';
import { FieldRow } from '../fields/FieldRow';
import { ModelTable } from '../fields/lists';
import { fieldOf } from '../fields/schema';
import { text } from '../text';
import { useEditor } from './context';
import { FormCard } from './forms';

const d = text.demand;

interface InboundCardProps {
  demand: Demand;
  readOnly: boolean;
  onChange: (part: Partial<Demand>) => void;
}

export function InboundCard({ demand, readOnly, onChange }: InboundCardProps) {
  const { document } = useEditor();
  const horizon = document.experiment.horizon_s;
  const fresh = (last: InboundWindow | undefined): InboundWindow => {
    const from = last && last.end_s < horizon ? last.end_s : 0;
    return {
      start_s: from,
      end_s: Math.max(horizon, from + 3600),
      pallets_per_hour: last?.pallets_per_hour ?? 6,
    };
  };
  return (
    <FormCard title={d.inbound}>
      <Checkbox
        size="xs"
        style={{ marginTop: 10 }}
        label={d.inboundOwn}
        checked={demand.inbound !== null}
        disabled={readOnly}
        onChange={(event) => onChange({ inbound: event.currentTarget.checked ? [fresh(undefined)] : null })}
      />
      <FieldRow
        field={fieldOf('Demand', 'inbound')}
        model={demand}
        next={(inbound) => ({ ...demand, inbound })}
        onCommit={(next) => onChange(next as Demand)}
        control={({ value, commit }) =>
          value === null ? (
            <p className="muted small">{d.inboundAuto}</p>
          ) : (
            <ModelTable<InboundWindow>
              of="InboundWindow"
              label={d.inbound}
              rows={value as InboundWindow[]}
              onChange={commit}
              add={d.addWindow}
              remove={d.removeWindow}
              fresh={fresh}
              most={200}
            />
          )
        }
      />
    </FormCard>
  );
}
