/**
 * Which language the workspace speaks: the one chosen here before, else the first of the browser's
 * that there is, else English. It holds for as long as the page does; choosing another loads it anew.
 */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof languages;

const STORED = 'foresite-language';
const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag);

/** The language to speak, from a stored choice and the browser's tags in order ("de-AT", "en"). */
export function languageOf(stored: string | null, preferred: readonly string[]): Language {
  if (stored && isLanguage(stored)) return stored;
  return preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage) ?? 'en';
}

function stored(): string | null {
  try {
    return window.localStorage.getItem(STORED);
  } catch {
    return null; // A browser that keeps nothing still speaks its own language.
  }
}

const inBrowser = typeof window !== 'undefined';

export const language: Language = inBrowser ? languageOf(stored(), navigator.languages) : 'en';

/** What numbers, dates and sorting go by. */
export const locale = LOCALES[language];

export function speak(wanted: Language): void {
  if (wanted === language) return;
  try {
    window.localStorage.setItem(STORED, wanted);
  } catch {
    return;
  }
  window.location.reload();
}
