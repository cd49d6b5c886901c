/** Where each section of the document is edited, and where a JSON pointer leads. */
import type { ScenarioDocument } from '../../api/types';

export type Tab = 'layout' | 'staffing' | 'fleet' | 'stations' | 'jobs' | 'demand' | 'events' | 'experiment';

/** A section that the document gains is a type error here, until a tab shows it. */
export const TAB_OF: Readonly<Record<keyof ScenarioDocument, Tab>> = {
  version: 'layout',
  layout: 'layout',
  zones: 'layout',
  stations: 'stations',
  conveyors: 'stations',
  storage: 'demand',
  staffing: 'staffing',
  fleet: 'fleet',
  traffic: 'fleet',
  demand: 'demand',
  routings: 'jobs',
  events: 'events',
  experiment: 'experiment',
};

/** The tab that a pointer such as `/demand/pick_s` leads to; null where it names no section. */
export function tabOf(pointer: string): Tab | null {
  const section = pointer.split('/')[1] ?? '';
  return (TAB_OF as Record<string, Tab | undefined>)[section] ?? null;
}

/** A pointer and those above it, the nearest first: where a field itself is not shown, what holds it may be. */
export function upwards(pointer: string): string[] {
  const steps = pointer.split('/').slice(1);
  return steps.map((_, index) => `/${steps.slice(0, steps.length - index).join('/')}`);
}
