// What panels ask of the page: choose something, show a place, jump to a time.
import { batch, signal } from '@preact/signals';
import { playing, span, status, time } from './state';
import { go, route, url, type Tab } from './url';
import { inPath } from '../api/client';

/** Where the map shall go; the map takes it and clears it. */
export const wanted = signal<{ lon: number; lat: number; z?: number | undefined } | null>(null);
/** A box that the map shall show whole. */
export const wantedBox = signal<[number, number, number, number] | null>(null);
/** What a list's row points at: the map rings it. Text identity of an object, or an event's id. */
export const pointed = signal<string | null>(null);

export const chooseObject = (id: string): void => go(`/object/${inPath(id)}`);
export const chooseEvent = (id: string): void => go(`/event/${inPath(id)}`);
export const close = (): void => go('/');

export function showPlace(lon: number, lat: number, z?: number): void {
  wanted.value = { lon, lat, z };
}

export function showBox(box: [number, number, number, number]): void {
  wantedBox.value = box;
}

/** Show the map at a time, in ms; widens the span where the time lies outside. */
export function jumpTo(ms: number): void {
  batch(() => {
    const whole = span.value;
    if (whole && ms < whole[0]) url.from.value = ms;
    if (whole && ms > whole[1]) url.to.value = ms;
    playing.value = false;
    time.value = ms;
    url.t.value = ms;
  });
}

/** Follow the feeds again. */
export function goLive(): void {
  if (!status.value?.live) return;
  batch(() => {
    playing.value = false;
    url.t.value = null;
    url.from.value = null;
    url.to.value = null;
  });
}

export function openTab(tab: Tab | ''): void {
  batch(() => {
    const { view } = route.value;
    if (view === 'charts' || view === 'feeds' || view === 'help') go('/');
    url.tab.value = tab;
  });
}
