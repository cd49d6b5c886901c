/** The futures' values of one figure as bars, with the simulation's own value as a mark over them. */
import { number } from '../format';
import { text } from '../text/en';
import type { Histogram } from './outcomes';

const f = text.futures;

interface DistributionProps {
  label: string;
  unit: string;
  bars: Histogram;
  /** Futures that ended in contact: a bar of their own before the others. */
  touched?: number;
  /** What happened in the simulation; null where it has no value. */
  engine: number | null;
  /** The value of the future that is looked at. */
  chosen: number | null;
  caption: string;
}

const [W, H, BASE] = [360, 84, 66];

export function Distribution({ label, unit, bars, touched, engine, chosen, caption }: DistributionProps) {
  const { edges, counts } = bars;
  const top = edges.at(-1)!;
  const before = touched === undefined ? 0 : 34; // pixels that the bar of contacts takes
  const x = (value: number): number => before + 4 + (value / top) * (W - before - 22);
  const most = Math.max(1, touched ?? 0, ...counts);
  const rise = (n: number): number => (n / most) * (BASE - 12);
  const labelled = edges.filter((_, k) => k % Math.ceil(edges.length / 5) === 0);
  return (
    <figure className="distribution">
      <figcaption className="spread">
        <span>{label}</span>
        <span className="muted small">{caption}</span>
      </figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} width="100%" role="img" aria-label={`${label}: ${caption}`}>
        <path d={`M0 ${BASE}H${W}`} className="distribution-base" />
        {touched !== undefined && (
          <>
            <rect x={2} y={BASE - rise(touched)} width={22} height={rise(touched)} className="bar-contact">
              <title>{f.bar(touched, f.contactBar)}</title>
            </rect>
            <text x={13} y={H - 4} textAnchor="middle">
              {f.contactBar}
            </text>
          </>
        )}
        {counts.map((n, k) => (
          <rect
            key={k}
            x={x(edges[k]!) + 1}
            y={BASE - rise(n)}
            width={Math.max(1, x(edges[k + 1]!) - x(edges[k]!) - 2)}
            height={rise(n)}
            className="bar-future"
          >
            <title>{f.bar(n, `${number(edges[k]!, 2)} – ${number(edges[k + 1]!, 2)} ${unit}`)}</title>
          </rect>
        ))}
        {labelled.map((value) => (
          <text key={value} x={x(value)} y={H - 4} textAnchor="middle">
            {number(value, top < 1 ? 2 : 1)}
          </text>
        ))}
        {chosen !== null && <path d={`M${x(chosen)} ${BASE}V4`} className="mark-chosen" />}
        {engine !== null && <path d={`M${x(engine)} ${BASE}V4m-4 0h8l-4 6z`} className="mark-engine" />}
      </svg>
    </figure>
  );
}
