/** What each role spends its time on: one stacked bar per role, in shades of meaning, not of decoration. */
import type { CSSProperties } from 'react';
import { number } from '../format';
import { known, text } from '../text';

/** Work in the accent's shades, waste in the shade that asks to look, absence in grey. */
const SHADES: Record<string, string> = {
  walk: 'color-mix(in srgb, var(--accent) 42%, var(--panel))',
  carry: 'color-mix(in srgb, var(--accent) 68%, var(--panel))',
  pick: 'var(--accent)',
  pack: 'var(--accent)',
  ship: 'var(--accent)',
  handle: 'var(--accent)',
  wait: 'color-mix(in srgb, var(--look) 45%, var(--panel))',
  blocked: 'var(--worse)',
  charge: 'color-mix(in srgb, var(--better) 60%, var(--panel))',
  idle: 'color-mix(in srgb, var(--muted) 28%, var(--panel))',
  break: 'color-mix(in srgb, var(--muted) 50%, var(--panel))',
  down: 'var(--muted)',
};
const ORDER = [
  'pick',
  'pack',
  'ship',
  'handle',
  'carry',
  'walk',
  'charge',
  'wait',
  'blocked',
  'down',
  'break',
  'idle',
];
const rank = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

export function Utilisation({ data }: { data: Record<string, Record<string, number>> }) {
  const roles = Object.entries(data).filter(([, shares]) => Object.values(shares).some((share) => share > 0));
  const used = [
    ...new Set(roles.flatMap(([, shares]) => Object.keys(shares).filter((k) => shares[k]! > 0.0005))),
  ];
  used.sort((a, b) => rank(a) - rank(b));
  return (
    <div className="stack" style={{ gap: 10 }}>
      {roles.map(([role, shares]) => (
        <div key={role} className="util-row">
          <span>{known(text.run.agents, role)}</span>
          <div className="util-bar" role="img" aria-label={describe(role, shares)}>
            {used
              .filter((key) => (shares[key] ?? 0) > 0.0005)
              .map((key) => (
                <span
                  key={key}
                  title={`${known(text.run.activities, key)} ${number(shares[key]! * 100, 1)} %`}
                  style={
                    {
                      width: `${shares[key]! * 100}%`,
                      background: SHADES[key] ?? 'var(--muted)',
                    } as CSSProperties
                  }
                />
              ))}
          </div>
        </div>
      ))}
      <div className="row-wrap small">
        {used.map((key) => (
          <span key={key} className="row" style={{ gap: 5 }}>
            <span className="swatch" style={{ background: SHADES[key] ?? 'var(--muted)' }} />
            {known(text.run.activities, key)}
          </span>
        ))}
      </div>
    </div>
  );
}

function describe(role: string, shares: Record<string, number>): string {
  const parts = Object.entries(shares)
    .filter(([, share]) => share > 0.005)
    .sort((a, b) => b[1] - a[1])
    .map(([key, share]) => `${known(text.run.activities, key)} ${number(share * 100, 0)} %`);
  return `${known(text.run.agents, role)}: ${parts.join(', ')}`;
}
