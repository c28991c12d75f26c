// What the live stream holds laid over the rows of the store, which are a minute behind.
import { effect, signal } from '@preact/signals';
import type { Filter, ObjectRow } from '../api/types';
import { isLive } from '../app/state';
import { liveThings, liveTick } from '../map/live_source';
import type { Moving } from '../map/moving';

/** Objects as they stand now, by text identity; empty while the page is not live. */
export const heardNow = signal<ReadonlyMap<string, Moving>>(new Map());

const STEP_MS = 4_000; // lists that move more often cannot be read: ours
let looked = -STEP_MS;
let waiting = 0;

function look(): void {
  waiting = 0;
  looked = performance.now();
  heardNow.value = new Map([...liveThings()].map((one) => [one.id, one]));
}

/** Follow the stream at a pace that can be read; what comes too soon is looked at when it is time. */
export function followHeard(): void {
  effect(() => {
    void liveTick.value;
    if (!isLive.value) {
      clearTimeout(waiting);
      waiting = 0;
      if (heardNow.peek().size) heardNow.value = new Map();
      return;
    }
    if (!waiting) waiting = window.setTimeout(look, Math.max(0, STEP_MS - (performance.now() - looked)));
  });
}

const finite = (n: number | null): number | null => (n !== null && Number.isFinite(n) ? n : null);

function placed(one: Moving): Pick<ObjectRow, 't' | 'lon' | 'lat' | 'sog_kn' | 'cog_deg' | 'heading_deg' | 'alt_ft'> {
  return {
    t: new Date(one.t).toISOString(),
    lon: one.lon,
    lat: one.lat,
    sog_kn: finite(one.sog),
    cog_deg: finite(one.cog),
    heading_deg: finite(one.heading),
    alt_ft: finite(one.alt),
  };
}

/** A row for what was heard, but is not in the store as yet. */
function rowOf(one: Moving): ObjectRow {
  const at = placed(one);
  return {
    object_id: one.id, flag: one.flag, craft: one.craft, name: one.name, callsign: null, imo: null, type: one.type,
    length_m: null, t_first: at.t, t_last: at.t, fixes: 1, sightings: 0, changes: 0, simulated: one.simulated,
    zone: null, state: null, kinds: [], ...at,
  };
}

/** Whether what was heard is among what the filter asks for; zones and events only the store knows. */
export function matches(one: Moving, filter: Filter): boolean {
  if (filter.zone || filter.kind || filter.gate || filter.from || filter.to) return false;
  const among = (list: string | undefined, value: string | null): boolean => !list || (value !== null && list.split(',').includes(value));
  if (!among(filter.flag, one.flag) || !among(filter.craft, one.craft)) return false;
  if (filter.type && !filter.type.split(',').some((word) => one.type?.includes(word))) return false;
  const words = (filter.q ?? '').normalize('NFKC').toLowerCase().split(/\s+/);
  const text = `${one.id} ${one.name ?? ''}`.normalize('NFKC').toLowerCase();
  if (!words.every((word) => text.includes(word))) return false;
  if (!filter.bbox) return true;
  const [west = 0, south = 0, east = 0, north = 0] = filter.bbox.split(',').map(Number);
  return one.lon >= west && one.lon <= east && one.lat >= south && one.lat <= north;
}

/** A row as it stands now: the newer of store and stream. */
export function brought(row: ObjectRow, one: Moving | undefined): ObjectRow {
  return one && (!row.t || one.t > Date.parse(row.t)) ? { ...row, ...placed(one) } : row;
}

/** Lay the stream over the rows; what the store does not have yet comes behind. */
export function overlaid(rows: readonly ObjectRow[], heard: ReadonlyMap<string, Moving>, filter: Filter): ObjectRow[] {
  if (heard.size === 0) return [...rows];
  const known = new Set(rows.map((row) => row.object_id));
  const more = [...heard.values()].filter((one) => !known.has(one.id) && matches(one, filter));
  return [...rows.map((row) => brought(row, heard.get(row.object_id))), ...more.map(rowOf)];
}
