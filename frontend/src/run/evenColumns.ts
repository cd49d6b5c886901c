/** How headline figures are set in a grid. */
const FIGURE_PX = 160;

/** As few rows as fit, each as long as the others; undefined before there is a width. */
export function evenColumns(count: number, width: number): number | undefined {
  const most = Math.floor(width / FIGURE_PX);
  return most > 0 ? Math.ceil(count / Math.ceil(count / most)) : undefined;
}
