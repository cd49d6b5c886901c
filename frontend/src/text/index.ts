/** Every word on screen comes from here. Units and numbers come formatted. */
import { en } from './en';

export const text = en;

/** Role, activity or agent names that the catalogue may not know: shown as they are. */
export const known = (names: Record<string, string>, key: string): string =>
  names[key] ?? key.replaceAll('_', ' ');
