/** What may happen instead: the futures of an encounter in figures, beside what the simulation did. */
import type { FuturesDetail, FutureSummary } from '../api/types';
import { Segments } from '../components/Segments';
import { Empty, Failed, Loading } from '../components/States';
import { interval, metres, number, quantity } from '../format';
import { auditWord } from '../run/Clips';
import { text } from '../text';
import { said } from '../text/said';
import { Distribution } from './Distribution';
import { CHOICES, collisionTimes, histogram, separations, type Choice, type Standing } from './outcomes';
import type { EncounterFutures } from './useFutures';
import './futures.css';

const f = text.futures;

interface FuturesCardProps {
  futures: EncounterFutures;
  /** Goes to another encounter of the run. */
  onChoose: (conflictId: string) => void;
}

export function FuturesCard({ futures, onChoose }: FuturesCardProps) {
  const { standing, detail, error, considered } = futures;
  const summary = standing?.kind === 'rolled' ? standing.summary : null;
  return (
    <section className="card futures" aria-label={f.title} data-testid="futures">
      <div className="spread">
        <h2 className="section-head">{summary ? f.from(summary.futures, summary.start_clock) : f.title}</h2>
        {summary && !summary.agrees && <span className="pill look">{f.disagree}</span>}
      </div>
      {error ? (
        <Failed error={error} onRetry={futures.retry} />
      ) : summary ? (
        <>
          <Figures summary={summary} />
          <p>{said(summary.sentence)}</p>
          {detail ? <Paths detail={detail} choice={futures.choice} choose={futures.choose} /> : <Loading />}
        </>
      ) : standing ? (
        <NotRolled standing={standing} considered={considered} onChoose={onChoose} />
      ) : (
        <Loading />
      )}
    </section>
  );
}

interface NotRolledProps {
  standing: Standing;
  considered: number;
  onChoose: (conflictId: string) => void;
}

/** Why there are none, and what to do. */
function NotRolled({ standing, considered, onChoose }: NotRolledProps) {
  if (standing.kind === 'rolling') return <Loading label={f.rolling} />;
  if (standing.kind === 'not_installed') return <Empty>{f.notInstalled}</Empty>;
  if (standing.kind === 'too_slight') return <Empty>{f.tooSlight(considered)}</Empty>;
  if (standing.kind === 'rolled') return null;
  const [worst] = standing.rolled;
  if (!worst) return <Empty>{f.noneRolled}</Empty>;
  return (
    <Empty
      action={
        <button type="button" className="btn small" onClick={() => onChoose(worst.conflict_id)}>
          {f.toWorst}
        </button>
      }
    >
      {f.beyond(considered)}
    </Empty>
  );
}

function Figures({ summary }: { summary: FutureSummary }) {
  const { contact, near, min_separation_m: gap } = summary;
  const percent = (mean: number): string => `${number(mean * 100, mean < 0.1 ? 1 : 0)} %`;
  const figures: [string, string, boolean][] = [
    [percent(contact.mean), f.endInContact(interval(contact.low, contact.high, 'share')), contact.count > 0],
    [percent(near.mean), f.comeNear(interval(near.low, near.high, 'share')), false],
    [gap ? metres(gap.median) : '–', gap ? f.closest(interval(gap.low, gap.high, 'm')) : f.noGap, false],
  ];
  return (
    <div className="triple-figures">
      {figures.map(([value, label, isBad]) => (
        <div key={label}>
          <div className={`figure-value${isBad ? ' bad' : ''}`} style={{ fontSize: 19 }}>
            {value}
          </div>
          <div className="muted small">{label}</div>
        </div>
      ))}
    </div>
  );
}

/** The chosen future before the camera that sees the two best; only the worst encounter of a filmed run has films. */
function Film({ detail, choice }: { detail: FuturesDetail; choice: Choice }) {
  const film = detail.films.find(({ name }) => name === choice);
  if (!film) return null;
  return (
    <figure className="future-film">
      <video
        key={film.video_url}
        className="clip-video"
        src={film.video_url}
        poster={film.poster_url}
        controls
        loop
        muted
        playsInline
        preload="metadata"
        aria-label={f.film(f.choices[choice], film.camera_name)}
        data-testid="future-film"
      />
      <figcaption className="muted small">
        {film.camera_name} · {f.filmNote(auditWord(film.audit))}
      </figcaption>
    </figure>
  );
}

interface PathsProps {
  detail: FuturesDetail;
  choice: Choice;
  choose: (choice: Choice) => void;
}

function Paths({ detail, choice, choose }: PathsProps) {
  const { apart, touched } = separations(detail);
  const times = collisionTimes(detail);
  const outcome = detail.outcomes[detail[choice]]!;
  const { engine } = detail;
  return (
    <>
      <Segments
        label={f.which}
        role="group"
        value={choice}
        onChange={choose}
        options={CHOICES.map((key) => [key, f.choices[key]] as const)}
      />
      <p className="small" role="status" data-testid="chosen-future">
        {f.chosen(
          detail[choice] + 1,
          detail.futures,
          outcome.contact,
          quantity(outcome.min_separation_m, 'm'),
          outcome.min_ttc_s === null ? null : quantity(outcome.min_ttc_s, 's'),
        )}
      </p>
      <Film detail={detail} choice={choice} />
      <Distribution
        label={f.separation}
        unit="m"
        bars={histogram(apart, engine.min_separation_m ?? 0)}
        touched={touched}
        engine={engine.contact ? 'contact' : engine.min_separation_m}
        chosen={outcome.contact ? 'contact' : outcome.min_separation_m}
        caption={f.simulation(engine.contact ? f.contactBar : quantity(engine.min_separation_m, 'm'))}
      />
      {times.length > 0 ? (
        <Distribution
          label={f.ttc}
          unit="s"
          bars={histogram(times, engine.min_ttc_s ?? 0)}
          engine={engine.min_ttc_s}
          chosen={outcome.min_ttc_s}
          caption={f.simulation(engine.min_ttc_s === null ? f.noCourse : quantity(engine.min_ttc_s, 's'))}
        />
      ) : (
        <p className="small">{f.neverOnCourse(detail.futures)}</p>
      )}
      <p className="muted small">
        {f.legend} {times.length < detail.futures && f.onCourse(times.length, detail.futures)}{' '}
        {f.corrected(quantity(detail.projection_rate, 'share'))}
      </p>
    </>
  );
}
