/**
 * A Plotly chart in the design's colours. The library is a chunk of its own that loads with the
 * first chart; the numbers are also there as a table for those who cannot see it.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Layout, Trace } from 'plotly.js-basic-dist-min';
import { token } from '../components/token';
import { separators } from '../format';

interface ChartProps {
  label: string;
  /** Called after the theme is known, so that colours can be looked up. */
  traces: () => Trace[];
  layout?: () => Layout;
  height?: number;
}

function frame(): Layout {
  const axis = {
    gridcolor: token('--line'),
    zerolinecolor: token('--line'),
    linecolor: token('--line'),
    tickcolor: 'rgba(0,0,0,0)',
    automargin: true,
  };
  return {
    separators: separators.decimal + separators.group,
    margin: { l: 44, r: 12, t: 8, b: 28 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: "'Inter Variable', Inter, sans-serif", size: 11, color: token('--muted-text') },
    xaxis: { ...axis, showgrid: false },
    yaxis: { ...axis, rangemode: 'tozero' },
    hoverlabel: {
      bgcolor: token('--panel'),
      bordercolor: token('--line'),
      font: { color: token('--ink'), size: 12 },
    },
    legend: { orientation: 'h', x: 0, y: 1.14, font: { color: token('--ink') } },
    showlegend: false,
    hovermode: 'x unified',
  };
}

const merge = (a: Layout, b: Layout): Layout => {
  const out: Layout = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const old = out[key];
    const both = [old, value].every((v) => typeof v === 'object' && v !== null && !Array.isArray(v));
    out[key] = both ? merge(old as Layout, value as Layout) : value;
  }
  return out;
};

export default function Chart({ label, traces, layout, height = 220 }: ChartProps) {
  const root = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let observer: ResizeObserver | null = null;
    let over = false;
    void import('plotly.js-basic-dist-min').then(async ({ default: plotly }) => {
      if (over) return;
      const config = { displayModeBar: false, responsive: false };
      await plotly.react(element, traces(), merge(frame(), { height, ...layout?.() }), config);
      if (over) return;
      observer = new ResizeObserver(() => {
        if (element.clientWidth > 0) plotly.Plots.resize(element);
      });
      observer.observe(element);
    });
    return () => {
      over = true;
      observer?.disconnect();
    };
  }, [traces, layout, height, scheme]);
  useEffect(() => {
    const element = root.current;
    return () => {
      if (element?.childElementCount)
        void import('plotly.js-basic-dist-min').then(({ default: plotly }) => plotly.purge(element));
    };
  }, []);
  return <div ref={root} role="img" aria-label={label} className="chart" style={{ height, minWidth: 0 }} />;
}
