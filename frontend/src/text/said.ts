/**
 * What the server says, in the language of the page. The server speaks English; the tables of another
 * language are fetched before the page is drawn, and only where they are needed.
 */
import { language } from './language';

/** A figure and its unit stand apart and stay on one line. */
const UNIT = /(?<=\d)(?: (?=(?:%|min\b|pt\b|[msh]\b))|(?=%))/g;

let translate = (sentence: string): string => sentence;

export async function learn(): Promise<void> {
  if (language === 'de') translate = (await import('./de/said')).german;
}

/** A sentence, label or name from the server, ready to be shown; nothing where there is none. */
export const said = (sentence: string | null | undefined): string =>
  sentence ? translate(sentence).replace(UNIT, '\u00a0') : '';
