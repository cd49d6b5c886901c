/** The futures' values of one figure as bars, with the simulation's own value as a mark over them. */
import { number, separators } from '../format';
import { text } from '../text';
import type { Histogram } from './outcomes';

const f = text.futures;

/** A value on the axis, the bar of contacts, or nothing. */
type Value = number | 'contact' | null;

interface DistributionProps {
  label: string;
  unit: string;
  bars: Histogram;
  /** Futures that ended in contact: a bar of their own before the others. */
  touched?: number;
  /** What happened in the simulation; null where it has no value. */
  engine: Value;
  /** The value of the future that is looked at. */
  chosen: Value;
  caption: string;
}

const [W, H, BASE] = [360, 84, 66];
/** The bar of contacts, and what the axis keeps clear on both sides for its labels. */
const CONTACT = { x: 8, width: 24, takes: 42 };
const CLEAR = 10;

export function Distribution({ label, unit, bars, touched, engine, chosen, caption }: DistributionProps) {
  const { edges, counts } = bars;
  const top = edges.at(-1)!;
  const before = CLEAR + (touched === undefined ? 0 : CONTACT.takes);
  const x = (value: number): number => before + (value / top) * (W - before - CLEAR);
  const place = (value: number | 'contact'): number =>
    value === 'contact' ? CONTACT.x + CONTACT.width / 2 : x(value);
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
            <rect
              x={CONTACT.x}
              y={BASE - rise(touched)}
              width={CONTACT.width}
              height={rise(touched)}
              className="bar-contact"
            >
              <title>{f.bar(touched, f.contactBar)}</title>
            </rect>
            <text x={place('contact')} y={H - 4} textAnchor="middle">
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
            {String(Number(value.toFixed(2))).replace('.', separators.decimal)}
          </text>
        ))}
        {chosen !== null && <path d={`M${place(chosen)} ${BASE}V4`} className="mark-chosen" />}
        {engine !== null && <path d={`M${place(engine)} ${BASE}V4m-4 0h8l-4 6z`} className="mark-engine" />}
      </svg>
    </figure>
  );
}
