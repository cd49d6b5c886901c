/** What the checks say, and how the variant stands against its base. */
import type { Finding } from '../api/types';
import { useDifference, useValidation } from '../api/queries';
import { figures, money, NONE, number, signed } from '../format';
import { text } from '../text';
import { said } from '../text/said';
import { useEditor, useEditorState } from './context';
import { tabOf } from './engine/sections';
import { totals } from './engine/staffing';
import { zoneKey } from './engine/zones';
import { useFindings } from './useFindings';

const e = text.editor;
const SHOWN = 10;

export function Checks() {
  const { findings, summary, ok, busy, failed } = useFindings();
  const errors = findings.length;
  return (
    <section className="panel" aria-label={e.checks} data-testid="checks">
      <div className="spread panel-head">
        <h2 className="section-head">{e.checks}</h2>
        <span
          data-testid="check-state"
          className={errors && !busy ? 'look strong small' : 'muted small'}
          role="status"
        >
          {busy ? e.checking : ok === null ? '' : errors ? e.toLookAt(errors) : e.allWell}
        </span>
      </div>
      {failed && <p className="muted small">{e.checksFailed}</p>}
      <ul className="findings">
        {findings.slice(0, 30).map((finding, index) => (
          <li key={`${finding.code}-${finding.pointer}-${index}`}>
            <FindingRow finding={finding} />
          </li>
        ))}
        {summary && summary.face_count > 0 && summary.reachable_face_count === summary.face_count && (
          <li>
            <div className="finding">
              <span className="dot" style={{ background: 'var(--better)' }} />
              <span>{e.reachable(number(summary.face_count, 0))}</span>
            </div>
          </li>
        )}
      </ul>
    </section>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const { layout, document } = useEditor();
  const select = useEditorState((s) => s.select);
  const focusOn = useEditorState((s) => s.focusOn);
  const setView = useEditorState((s) => s.setView);
  const setTab = useEditorState((s) => s.setTab);
  const goTo = useEditorState((s) => s.goTo);
  const part = layout.get(finding.part_ids[0] ?? '');
  const at = finding.at_m ?? (part ? ([part.at.x_m, part.at.y_m] as [number, number]) : null);
  const show = (): void => {
    const zone = document.zones[Number(/^\/zones\/(\d+)/.exec(finding.pointer)?.[1] ?? -1)];
    select(zone ? [zoneKey(zone.id)] : finding.part_ids.filter((id) => layout.has(id)));
    // What has a place of its own is shown in the plan, a field where it can be put right.
    if (!finding.at_m && goTo(finding.pointer)) return;
    if (at) {
      setTab('layout');
      setView('plan');
      focusOn(at);
    }
  };
  const [head, ...rest] = said(finding.message).split(/(?<=.{24}[.:;]) /);
  return (
    <button
      type="button"
      className="finding"
      onClick={show}
      title={at || tabOf(finding.pointer) ? e.showPlace : undefined}
    >
      <span
        className="dot"
        style={{ background: finding.severity === 'error' ? 'var(--worse)' : 'var(--look)' }}
      />
      <span>
        <span className="strong">{head}</span>
        {rest.length > 0 && (
          <span className="muted small" style={{ display: 'block' }}>
            {rest.join(' ')}
          </span>
        )}
      </span>
    </button>
  );
}

const gap = (here: number | null | undefined, there: number | null | undefined, digits?: number): string =>
  here === null || here === undefined || there === null || there === undefined
    ? ''
    : Math.abs(here - there) < 1e-9
      ? '±0'
      : signed(here - there, digits);

export function AgainstBase() {
  const { base, baseName, document, scenario } = useEditor();
  const { summary } = useFindings();
  const baseSummary = useValidation(base?.id ?? '', base?.document ?? null).data?.summary;
  const difference = useDifference(scenario.id, scenario.revision.number, base !== null);
  const [here, there] = [totals(document), base ? totals(base.document) : null];
  const rows: [string, string, string][] = [
    [e.facts.faces, number(summary?.face_count, 0), gap(summary?.face_count, baseSummary?.face_count, 0)],
    [
      e.facts.storage,
      summary ? `${figures(summary.storage_area_m2)} m²` : NONE,
      gap(summary?.storage_area_m2, baseSummary?.storage_area_m2, 1),
    ],
    [
      e.facts.walk,
      summary?.mean_walk_to_pack_m != null ? `${number(summary.mean_walk_to_pack_m, 1)} m` : NONE,
      gap(summary?.mean_walk_to_pack_m, baseSummary?.mean_walk_to_pack_m, 1),
    ],
    [e.facts.hours, `${number(here.hours, 0)} h`, gap(here.hours, there?.hours, 0)],
    [e.facts.cost, money(here.cost), gap(here.cost, there?.cost, 0)],
  ];
  return (
    <section className="panel" aria-label={e.against(baseName)}>
      <div className="spread panel-head">
        <h2 className="section-head">{base ? e.against(baseName) : e.changeList}</h2>
      </div>
      <table className="facts">
        <tbody>
          {rows.map(([label, value, delta]) => (
            <tr key={label}>
              <td>{label}</td>
              <td className="num strong">{value}</td>
              {base && <td className="num muted">{delta}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {base && difference.data && (
        <ul className="change-list">
          {difference.data.length === 0 && <li className="muted small">{e.noChanges(baseName)}</li>}
          {difference.data.slice(0, SHOWN).map((change, index) => (
            <li key={index} className="small">
              {said(change.message)}
            </li>
          ))}
          {difference.data.length > SHOWN && (
            <li className="muted small">{text.imports.more(difference.data.length - SHOWN)}</li>
          )}
        </ul>
      )}
    </section>
  );
}
