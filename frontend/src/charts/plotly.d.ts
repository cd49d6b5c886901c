/** The part of Plotly's basic bundle that the charts use; the bundle brings no types. */
declare module 'plotly.js-basic-dist-min' {
  export type Trace = Record<string, unknown>;
  export type Layout = Record<string, unknown>;
  interface Plotly {
    react(
      root: HTMLElement,
      data: Trace[],
      layout: Layout,
      config?: Record<string, unknown>,
    ): Promise<unknown>;
    purge(root: HTMLElement): void;
    Plots: { resize(root: HTMLElement): void };
  }
  const plotly: Plotly;
  export default plotly;
}
