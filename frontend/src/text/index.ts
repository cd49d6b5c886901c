/** Every word on screen comes from here, in the language of the page. Units and numbers come formatted. */
import { de } from './de';
import { en, type Catalogue } from './en';
import { language, type Language } from './language';

const catalogues: Record<Language, Catalogue> = { en, de };

export const text: Catalogue = catalogues[language];

/** Role, activity or agent names that the catalogue may not know: shown as they are. */
export const known = (names: Record<string, string>, key: string): string =>
  names[key] ?? key.replace(/[._]/g, ' ');
