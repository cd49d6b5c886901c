/** Every word on screen in English, by page. The other languages have the same shape. */
import * as app from './en/app';
import * as compare from './en/compare';
import * as day from './en/day';
import * as editor from './en/editor';
import * as facility from './en/facility';
import * as fields from './en/fields';
import * as run from './en/run';
import * as share from './en/share';

export const en = { ...app, ...facility, ...editor, ...day, ...fields, ...run, ...compare, ...share };

/** What each language has to say; a missing word is a type error. */
export type Catalogue = typeof en;
