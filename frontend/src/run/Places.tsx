/** Where it is crowded and where encounters happen: a heat map and dots over the variant's plan. */
import { useComputedColorScheme } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useConflicts, useDensity } from '../api/queries';
import type { Density, Run } from '../api/types';
import { Segments } from '../components/Segments';
import { Failed, Loading } from '../components/States';
import { token } from '../components/token';
import { duration } from '../format';
import { PartsLayer } from '../plan/PartsLayer';
import { PlanView } from '../plan/PlanView';
import type { Viewport } from '../plan/viewport';
import { text } from '../text';
import { ConflictDots } from './ConflictDots';
import { ChartCard } from './Results';
import { usePlanOf, type PlanOf } from './usePlanOf';

const r = text.run;

export function Places({ run }: { run: Run }) {
  const density = useDensity(run.id, true);
  const conflicts = useConflicts(run.id, true);
  const place = usePlanOf(run.id);
  const [shown, setShown] = useState<keyof typeof r.heatShow>('heat');
  const broken = [density, conflicts].find((query) => query.isError);
  if (broken) return <Failed error={broken.error} onRetry={() => void broken.refetch()} />;
  if (!density.data || !conflicts.data || !place) return <Loading />;
  const { counts } = conflicts.data;
  return (
    <div className="results-grid" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(480px, 1fr))' }}>
      <ChartCard title={r.density} note={r.densityNote(duration(topOf(density.data.values)))}>
        <div style={{ height: 'min(62vh, 640px)' }}>
          <HeatPlan place={place} density={density.data} values={density.data.values} label={r.density} />
        </div>
      </ChartCard>
      <ChartCard
        title={r.heatConflicts}
        note={
          <Segments
            label={r.heatConflicts}
            role="group"
            value={shown}
            onChange={setShown}
            options={Object.entries(r.heatShow) as [keyof typeof r.heatShow, string][]}
          />
        }
      >
        <p className="muted small" style={{ marginBottom: 6 }}>
          {shown === 'heat' ? r.heatNote : r.encounterCounts(counts.serious, counts.slight, counts.contact)}
        </p>
        <div style={{ height: 'min(58vh, 610px)' }}>
          <HeatPlan
            place={place}
            density={density.data}
            values={shown === 'heat' ? density.data.conflict_values : null}
            label={r.heatConflicts}
            screen={(viewport) =>
              shown === 'dots' && <ConflictDots conflicts={conflicts.data.conflicts} viewport={viewport} />
            }
          />
        </div>
      </ChartCard>
    </div>
  );
}

/** The value at the top of the scale: the 99.5th percentile of the cells in use, so that one spot does not hide the rest. */
function topOf(values: readonly number[]): number {
  const used = values.filter((v) => v > 0).sort((a, b) => a - b);
  return used[Math.floor((used.length - 1) * 0.995)] ?? 1;
}

interface HeatPlanProps {
  place: PlanOf;
  density: Density;
  /** On the cells of `density`; nothing where null. */
  values: number[] | null;
  label: string;
  screen?: (viewport: Viewport) => ReactNode;
}

function HeatPlan({ place, density, values, label, screen }: HeatPlanProps) {
  const scheme = useComputedColorScheme('light');
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the colours change with the scheme
  const url = useMemo(() => values && picture(density, values), [density, values, scheme]);
  const [x, y] = density.origin_m;
  const [w, h] = [density.columns * density.cell_m, density.rows * density.cell_m];
  return (
    <PlanView
      plan={place.plan}
      bounds={place.plan.bounds}
      label={label}
      padding={14}
      grid={false}
      parts={<PartsLayer layout={place.layout} />}
      world={
        // Rows count upwards, pictures downwards: the plan's mirrored axis turns it the right way.
        url && (
          <image
            href={url}
            x={x}
            y={y}
            width={w}
            height={h}
            preserveAspectRatio="none"
            className="heat"
            pointerEvents="none"
          />
        )
      }
      screen={screen}
    />
  );
}

function picture({ rows, columns }: Density, values: readonly number[]): string {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, columns);
  canvas.height = Math.max(1, rows);
  const context = canvas.getContext('2d');
  if (!context || rows * columns === 0) return '';
  const top = topOf(values);
  const stops = ['--accent', '--look', '--worse'].map((name) =>
    (token(name).match(/[\d.]+/g) ?? []).map(Number),
  );
  const image = context.createImageData(columns, rows);
  values.forEach((value, i) => {
    const level = Math.min(1, Math.sqrt(Math.max(0, value) / top));
    const at = level * (stops.length - 1);
    const [a, b] = [stops[Math.floor(at)]!, stops[Math.min(stops.length - 1, Math.floor(at) + 1)]!];
    const mix = at - Math.floor(at);
    for (let c = 0; c < 3; c++) image.data[i * 4 + c] = a[c]! * (1 - mix) + b[c]! * mix;
    image.data[i * 4 + 3] = level < 0.03 ? 0 : 40 + 190 * level;
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
