/** What fields and their faults are called; a field without words shows its name and what the schema says. */
import { number } from '../format';
import { known, text } from '../text';
import type { DefinitionName, Fault, Field, Model } from './schema';
import { shownAs } from './units';

export interface Word {
  label: string;
  help?: string;
  /** What the box says that switches it on, where it may be left out. */
  on?: string;
  /** What an empty field stands for. */
  empty?: string;
}

type Choices<T> = NonNullable<T> extends readonly (infer I)[] ? Choices<I> : NonNullable<T>;
type WordOf<T> =
  Choices<T> extends string
    ? string extends Choices<T>
      ? Word
      : Word & { choices: Readonly<Record<Choices<T>, string>> }
    : Word;

/** Layout edits and zones are made in the plan, closed floor in the events: they have no form of this kind. */
type Drawn =
  | 'AddEdit'
  | 'MoveEdit'
  | 'RotateEdit'
  | 'RemoveEdit'
  | 'DuplicateEdit'
  | 'Event'
  | 'FloorArea'
  | `${string}Zone`;
type Named = Exclude<DefinitionName, Drawn | 'ScenarioDocument'>;

/** Words for every field of the document: a field that the document gains is a type error here. */
export type FieldWords = { [D in Named]: { [K in keyof Model<D>]-?: WordOf<Model<D>[K]> } };

type Loose = Record<string, Record<string, Word & { choices?: Record<string, string> }> | undefined>;

export function wordsOf(field: Pick<Field, 'of' | 'name' | 'description'>): Word & {
  choices?: Record<string, string>;
} {
  const found = (text.fields as unknown as Loose)[field.of]?.[field.name];
  return found ?? { label: plain(field.name), help: field.description };
}

const plain = (name: string): string =>
  (name.charAt(0).toUpperCase() + name.slice(1)).replace(/_(s|m|mps|w|px|rad)$/, '').replaceAll('_', ' ');

export const choiceWord = (field: Field, choice: string): string =>
  known(wordsOf(field).choices ?? {}, choice);

/** A fault as a sentence, its bound in the unit that is shown. */
export function sentenceOf(field: Field, fault: Fault): string {
  const f = text.faults;
  switch (fault.kind) {
    case 'least':
    case 'above':
    case 'most':
    case 'below':
    case 'multipleOf': {
      const { unit, factor } = shownAs(field);
      const bound = Number((fault.bound * factor).toPrecision(6));
      const digits = Number.isInteger(bound) ? 0 : Math.min(4, String(bound).split('.')[1]?.length ?? 0);
      return f[fault.kind](`${number(bound, digits)}${unit ? `\u00a0${unit}` : ''}`);
    }
    case 'long':
      return f.long(fault.bound);
    default:
      return f[fault.kind];
  }
}
