/** A new scenario: from the CAD, or as a variant that copies its base. */
import { Modal, Select, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { post } from '../api/client';
import { keys, queryClient } from '../api/queries';
import type { Scenario, ScenarioRow } from '../api/types';
import { sentence } from '../components/States';
import { text } from '../text';

interface VariantDialogProps {
  facilityId: string;
  scenarios: ScenarioRow[];
  opened: boolean;
  onClose: () => void;
}

const FROM_CAD = '';

export function VariantDialog(props: VariantDialogProps) {
  const title = props.scenarios.length ? text.twin.newVariant : text.twin.newScenario;
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={title}>
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form({ facilityId, scenarios }: VariantDialogProps) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [base, setBase] = useState(scenarios[0]?.id ?? FROM_CAD);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      const made = await post<Scenario>('scenarios/', {
        facility_id: facilityId,
        name: name.trim(),
        ...(base === FROM_CAD ? {} : { base_id: base }),
      });
      await queryClient.invalidateQueries({ queryKey: keys.scenarios(facilityId) });
      void navigate(`/scenarios/${made.id}`);
    } catch (problem) {
      setError(sentence(problem));
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={text.twin.variantName}
        placeholder={text.twin.variantNamePlaceholder}
        value={name}
        size="sm"
        required
        withAsterisk={false}
        maxLength={120}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {scenarios.length > 0 && (
        <Select
          label={text.twin.variantOf}
          size="sm"
          value={base}
          onChange={(value) => setBase(value ?? FROM_CAD)}
          data={[
            ...scenarios.map((s) => ({ value: s.id, label: s.name })),
            { value: FROM_CAD, label: text.twin.noBase },
          ]}
        />
      )}
      {error && (
        <p role="alert" className="worse">
          {error}
        </p>
      )}
      <button type="submit" className="btn primary" disabled={busy || !name.trim()}>
        {text.twin.create}
      </button>
    </form>
  );
}
