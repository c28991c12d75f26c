// What the whole page knows: the server's word of itself, the clock, the time shown, what is chosen.
import { computed, effect, signal } from '@preact/signals';
import { ApiError, api } from '../api/client';
import type { FeedHealth, Status } from '../api/types';
import { route, url } from './url';

export const status = signal<Status | null>(null);
export const statusError = signal<ApiError | null>(null);

/** This machine's clock, corrected by the server's, in ms; moves once a second. */
export const now = signal(Date.now());
let clockOff = 0;
export const serverNow = (): number => Date.now() + clockOff;

/** The time that the map shows, in ms: moves while a replay plays; null until the store is known. */
export const time = signal<number | null>(null);
export const playing = signal(false);

/** True while the map follows the feeds. */
export const isLive = computed(() => Boolean(status.value?.live) && url.t.value === null);

/** The store's span in ms, or null where it holds nothing dated. */
export const storeSpan = computed<[number, number] | null>(() => {
  const said = status.value?.store;
  if (!said?.t_min || !said.t_max) return null;
  const end = Date.parse(said.t_max);
  return [Date.parse(said.t_min), status.value?.live ? Math.max(end, now.peek()) : end];
});

/** What the slider spans: from and to of the address, else the store's span. */
export const span = computed<[number, number] | null>(() => {
  const whole = storeSpan.value;
  const from = url.from.value ?? whole?.[0];
  const to = url.to.value ?? whole?.[1];
  if (from === undefined || to === undefined || from >= to) return whole;
  return [from, to];
});

/** Text identity of the chosen object, id of the chosen event. */
export const chosenObject = computed(() => (route.value.view === 'object' ? route.value.id : null));
export const chosenEvent = computed(() => (route.value.view === 'event' ? route.value.id : null));

/** The map's view as west, south, east, north; null until it is drawn. */
export const viewBox = signal<[number, number, number, number] | null>(null);

/** How many moving things the map holds, and how many of them are simulated. */
export const onMap = signal({ ships: 0, aircraft: 0, simulated: 0, sightings: 0, events: 0 });

/** How the feeds do, as the live stream told last; null while it did not. */
export const feedsTold = signal<FeedHealth[] | null>(null);

/** Short words to the person, read out too. */
export const toast = signal<string>('');
let toastEnds = 0;
export function say(words: string): void {
  toast.value = words;
  clearTimeout(toastEnds);
  toastEnds = window.setTimeout(() => void (toast.value = ''), 4000);
}

export async function askStatus(): Promise<void> {
  try {
    const said = await api.status();
    clockOff = Date.parse(said.now) - Date.now();
    if (Math.abs(clockOff) < 1500) clockOff = 0;
    status.value = said;
    statusError.value = null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    statusError.value = error;
  }
}

export function watchStatus(): void {
  void askStatus();
  setInterval(() => void (now.value = serverNow()), 1000);
  setInterval(() => void askStatus(), 15_000);
  effect(() => {
    document.title = status.value?.store.simulated ? 'Straitwatch (simulated)' : 'Straitwatch';
  });
}
