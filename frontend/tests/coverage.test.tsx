/**
 * Every field of the scenario document can be reached in a form: the forms are rendered with a document in which
 * everything is there, and each field of the JSON Schema has to show up with its pointer.
 */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { queryClient } from '../src/api/queries';
import type { ScenarioDocument } from '../src/api/types';
import { EditorContext, type EditorModel } from '../src/editor/context';
import { DemandForm } from '../src/editor/DemandForm';
import { TAB_OF } from '../src/editor/engine/sections';
import { ExperimentForm } from '../src/editor/ExperimentForm';
import { FleetForm } from '../src/editor/FleetForm';
import { FormSurroundings } from '../src/editor/forms';
import { JobsForm } from '../src/editor/JobsForm';
import { StaffingForm } from '../src/editor/StaffingForm';
import { StationsForm } from '../src/editor/StationsForm';
import { createEditorStore } from '../src/editor/store';
import { fieldsOf, freshModel, freshValue, type Field } from '../src/fields/schema';
import { wordsOf } from '../src/fields/words';
import { emptyDocument } from './fixtures';

const FORMS = { staffing: StaffingForm, fleet: FleetForm, stations: StationsForm, jobs: JobsForm, demand: DemandForm, experiment: ExperimentForm }; // prettier-ignore

/** Sections with tools of their own: edits and zones in the plan, events in their own form. */
const ELSEWHERE = ['version', 'layout', 'zones', 'events'];

/** A value with everything in it that may be left out. */
function full(field: Field): unknown {
  if (field.kind === 'model') return fullModel(field.model!);
  if (field.kind === 'list') return field.items!.kind === 'choice' ? [] : [full(field.items!)];
  if (field.kind === 'tuple') return [0, 0];
  return field.standard ?? freshValue({ ...field, optional: false, standard: undefined });
}
const fullModel = (of: string, given: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...Object.fromEntries(fieldsOf(of).map((field) => [field.name, full(field)])),
  ...given,
});

/** Two ways through the document where it knows either the one or the other. */
function documents(): ScenarioDocument[] {
  const whole = fullModel('ScenarioDocument') as unknown as ScenarioDocument;
  const station = (kind: string) => fullModel('Station', { id: kind, kind });
  const routing = (given: object) => ({ ...fullModel('Routing'), ...given });
  const base = {
    ...whole,
    layout: [],
    zones: [],
    events: [],
    staffing: emptyDocument().staffing.map((row) => ({
      ...fullModel('RoleStaffing'),
      ...row,
      breaks: [freshModel('Break')],
    })),
    stations: [station('work'), station('pack')],
    storage: fullModel('Storage', { policy: 'given' }),
    experiment: fullModel('Experiment', { start_of_day: '06:00', horizon_s: 28_800 }),
  };
  return [
    { ...base, routings: [routing({ population: null })], demand: fullModel('Demand', { recorded: null }) },
    { ...base, routings: [routing({ windows: [] })], demand: fullModel('Demand', { windows: [], recorded: { arrival_s: [0], articles: [['a']], units: null, due_s: null } }) },
  ] as unknown as ScenarioDocument[]; // prettier-ignore
}

function modelOf(document: ScenarioDocument): EditorModel {
  const nothing = new Map();
  return {
    store: createEditorStore(document),
    scenario: { id: 's', facility_id: 'f', revision: { number: 1 } },
    base: null,
    baseName: '',
    color: 'red',
    parts: [],
    plan: { bounds: [0, 0, 10, 10] },
    items: nothing,
    cameras: [],
    rest: nothing,
    baseLayout: nothing,
    document,
    layout: nothing,
    changes: nothing,
    readOnly: false,
    save: () => Promise.resolve(true),
  } as unknown as EditorModel;
}

/** The pointers of all controls, list positions left open: `/routings/_/steps/_/process/cv`. */
function shown(): { pointers: Set<string>; wholes: string[] } {
  const pointers = new Set<string>();
  const wholes: string[] = [];
  for (const document of documents())
    for (const Form of Object.values(FORMS)) {
      const html = renderToStaticMarkup(
        <QueryClientProvider client={queryClient}>
          <MantineProvider>
            <EditorContext.Provider value={modelOf(document)}>
              <FormSurroundings>
                <Form />
              </FormSurroundings>
            </EditorContext.Provider>
          </MantineProvider>
        </QueryClientProvider>,
      );
      for (const [, pointer, whole] of html.matchAll(/data-pointer="([^"]+)"( data-whole)?/g)) {
        const open = pointer!.replace(/\/\d+(?=\/|$)/g, '/_');
        pointers.add(open);
        if (whole) wholes.push(open);
      }
    }
  return { pointers, wholes };
}

/** Every leaf of the schema. */
function leaves(of: string, pointer: string): string[] {
  return fieldsOf(of).flatMap((field) => {
    const here = `${pointer}/${field.name}`;
    if (field.kind === 'model') return leaves(field.model!, here);
    if (field.kind === 'list' && field.items!.kind === 'model')
      return leaves(field.items!.model!, `${here}/_`);
    return [here];
  });
}

/** What a card itself says: the type of a vehicle and the role of people are its title. */
const TITLES = ['/fleet/_/type', '/staffing/_/role'];

describe('the forms', () => {
  it('show every field of the document', () => {
    const { pointers, wholes } = shown();
    const missing = leaves('ScenarioDocument', '').filter((leaf) => {
      if (ELSEWHERE.includes(leaf.split('/')[1]!) || TITLES.includes(leaf)) return false;
      return !pointers.has(leaf) && !wholes.some((whole) => leaf.startsWith(`${whole}/`));
    });
    expect(missing).toEqual([]);
  });

  it('belong to a tab each', () => {
    const sections = fieldsOf('ScenarioDocument').map(({ name }) => name);
    expect(sections.filter((name) => !(name in TAB_OF) && name !== 'version')).toEqual([]);
    const tabs = new Set(Object.keys(FORMS));
    const unshown = sections.filter(
      (name) => !ELSEWHERE.includes(name) && !tabs.has(TAB_OF[name as keyof typeof TAB_OF]),
    );
    expect(unshown).toEqual([]);
  });

  it('make a control for a field that nobody has written words for', () => {
    expect(wordsOf({ of: 'Demand', name: 'wave_release_s', description: 'when waves go' })).toEqual({
      label: 'Wave release',
      help: 'when waves go',
    });
  });
});
