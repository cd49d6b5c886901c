/**
 * Translates what the server says: sentences with names and figures in them. A table maps English
 * templates to another language; `{name}` stands for anything, but some names for one kind of thing:
 * `{n}` a figure, `{at}` a place, `{when}` a stretch of the day, `{letter}` a variant, `{list}` things
 * in a row. What stands in a slot is translated, too, where the table knows it (`status:failed` before
 * `failed` in the slot `{status}`); figures get the language's decimal mark. A sentence that no template
 * fits stays as it came.
 */
import slots from '../../../scenarios/said/slots.json';

const SLOTS: Record<string, string> = slots;

export type Table = Readonly<Record<string, string>>;

export interface Manner {
  decimal: string;
  group: string;
  and: string;
  /** A name in quotation marks; `{name}` is the name. */
  quoted: string;
  /** Words that stand beside figures, as patterns: units, "more". */
  beside: readonly (readonly [string, string])[];
}

interface Rule {
  pattern: RegExp;
  slots: string[];
  wanted: string;
}

const kindOf = (slot: string): string => slot.replace(/\d+$/, '');
const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function ruleOf(template: string, wanted: string): Rule {
  const slots: string[] = [];
  const source = template
    .split(/\{(\w+)\}/)
    .map((piece, index) => {
      if (index % 2 === 0) return escaped(piece);
      slots.push(piece);
      return SLOTS[kindOf(piece)] ?? '(.+?)';
    })
    .join('');
  return { pattern: new RegExp(`^${source}$`, 'u'), slots, wanted };
}

const capital = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);

const fixedLength = (template: string): number => template.replace(/\{\w+\}/g, '').length;

/** How a page says what the server said. */
export function sayer(table: Table, manner: Manner): (sentence: string) => string {
  const rules = Object.entries(table)
    .filter(([template]) => template.includes('{'))
    .sort(([a], [b]) => fixedLength(b) - fixedLength(a))
    .map(([template, wanted]) => ruleOf(template, wanted));
  const beside = manner.beside.map(([from, to]) => [new RegExp(from), to] as const);
  const heard = new Map<string, string>();

  const figures = (value: string): string =>
    beside.reduce(
      (said, [from, to]) => said.replace(from, to),
      value.replace(/(\d),(?=\d{3})/g, `$1${manner.group}`).replace(/(\d)\.(?=\d)/g, `$1${manner.decimal}`),
    );

  const inSlot = (slot: string, value: string): string => {
    const kind = kindOf(slot);
    if (kind === 'n' || kind === 'at') return table[value] ?? figures(value);
    if (kind === 'id') return value;
    if (kind === 'list' && /, | and /.test(value))
      return value
        .split(/(, | and )/)
        .map((part, index) => (index % 2 ? part.replace(' and ', ` ${manner.and} `) : inSlot('item', part)))
        .join('');
    const known =
      table[`${kind}:${value}`] ?? whole(value) ?? (kind === 'label' ? table[capital(value)] : undefined);
    if (known !== undefined) return known;
    if (/^“[^”]+”$/.test(value)) return manner.quoted.replace('{name}', value.slice(1, -1));
    return /^[+−±<]? ?\d/.test(value) ? figures(value) : value;
  };

  const whole = (sentence: string): string | undefined => {
    if (Object.hasOwn(table, sentence)) return table[sentence];
    for (const { pattern, slots, wanted } of rules) {
      const match = pattern.exec(sentence);
      if (!match) continue;
      const values = new Map(slots.map((slot, index) => [slot, inSlot(slot, match[index + 1] ?? '')]));
      return wanted.replace(/\{(\w+)\}/g, (_, slot: string) => values.get(slot) ?? '');
    }
    return undefined;
  };

  const claims = (sentence: string): string | undefined => {
    const match = /^([A-D]) ((?:ships|raises|lowers) .+)\.$/u.exec(sentence);
    if (!match) return undefined;
    const sides = match[2]!.split(', but ').map((side) =>
      side
        .split(/ and (?=ships |raises |lowers )/)
        .map((claim) => whole(claim) ?? claim)
        .join('; '),
    );
    const first = match[2]!.startsWith('ships ') ? ' ' : ': ';
    return `${match[1]!}${first}${sides.join(`; ${table['claims:but']} `)}.`;
  };

  return (sentence) => {
    const before = heard.get(sentence);
    if (before !== undefined) return before;
    const one = (part: string): string | undefined => claims(part) ?? whole(part);
    const said =
      one(sentence) ??
      sentence
        .split(/(?<=[.!?:]) (?=[\p{Lu}“±\d])/u)
        .map((part) => one(part) ?? part)
        .join(' ');
    heard.set(sentence, said);
    return said;
  };
}
