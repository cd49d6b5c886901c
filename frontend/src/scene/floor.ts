/** The height on which equipment stands: the median top of the floor's parts, 0 without any. */
import type { Part } from '../api/types';

export function floorHeight(parts: readonly Part[]): number {
  const tops = parts.filter((part) => part.part_class === 'floor').map((part) => part.bounds.upper[2]);
  tops.sort((a, b) => a - b);
  const half = Math.floor(tops.length / 2);
  if (tops.length === 0) return 0;
  return tops.length % 2 ? tops[half]! : (tops[half - 1]! + tops[half]!) / 2;
}
