/** The world models that are installed, what they are for, how good they were measured to be, and those tuned on own footage. */
import { useQueries } from '@tanstack/react-query';
import { tunedModelsQuery, useFacilities, useWorldModels } from '../api/queries';
import type { ModelBar, TunedModel, WorldModel } from '../api/types';
import { Failed, Loading } from '../components/States';
import { figures, moment, number } from '../format';
import { known, text } from '../text';
import { said } from '../text/said';

const m = text.settings.model;
const TONE: Record<string, string> = { met: 'better', 'aim met': 'better', missed: 'worse' };

export function Models() {
  const models = useWorldModels();
  return (
    <div className="stack" style={{ gap: 14 }} data-testid="models">
      <div>
        <h1 className="page-title">{text.settings.models}</h1>
        <p className="muted">{m.lead}</p>
      </div>
      {models.isPending && <Loading />}
      {models.isError && <Failed error={models.error} onRetry={() => void models.refetch()} />}
      {models.data?.map((model) => (
        <Card key={model.id} model={model} />
      ))}
      <Tuned />
    </div>
  );
}

function Card({ model: { name, hash, card } }: { model: WorldModel }) {
  const facts = [
    card.trained_minutes == null ? '' : m.trained(number(card.trained_minutes, 0)),
    card.parameters == null ? '' : m.parameters(number(card.parameters, 0)),
  ].filter(Boolean);
  return (
    <section className="card" aria-label={known(m.names, name)}>
      <div className="card-head">
        <h2 className="section-head">{known(m.names, name)}</h2>
        <span className="muted small">
          {facts.join(' · ')}
          {facts.length > 0 && ' · '}
          <code title={hash}>{hash.slice(0, 12)}</code>
        </span>
      </div>
      <div className="card-body stack-s">
        {card.purpose && <p>{said(card.purpose)}</p>}
        {card.limits && card.limits.length > 0 && (
          <ul className="change-list muted small" aria-label={m.limits}>
            {card.limits.map((limit) => (
              <li key={limit}>{said(limit)}</li>
            ))}
          </ul>
        )}
      </div>
      {card.bars && card.bars.length > 0 && <Bars bars={card.bars} />}
    </section>
  );
}

function Bars({ bars }: { bars: readonly ModelBar[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th>{m.measure}</th>
          <th className="num">{m.value}</th>
          <th className="num">{m.wanted}</th>
          <th>{m.verdict}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key} data-verdict={bar.verdict}>
            <td>{said(bar.what)}</td>
            <td className="num">
              {bar.value === null ? '–' : [figures(bar.value), said(bar.unit)].filter(Boolean).join('\u00a0')}
            </td>
            <td className="num muted">{said(bar.wanted)}</td>
            <td className={TONE[bar.verdict] ?? 'muted'}>{known(m.verdicts, bar.verdict)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Renderers that were tuned on footage of the organisation's own buildings. */
function Tuned() {
  const facilities = useFacilities().data ?? [];
  const lists = useQueries({ queries: facilities.map(({ id }) => tunedModelsQuery(id)) });
  const rows = facilities.flatMap((facility, k) =>
    (lists[k]?.data ?? []).map((model): [string, TunedModel] => [facility.name, model]),
  );
  return (
    <section className="card" aria-label={m.tuned}>
      <div className="card-head">
        <h2 className="section-head">{m.tuned}</h2>
      </div>
      {rows.length === 0 ? (
        <p className="card-body muted">{m.noTuned}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>{text.settings.name}</th>
              <th>{m.facility}</th>
              <th>{m.state}</th>
              <th className="num">{m.gain}</th>
              <th>{text.settings.created}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([facility, model]) => (
              <tr key={model.id}>
                <td className="strong">{model.name}</td>
                <td>{facility}</td>
                <td>{known(m.states, model.status)}</td>
                <td className="num">
                  {model.measured
                    ? m.gained(number(model.measured.before_db, 1), number(model.measured.after_db, 1))
                    : '–'}
                </td>
                <td className="muted">{moment(model.created_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
