// Events and sightings of the span, as the filter leaves them: for map, histogram and ticker.
import { computed, effect, signal, untracked } from '@preact/signals';
import { ApiError, api } from '../api/client';
import type { EventRow, Filter, GateRow, ObjectRow, SightingRow } from '../api/types';
import { chosenEvent, chosenObject, status, time } from '../app/state';
import { filter, url } from '../app/url';

const AT_MOST = 5000; // rows: ours, what a map can still tell apart by clusters

export interface Told<T> {
  rows: T[];
  nFound: number;
  loading: boolean;
  error: ApiError | null;
}

const nothing = <T>(): Told<T> => ({ rows: [], nFound: 0, loading: false, error: null });

export const events = signal<Told<EventRow>>(nothing());
export const sightings = signal<Told<SightingRow>>(nothing());
export const gates = signal<GateRow[]>([]);
/** Sightings of the chosen object, of all times. */
export const ownSightings = signal<SightingRow[]>([]);
/** Text identities that match a filter only the server can judge; null: all match. */
export const matching = signal<ReadonlySet<string> | null>(null);

/** Rises when the store has new events: whoever lists events asks again. */
export const toldAnew = signal(0);

async function fill<T>(into: { value: Told<T>; peek: () => Told<T> }, ask: () => Promise<{ rows: T[]; n_found: number }>): Promise<void> {
  into.value = { ...into.peek(), loading: true };
  try {
    const { rows, n_found } = await ask();
    into.value = { rows, nFound: n_found, loading: false, error: null };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    if (!(error instanceof ApiError)) throw error;
    into.value = { ...into.peek(), loading: false, error };
  }
}

/** The part of the filter that events know. */
function ofEvents(): Filter {
  const { kind, gate, flag, certainty, q, from, to } = filter.value;
  return { kind, gate, flag, certainty, q, from, to, lang: url.lang.value, limit: AT_MOST };
}

function asking(run: (signal: AbortSignal) => void): void {
  let control: AbortController | null = null;
  effect(() => {
    control?.abort();
    control = new AbortController();
    run(control.signal);
  });
}

async function tolerant(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const quiet = error instanceof ApiError || (error instanceof DOMException && error.name === 'AbortError');
    if (!quiet) throw error; // what the server says of itself is told by askStatus
  }
}

export function startTold(): void {
  const isKnown = computed(() => status.value !== null); // not its every renewal
  const known = (): boolean => isKnown.value;
  const version = signal('');
  effect(() => {
    const said = status.value;
    if (said) version.value = `${said.store.n_events}`;
  });
  asking((stop) => {
    if (!known() || !version.value) return;
    toldAnew.value;
    const query = ofEvents();
    untracked(() => void fill(events, async () => {
      const said = await api.events(query, stop);
      return { rows: said.events, n_found: said.n_found };
    }));
  });
  asking((stop) => {
    if (!known() || !version.value) return;
    toldAnew.value;
    const { from, to } = filter.value;
    untracked(() => void fill(sightings, async () => {
      const said = await api.sightings({ from, to, limit: AT_MOST }, stop);
      return { rows: said.sightings, n_found: said.n_found };
    }));
  });
  asking((stop) => {
    if (!known()) return;
    untracked(() => void tolerant(api.gates(stop).then((said) => void (gates.value = said.gates))));
  });
  asking((stop) => {
    const id = chosenObject.value;
    ownSightings.value = [];
    if (!id || !known()) return;
    untracked(() => void tolerant(api.sightings({ object: id, limit: 500 }, stop).then((said) => void (ownSightings.value = said.sightings))));
  });
  asking((stop) => {
    const { kind, zone, gate } = filter.value;
    if (!kind && !zone && !gate) {
      matching.value = null;
      return;
    }
    const query = { ...filter.value, limit: 10_000 };
    untracked(() => void tolerant(api.objects(query, stop).then((said) => void (matching.value = new Set(said.objects.map((one) => one.object_id))))));
  });
  firstTime();
}

/** The first time shown where the address tells none and no feed runs: that of what is chosen, else
 * the first passage that people told of, else their first word. */
function firstTime(): void {
  let done = false;
  effect(() => {
    const rows = events.value.rows;
    if (done || !rows.length || status.value?.live !== false) return;
    done = true;
    if (url.t.peek() !== null) return;
    const chosen = chosenObject.peek();
    if (chosen) untracked(() => void tolerant(api.object(chosen).then((said) => begin(lastOf(said.object)))));
    else begin(firstOf(rows));
  });
}

function begin(ms: number): void {
  if (Number.isFinite(ms) && url.t.peek() === null) time.value = ms;
}

const lastOf = (row: ObjectRow): number => Date.parse(row.t ?? row.t_last ?? '');

const HALF_DAY_MS = 12 * 3_600_000; // a passage dated to the day: its middle

function firstOf(rows: EventRow[]): number {
  const own = rows.find((row) => row.event_id === chosenEvent.peek());
  if (own?.t_start) return Date.parse(own.t_start);
  const told = rows.filter((row) => row.certainty !== 'simulated' && row.t_start);
  const passes = told.filter((row) => row.certainty === 'reported' && row.kind === 'transit');
  const [first] = (passes.length ? passes : told).map((row) => Date.parse(row.t_start as string)).sort((a, b) => a - b);
  return (first ?? NaN) + (passes.length ? HALF_DAY_MS : 0);
}
