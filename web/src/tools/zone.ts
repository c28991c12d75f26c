// The server's word on a place turned into a few labelled lines.
import type { ZoneSays } from '../api/types';

export interface ZoneLine {
  label: string;
  words: string;
}

/** Whatever the server tells, in its order, as label and words; nested lists are joined. */
export function zoneLines(said: ZoneSays): ZoneLine[] {
  return Object.entries(said)
    .map(([key, value]) => ({ label: key.replaceAll('_', ' '), words: inWords(value) }))
    .filter((line) => line.words !== '');
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(inWords).filter(Boolean).join('; ');
  if (typeof value === 'object') {
    return Object.entries(value as object).map(([key, one]) => `${key.replaceAll('_', ' ')} ${inWords(one)}`).join(', ');
  }
  return String(value);
}
