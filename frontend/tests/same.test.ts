import { describe, expect, it } from 'vitest';
import { saysTheSame } from '../src/editor/engine/same';

describe('whether two documents say the same', () => {
  it('does not ask in which order fields were written, at any depth', () => {
    expect(saysTheSame({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1.0 })).toBe(
      true,
    );
  });
  it('takes a field without a value for one that is not there, as JSON does', () => {
    expect(saysTheSame({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  });
  it('asks in which order a list is, because edits apply in order', () => {
    expect(saysTheSame({ layout: [1, 2] }, { layout: [2, 1] })).toBe(false);
  });
  it('sees a changed number', () => {
    expect(saysTheSame({ at: { x_m: 1 } }, { at: { x_m: 1.01 } })).toBe(false);
  });
});
