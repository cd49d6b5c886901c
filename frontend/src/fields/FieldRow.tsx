/**
 * One field of the document as a control made from the schema: its kind, limits, unit and words decide what
 * it looks like and what it refuses. `data-pointer` says which field it is, for whoever looks for it.
 */
import { Checkbox, MultiSelect, Select } from '@mantine/core';
import { useContext, useState, type ReactNode } from 'react';
import { ClockField } from '../components/ClockField';
import { TextField } from '../components/TextField';
import { UnitField } from '../components/UnitField';
import { text } from '../text';
import { said } from '../text/said';
import { GuardContext, MessagesContext, PointerContext, usePointer, useSurroundings } from './context';
import type { Guard } from './context';
import { FieldSet } from './FieldSet';
import { ModelList, NumberList, TupleRow } from './lists';
import { ruleBroken } from './rules';
import { faultOf, freshModel, freshValue, type Field } from './schema';
import { shownAs, toDocument } from './units';
import { choiceWord, sentenceOf, wordsOf } from './words';

export interface ControlProps {
  field: Field;
  value: unknown;
  /** Why a value cannot be, in a sentence. */
  check: (value: unknown) => string | null;
  commit: (value: unknown) => void;
  disabled: boolean;
  /** What it begins with where it is switched on. */
  begin: unknown;
  /** In a table the label is the head of the column. */
  bare?: boolean;
}

interface FieldRowProps {
  field: Field;
  /** What the field belongs to. */
  model: Record<string, unknown>;
  /** The model with another value here: other fields may have to follow. */
  next: (value: unknown) => Record<string, unknown>;
  onCommit: (model: Record<string, unknown>) => void;
  begin?: unknown;
  bare?: boolean;
  /** A control of its own instead of the one that the schema makes. */
  control?: (props: ControlProps) => ReactNode;
}

export function FieldRow({ field, model, next, onCommit, begin, bare, control }: FieldRowProps) {
  const pointer = usePointer(field.name);
  const message = useContext(MessagesContext).get(pointer);
  const above = useContext(GuardContext);
  const { readOnly } = useSurroundings();
  const [refused, setRefused] = useState<string | null>(null);
  const broken: Guard = (value) => {
    const whole = next(value);
    return ruleBroken(field.of, whole) ?? above(whole);
  };
  const check = (value: unknown): string | null => {
    const fault = faultOf(field, value);
    if (fault) return sentenceOf(field, fault);
    const rule = broken(value);
    return rule && text.faults.rules[rule];
  };
  const commit = (value: unknown): void => {
    const reason = check(value);
    setRefused(reason);
    if (!reason) onCommit(next(value));
  };
  const props: ControlProps = {
    field,
    value: model[field.name],
    check,
    commit,
    disabled: readOnly,
    begin: begin ?? freshValue({ ...field, optional: false, standard: undefined }),
    bare,
  };
  const { help } = wordsOf(field);
  return (
    <PointerContext.Provider value={pointer}>
      <GuardContext.Provider value={broken}>
        <div className={isWide(field) && !bare ? 'form-row form-wide' : 'form-row'} data-pointer={pointer}>
          {control ? control(props) : <Control {...props} />}
          {help && !bare && <span className="tiny muted">{help}</span>}
          {refused && (
            <span className="field-fault" role="alert">
              {refused}
            </span>
          )}
          {message && !refused && <span className="field-message">{said(message)}</span>}
        </div>
      </GuardContext.Provider>
    </PointerContext.Provider>
  );
}

const isWide = ({ kind, items, of, name }: Field): boolean =>
  kind === 'model' ||
  (kind === 'list' && (items?.kind === 'model' || items?.kind === 'tuple')) ||
  isPath(of, name);
const isPath = (of: string, name: string): boolean => of === 'Conveyor' && name === 'path';

function Control(props: ControlProps) {
  const { field, value, commit, disabled, begin } = props;
  if (!field.optional || (props.bare && field.kind !== 'model')) return <Given {...props} />;
  const { on, label } = wordsOf(field);
  const isOn = value !== null && value !== undefined;
  if (field.kind === 'text' || field.kind === 'choice') return <Given {...props} />;
  return (
    <>
      <Checkbox
        size="xs"
        label={on ?? label}
        disabled={disabled}
        checked={isOn}
        onChange={(event) => commit(event.currentTarget.checked ? begin : null)}
      />
      {isOn && <Given {...props} />}
    </>
  );
}

/** The control of a field that is there, whether or not it may be left out. */
export function Given(props: ControlProps) {
  const { field } = props;
  switch (field.kind) {
    case 'number':
    case 'integer':
      return <NumberControl {...props} />;
    case 'boolean':
      return <BooleanControl {...props} />;
    case 'choice':
      return <ChoiceControl {...props} />;
    case 'text':
      return <TextControl {...props} />;
    case 'tuple':
      return <TupleRow {...props} />;
    case 'model':
      return <ModelControl {...props} />;
    case 'list':
      return <ListControl {...props} />;
    default:
      return <Heading {...props} />;
  }
}

export function Heading({ field, bare }: Pick<ControlProps, 'field' | 'bare'>) {
  return bare ? null : <span className="field-label">{wordsOf(field).label}</span>;
}

function NumberControl(props: ControlProps) {
  const { field, value, check, commit, disabled } = props;
  const { startOfDay } = useSurroundings();
  const { clock, unit, factor, digits, step } = shownAs(field);
  const { label, empty } = wordsOf(field);
  const number = value as number | null;
  return (
    <>
      <Heading {...props} />
      {clock && number !== null ? (
        <ClockField
          label={label}
          startOfDay={startOfDay}
          value={number}
          isEnd={clock === 'end'}
          check={check}
          disabled={disabled}
          onCommit={commit}
        />
      ) : (
        <UnitField
          label={label}
          value={number === null ? null : number * factor}
          unit={unit}
          digits={digits}
          step={step}
          exact
          placeholder={field.optional ? empty : undefined}
          check={(typed) => check(toDocument(field, typed))}
          disabled={disabled}
          onCommit={(typed) => commit(toDocument(field, typed))}
          onClear={field.optional ? () => commit(null) : undefined}
        />
      )}
    </>
  );
}

function BooleanControl({ field, value, commit, disabled }: ControlProps) {
  return (
    <Checkbox
      size="xs"
      label={wordsOf(field).label}
      disabled={disabled}
      checked={value === true}
      onChange={(event) => commit(event.currentTarget.checked)}
    />
  );
}

function ChoiceControl(props: ControlProps) {
  const { field, value, commit, disabled } = props;
  const { label, empty } = wordsOf(field);
  return (
    <>
      <Heading {...props} />
      <Select
        aria-label={label}
        disabled={disabled}
        allowDeselect={false}
        clearable={field.optional}
        placeholder={empty}
        value={(value as string | null) ?? null}
        onChange={(chosen) => commit(chosen)}
        data={field.choices!.map((choice) => ({ value: choice, label: choiceWord(field, choice) }))}
      />
    </>
  );
}

/** Which fields name something else of the document or the facility. */
const REFERS: Readonly<Record<string, 'stations' | 'parts'>> = {
  'Conveyor.from_station': 'stations',
  'Conveyor.to_station': 'stations',
  'Station.part_id': 'parts',
  'Step.stations': 'stations',
  'Storage.part_ids': 'parts',
  'StoredArticle.part_id': 'parts',
};

function TextControl(props: ControlProps) {
  const { field, value, check, commit, disabled } = props;
  const surroundings = useSurroundings();
  const { label, empty } = wordsOf(field);
  const refers = REFERS[`${field.of}.${field.name}`];
  const chosen = (value as string | null) ?? '';
  if (!refers)
    return (
      <>
        <Heading {...props} />
        <TextField
          label={label}
          value={chosen}
          placeholder={empty}
          check={(typed) => check(typed === '' && field.optional ? null : typed)}
          disabled={disabled}
          onCommit={(typed) => commit(typed === '' && field.optional ? null : typed)}
        />
      </>
    );
  const data = withUnknown(surroundings[refers], chosen ? [chosen] : []);
  return (
    <>
      <Heading {...props} />
      <Select
        aria-label={label}
        searchable
        limit={60}
        disabled={disabled}
        clearable={field.optional}
        allowDeselect={false}
        placeholder={empty ?? text.forms.choose}
        value={chosen || null}
        onChange={commit}
        data={data}
      />
    </>
  );
}

/** What is chosen can be seen even where there is nothing of that name any more. */
function withUnknown(choices: readonly { value: string; label: string }[], chosen: readonly string[]) {
  const missing = chosen.filter((one) => !choices.some((choice) => choice.value === one));
  return [...choices, ...missing.map((value) => ({ value, label: text.forms.gone(value) }))];
}

function ModelControl({ field, value, commit, begin }: ControlProps) {
  const model = (value ?? begin ?? freshModel(field.model!)) as Record<string, unknown>;
  return (
    <div className="form-group" role="group" aria-label={wordsOf(field).label}>
      {!field.optional && <span className="field-label">{wordsOf(field).label}</span>}
      <FieldSet of={field.model!} value={model as never} onChange={commit} />
    </div>
  );
}

function ListControl(props: ControlProps) {
  const { field, value, commit, disabled } = props;
  const surroundings = useSurroundings();
  const { label, empty } = wordsOf(field);
  const item = field.items!;
  if (item.kind === 'model') return <ModelList {...props} />;
  if (item.kind === 'number' || item.kind === 'integer' || item.kind === 'tuple')
    return <NumberList {...props} />;
  const chosen = (value as string[] | null) ?? [];
  if (item.kind === 'choice')
    return (
      <div role="group" aria-label={label} className="form-row">
        <Heading {...props} />
        {item.choices!.map((choice) => (
          <Checkbox
            key={choice}
            size="xs"
            label={choiceWord(field, choice)}
            disabled={disabled}
            checked={chosen.includes(choice)}
            onChange={(event) =>
              commit(
                event.currentTarget.checked
                  ? [...chosen, choice]
                  : chosen.filter((other) => other !== choice),
              )
            }
          />
        ))}
      </div>
    );
  const refers = REFERS[`${field.of}.${field.name}`];
  return (
    <>
      <Heading {...props} />
      <MultiSelect
        aria-label={label}
        searchable
        limit={60}
        disabled={disabled}
        placeholder={chosen.length ? undefined : empty}
        value={chosen}
        maxValues={field.mostItems}
        onChange={commit}
        data={withUnknown(refers ? surroundings[refers] : [], chosen)}
      />
    </>
  );
}
