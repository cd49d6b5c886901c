/** Where in the document a control stands, what the fields above it ask of it, and what the checks say there. */
import { createContext, useContext } from 'react';
import type { Rule } from './rules';

/** The JSON pointer of the nearest field above. */
export const PointerContext = createContext('');
export const usePointer = (name: string | number): string => `${useContext(PointerContext)}/${name}`;

/** Which rule of a model above would break if this one became that. */
export type Guard = (next: unknown) => Rule | null;
export const GuardContext = createContext<Guard>(() => null);

/** Messages of the server's checks, by pointer. */
export const MessagesContext = createContext<ReadonlyMap<string, string>>(new Map());

/** Where the forms learn what a field may refer to, and what the day looks like. */
export interface Surroundings {
  readOnly: boolean;
  startOfDay: string;
  /** Identifiers with what they are called, by what they are. */
  stations: readonly Choice[];
  parts: readonly Choice[];
}
export interface Choice {
  value: string;
  label: string;
}
export const SurroundingsContext = createContext<Surroundings>({
  readOnly: true,
  startOfDay: '00:00',
  stations: [],
  parts: [],
});
export const useSurroundings = (): Surroundings => useContext(SurroundingsContext);
