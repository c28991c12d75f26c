// Positions that the server streams turned into things on the map.
import { signal } from '@preact/signals';
import type { Moving } from './moving';

export const liveTick = signal(0);

export function* liveThings(): Generator<Moving> {}

export function* liveTrails(_shown: ReadonlyMap<string, Moving>): Generator<{ id: string; lon: number[]; lat: number[]; t: number[] }> {}
