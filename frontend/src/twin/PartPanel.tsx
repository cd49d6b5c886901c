/** What a part is and measures; its class can be corrected, which makes a new revision of the twin. */
import { Select } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api/client';
import { keys, queryClient } from '../api/queries';
import { PART_CLASSES, type PartClass, type Revision } from '../api/types';
import { failed, told } from '../components/notify';
import type { LayoutPart } from '../editor/engine/placement';
import { metres, number } from '../format';
import { text } from '../text';

interface PartPanelProps {
  parts: LayoutPart[];
  facilityId: string;
  revisionId: string;
  write: boolean;
}

export function PartPanel({ parts, facilityId, revisionId, write }: PartPanelProps) {
  const [busy, setBusy] = useState(false);
  const part = parts[0]!;
  const setClass = async (partClass: PartClass): Promise<void> => {
    setBusy(true);
    try {
      const changes = parts.map(({ id }) => ({ id, part_class: partClass }));
      const { body } = await call<Revision>(`revisions/${revisionId}/parts/`, {
        method: 'PATCH',
        json: { changes },
      });
      told(text.twin.classSaved(body.number));
      await queryClient.invalidateQueries({ queryKey: keys.facility(facilityId) });
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel" aria-label={text.twin.inspector} data-testid="part-panel">
      <div className="spread panel-head">
        <h2 className="section-head ellipsis">
          {parts.length > 1 ? text.editor.several(parts.length) : part.name}
        </h2>
      </div>
      <div className="fields">
        <span>{text.twin.partClass}</span>
        <Select
          aria-label={text.twin.partClass}
          disabled={!write || busy}
          value={parts.every((p) => p.partClass === part.partClass) ? part.partClass : null}
          onChange={(value) => value && void setClass(value as PartClass)}
          data={PART_CLASSES.map((c) => ({ value: c, label: text.classOne[c] }))}
        />
        {parts.length === 1 && (
          <>
            <span>{text.twin.size}</span>
            <span>
              {number(part.size[0], 2)} × {number(part.size[1], 2)} × {metres(part.size[2], 2)}
            </span>
            <span>{text.twin.place}</span>
            <span>
              x {number(part.at.x_m, 2)} y {metres(part.at.y_m, 2)}
            </span>
          </>
        )}
      </div>
      <p className="muted small" style={{ marginTop: 8 }}>
        {text.twin.classHint}
      </p>
    </section>
  );
}
