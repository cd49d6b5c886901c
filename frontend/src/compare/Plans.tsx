/** The plans side by side: what a variant changes wears its colour, its place in the base is dashed, encounters are dots. */
import { useMemo } from 'react';
import type { ComparisonRun, Conflicts } from '../api/types';
import { Loading } from '../components/States';
import { changes as changesOf } from '../editor/engine/against';
import type { LayoutPart } from '../editor/engine/placement';
import { ConveyorsLayer } from '../plan/ConveyorsLayer';
import { PartsLayer } from '../plan/PartsLayer';
import { PlanView } from '../plan/PlanView';
import { ZonesLayer } from '../plan/ZonesLayer';
import { ConflictDots } from '../run/ConflictDots';
import { usePlanOf, type PlanOf } from '../run/usePlanOf';
import { text } from '../text';
import { variantColor } from '../theme';

const c = text.compare;

interface PlansProps {
  runs: ComparisonRun[];
  conflicts: (Conflicts | null)[];
}

export function Plans({ runs, conflicts }: PlansProps) {
  const base = usePlanOf(runs[0]?.run.id);
  return (
    <section className="card" aria-label={c.plans} data-testid="plans">
      <div className="card-head">
        <h2 className="section-head">{c.plans}</h2>
        <span className="muted small">{c.plansNote}</span>
      </div>
      <div className="plans">
        {runs.map((run, index) => (
          <VariantPlan
            key={run.letter}
            run={run}
            base={index === 0 ? null : base}
            conflicts={conflicts[index] ?? null}
          />
        ))}
      </div>
    </section>
  );
}

interface VariantPlanProps {
  run: ComparisonRun;
  /** Null for the base itself. */
  base: PlanOf | null;
  conflicts: Conflicts | null;
}

function VariantPlan({
  run: { run, letter, scenario_name, color_index },
  base,
  conflicts,
}: VariantPlanProps) {
  const place = usePlanOf(run.id);
  const color = variantColor(color_index);
  const lit = useMemo(
    () => (place && base ? changesOf(place.layout, base.layout) : new Map<string, never>()),
    [place, base],
  );
  const ghosts = useMemo(
    () =>
      [...lit.keys()]
        .map((id) => base?.layout.get(id))
        .filter((part): part is LayoutPart => part !== undefined && part.state !== 'removed'),
    [lit, base],
  );
  const { serious = 0, contact = 0 } = conflicts?.counts ?? {};
  return (
    <figure data-testid={`plan-${letter}`} data-lit={lit.size}>
      <figcaption className="spread small">
        <span className="row strong">
          <span className="swatch" style={{ background: color }} />
          {letter} · {scenario_name}
        </span>
        <span className="muted">
          {[base && c.lit(lit.size), conflicts && c.serious(serious + contact)].filter(Boolean).join(' · ')}
        </span>
      </figcaption>
      <div className="plan-box">
        {place ? (
          <PlanView
            plan={place.plan}
            bounds={place.plan.bounds}
            label={c.planOf(letter)}
            padding={12}
            grid={false}
            controls={false}
            testId={`plan-view-${letter}`}
            ground={<ZonesLayer zones={place.zones} />}
            parts={<PartsLayer layout={place.layout} changes={lit} ghosts={ghosts} color={color} />}
            world={<ConveyorsLayer courses={place.courses} />}
            screen={(viewport) => <ConflictDots conflicts={conflicts?.conflicts ?? []} viewport={viewport} />}
          />
        ) : (
          <Loading />
        )}
      </div>
    </figure>
  );
}
