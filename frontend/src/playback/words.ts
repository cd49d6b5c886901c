/** What people and vehicles are called on screen. */
import type { Conflict } from '../api/types';
import { known, text } from '../text';

/** "picker-03" is "Picker 3". */
export function agentName(id: string): string {
  const [role = id, n] = id.split(/-(?=\d+$)/);
  const word = known(text.run.agents, role);
  return n ? `${word} ${Number(n)}` : word;
}

export const pairName = (conflict: Conflict): string => conflict.agents.map(agentName).join(' · ');

/** As the engine numbers them (`scenarios.contracts.Activity`). */
export const ACTIVITIES = [
  'off',
  'idle',
  'walk',
  'carry',
  'pick',
  'pack',
  'wait',
  'blocked',
  'charge',
  'break',
  'ship',
  'down',
] as const;
export const BLOCKED = ACTIVITIES.indexOf('blocked');
export const DOWN = ACTIVITIES.indexOf('down');
export const CARRY = ACTIVITIES.indexOf('carry');
