/** Every word on screen in German, formal, as a planner in a warehouse says it. */
import * as app from './de/app';
import * as compare from './de/compare';
import * as day from './de/day';
import * as editor from './de/editor';
import * as facility from './de/facility';
import * as fields from './de/fields';
import * as run from './de/run';
import * as share from './de/share';
import type { Catalogue } from './en';

export const de: Catalogue = {
  ...app,
  ...facility,
  ...editor,
  ...day,
  ...fields,
  ...run,
  ...compare,
  ...share,
};
