/** The fields of a model, each as the schema makes it: a field that the document gains appears by itself. */
import type { ReactNode } from 'react';
import { FieldRow, type ControlProps } from './FieldRow';
import { fieldsOf, type DefinitionName, type Field, type Model } from './schema';

type Name<D extends DefinitionName> = keyof Model<D> & string;

interface FieldSetProps<D extends DefinitionName> {
  of: D;
  value: Model<D>;
  onChange: (value: Model<D>) => void;
  /** Only these, in this order; every one where absent. */
  only?: readonly Name<D>[];
  /** These first, in this order; then the others. */
  first?: readonly Name<D>[];
  /** All but these: somebody else shows them. */
  skip?: readonly Name<D>[];
  /** What follows from a change: fields that would contradict it. */
  tidy?: (next: Model<D>, changed: Name<D>) => Model<D>;
  /** What a field begins with where it is switched on. */
  begin?: Partial<Model<D>>;
  controls?: Partial<Record<Name<D>, (props: ControlProps) => ReactNode>>;
}

export function FieldSet<D extends DefinitionName>(props: FieldSetProps<D>) {
  const { of, value, onChange, tidy, begin, controls } = props;
  return (
    <div className="form-rows">
      {chosen(props).map((field) => {
        const name = field.name as Name<D>;
        return (
          <FieldRow
            key={name}
            field={field}
            model={value as Record<string, unknown>}
            next={(changed) => {
              const next = { ...value, [name]: changed } as Model<D>;
              return (tidy ? tidy(next, name) : next) as Record<string, unknown>;
            }}
            begin={begin?.[name]}
            control={controls?.[name]}
            onCommit={(next) => onChange(next as Model<D>)}
          />
        );
      })}
    </div>
  );

  function chosen({ only, first = [], skip = [] }: FieldSetProps<D>): readonly Field[] {
    const fields = fieldsOf(of);
    const named = (names: readonly string[]): Field[] =>
      names.flatMap((name) => fields.find((field) => field.name === name) ?? []);
    if (only) return named(only);
    const hidden: readonly string[] = [...first, ...skip];
    return [...named(first), ...fields.filter((field) => !hidden.includes(field.name))];
  }
}

/** Whether a model has fields besides those that are shown already. */
export const hasMore = <D extends DefinitionName>(of: D, shown: readonly Name<D>[]): boolean =>
  fieldsOf(of).some((field) => !(shown as readonly string[]).includes(field.name));
