/**
 * The scenario document's JSON Schema as the forms read it: what kind of thing a field is, its limits,
 * what it is where nobody has said anything. Pure; the words are in the text catalogue.
 */
import type { components } from '../api/schema';
import type { ScenarioDocument } from '../api/types';
import schema from '../api/document.json';

/** A part of the document by the name of its definition; the document itself is one of them. */
export type DefinitionName = keyof typeof schema.$defs | 'ScenarioDocument';
export type Model<D extends DefinitionName> = D extends 'ScenarioDocument'
  ? ScenarioDocument
  : `Scenario${D}` extends keyof components['schemas']
    ? components['schemas'][`Scenario${D}`]
    : never;

interface Node {
  $ref?: string;
  type?: string;
  anyOf?: Node[];
  oneOf?: Node[];
  items?: Node;
  prefixItems?: Node[];
  enum?: string[];
  const?: unknown;
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  properties?: Record<string, Node>;
  required?: string[];
}

export type Kind =
  'number' | 'integer' | 'boolean' | 'choice' | 'text' | 'model' | 'list' | 'tuple' | 'other';

export interface Field {
  /** The definition that it belongs to, and its name there. */
  of: string;
  name: string;
  kind: Kind;
  /** Whether it may be left out (null). */
  optional: boolean;
  /** What it is where nobody says anything; undefined where somebody must. */
  standard: unknown;
  least?: number;
  above?: number;
  most?: number;
  below?: number;
  multipleOf?: number;
  pattern?: string;
  shortest?: number;
  longest?: number;
  choices?: readonly string[];
  /** The definition of a model. */
  model?: DefinitionName;
  /** What a list is made of; of a tuple all items are alike. */
  items?: Field;
  fewest?: number;
  mostItems?: number;
  /** What the schema itself says about it, in English. */
  description?: string;
}

const definitions = schema.$defs as Record<string, Node>;
const root = schema as unknown as Node;

const nodeOf = (definition: string): Node =>
  definition === 'ScenarioDocument' ? root : (definitions[definition] ?? {});

const cache = new Map<string, Field[]>();

/** The fields of a definition, in the order of the document. */
export function fieldsOf(definition: string): readonly Field[] {
  const known = cache.get(definition);
  if (known) return known;
  const node = nodeOf(definition);
  const fields = Object.entries(node.properties ?? {})
    .filter(([, property]) => property.const === undefined)
    .map(([name, property]) =>
      read(definition, name, property, node.required?.includes(name) ? undefined : property.default),
    );
  cache.set(definition, fields);
  return fields;
}

export function fieldOf(definition: string, name: string): Field {
  const field = fieldsOf(definition).find((one) => one.name === name);
  if (!field) throw new Error(`the document has no field ${definition}.${name}`);
  return field;
}

function read(of: string, name: string, node: Node, standard: unknown): Field {
  const branches = node.anyOf?.filter((branch) => branch.type !== 'null') ?? [];
  const optional = branches.length > 0 && branches.length < node.anyOf!.length;
  const core = branches.length === 1 ? { ...node, ...branches[0], anyOf: undefined } : node;
  const model = core.$ref?.split('/').at(-1) as DefinitionName | undefined;
  const field: Field = {
    of,
    name,
    kind: kindOf(core),
    optional,
    standard,
    least: core.minimum,
    above: core.exclusiveMinimum,
    most: core.maximum,
    below: core.exclusiveMaximum,
    multipleOf: core.multipleOf,
    pattern: core.pattern,
    shortest: core.minLength,
    longest: core.maxLength,
    choices: core.enum,
    model,
    fewest: core.minItems,
    mostItems: core.maxItems,
    description: node.description,
  };
  const item = core.prefixItems?.[0] ?? core.items;
  if (item) field.items = read(of, name, item, undefined);
  return field;
}

function kindOf(node: Node): Kind {
  if (node.$ref) return 'model';
  if (node.enum) return 'choice';
  if (node.type === 'array') return node.prefixItems ? 'tuple' : 'list';
  if (node.type === 'string') return 'text';
  if (node.type === 'number' || node.type === 'integer' || node.type === 'boolean') return node.type;
  return 'other';
}

/** What is wrong with a value by the schema alone; null where nothing is. Bounds are in the document's unit. */
export type Fault =
  | { kind: 'least' | 'above' | 'most' | 'below' | 'multipleOf'; bound: number }
  | { kind: 'number' | 'whole' | 'pattern' | 'short' | 'missing' }
  | { kind: 'long'; bound: number };

export function faultOf(field: Field, value: unknown): Fault | null {
  if (value === null || value === undefined) return field.optional ? null : { kind: 'missing' };
  if (field.kind === 'number' || field.kind === 'integer') return numberFault(field, value);
  if (field.kind === 'text') return textFault(field, String(value));
  return null;
}

function numberFault(field: Field, value: unknown): Fault | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { kind: 'number' };
  const { least, above, most, below, multipleOf } = field;
  if (field.kind === 'integer' && !Number.isInteger(value)) return { kind: 'whole' };
  if (above !== undefined && value <= above) return { kind: 'above', bound: above };
  if (least !== undefined && value < least) return { kind: 'least', bound: least };
  if (below !== undefined && value >= below) return { kind: 'below', bound: below };
  if (most !== undefined && value > most) return { kind: 'most', bound: most };
  if (multipleOf !== undefined && value % multipleOf !== 0) return { kind: 'multipleOf', bound: multipleOf };
  return null;
}

function textFault(field: Field, value: string): Fault | null {
  if (value.length < (field.shortest ?? 0)) return { kind: 'short' };
  if (field.longest !== undefined && value.length > field.longest)
    return { kind: 'long', bound: field.longest };
  if (field.pattern && !new RegExp(field.pattern).test(value)) return { kind: 'pattern' };
  return null;
}

/** A new one of a definition: what the schema gives, and for the rest the smallest thing that it accepts. */
export function freshModel(definition: string, given: Record<string, unknown> = {}): Record<string, unknown> {
  const made = Object.fromEntries(
    fieldsOf(definition).map((field) => [field.name, given[field.name] ?? freshValue(field)]),
  );
  return { ...made, ...given };
}

export function freshValue(field: Field): unknown {
  if (field.standard !== undefined) return structuredClone(field.standard);
  if (field.optional) return null;
  switch (field.kind) {
    case 'number':
    case 'integer':
      return smallest(field);
    case 'boolean':
      return false;
    case 'choice':
      return field.choices![0];
    case 'text':
      return '';
    case 'model':
      return freshModel(field.model!);
    case 'tuple':
      return Array.from({ length: field.fewest ?? 2 }, () => freshValue(field.items!));
    case 'list':
      return Array.from({ length: field.fewest ?? 0 }, () => freshValue(field.items!));
    default:
      return null;
  }
}

/** A round number inside of the limits, 0 where that is allowed. */
function smallest(field: Field): number {
  const low = field.least ?? field.above ?? 0;
  if (field.above === undefined || low > field.above) return Math.max(low, 0);
  const high = field.most ?? field.below ?? Infinity;
  return high > low + 1 ? low + 1 : (low + high) / 2;
}
