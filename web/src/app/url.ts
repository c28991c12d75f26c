// The page's address turned into signals and back: all that a person set up is in its query.
import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Filter, Language } from '../api/types';

export type Tab = 'objects' | 'events' | 'charts' | 'feeds';
export type Theme = 'dark' | 'light';
export type Units = 'nm' | 'km';
export type LayerName =
  | 'limits' | 'gates' | 'coverage' | 'places' | 'labels' | 'trails' | 'objects' | 'events' | 'sightings';
export type ColourBy = 'type' | 'flag' | 'certainty';

export const LAYERS: readonly LayerName[] = [
  'objects', 'labels', 'trails', 'events', 'sightings', 'limits', 'gates', 'coverage', 'places',
];
const SHOWN_AT_FIRST: readonly LayerName[] = LAYERS.filter((name) => name !== 'coverage');

/** Where the page is: the map alone, or with something beside it. */
export interface Route {
  view: 'map' | 'object' | 'event' | 'charts' | 'feeds' | 'help';
  id: string | null;
}

interface Word<T> {
  signal: Signal<T>;
  read: (text: string | null) => T;
  write: (value: T) => string | null;
}

function word<T>(read: Word<T>['read'], write: Word<T>['write']): Word<T> {
  return { signal: signal(read(null)), read, write };
}

function number(otherwise: number | null, low: number, high: number, digits: number): Word<number | null> {
  return word(
    (text) => {
      const value = text === null || text === '' ? NaN : Number(text);
      return Number.isFinite(value) && value >= low && value <= high ? value : otherwise;
    },
    (value) => (value === null || value === otherwise ? null : String(Number(value.toFixed(digits)))),
  );
}

const text = (): Word<string> => word((said) => said ?? '', (value) => value || null);

function oneOf<T extends string>(all: readonly T[], otherwise: () => T, always = false): Word<T> {
  return word(
    (said) => (all.includes(said as T) ? (said as T) : otherwise()),
    (value) => (!always && value === otherwise() ? null : value),
  );
}

/** ms since 1970, as ISO time of whole seconds; null is unset. */
function time(): Word<number | null> {
  return word(
    (said) => {
      const value = said ? Date.parse(said) : NaN;
      return Number.isFinite(value) ? value : null;
    },
    (value) => (value === null ? null : isoSecond(value)),
  );
}

export function isoSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

const remembered = (key: string): string | null => {
  try {
    return localStorage.getItem(`straitwatch.${key}`);
  } catch (error) {
    if (error instanceof DOMException) return null; // storage is forbidden: nothing is remembered
    throw error;
  }
};

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`straitwatch.${key}`, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

function themeOfViewer(): Theme {
  const kept = remembered('theme');
  if (kept === 'dark' || kept === 'light') return kept;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

function languageOfViewer(): Language {
  const kept = remembered('lang');
  if (kept === 'en' || kept === 'ja') return kept;
  return navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

const layers = word<ReadonlySet<LayerName>>(
  (said) =>
    new Set(
      said === null ? SHOWN_AT_FIRST : said.split(',').filter((name): name is LayerName => LAYERS.includes(name as LayerName)),
    ),
  (value) => {
    const usual = value.size === SHOWN_AT_FIRST.length && SHOWN_AT_FIRST.every((name) => value.has(name));
    return usual ? null : LAYERS.filter((name) => value.has(name)).join(',');
  },
);

const rings = word<number[]>(
  (said) => (said ?? '').split(',').map(Number).filter((value) => Number.isFinite(value) && value > 0 && value <= 2000),
  (value) => (value.length ? value.join(',') : null),
);

const WORDS = {
  lat: number(null, -85, 85, 4),
  lon: number(null, -360, 360, 4),
  z: number(null, 0, 22, 2),
  t: time(),
  from: time(),
  to: time(),
  speed: number(60, 1, 10_000, 0),
  q: text(),
  flag: text(),
  type: text(),
  craft: text(),
  zone: text(),
  kind: text(),
  gate: text(),
  certainty: text(),
  tab: oneOf<Tab | ''>(['objects', 'events', 'charts', 'feeds', ''], () => (innerWidth < 720 ? '' : 'objects'), true),
  layers,
  colour: oneOf<ColourBy>(['type', 'flag', 'certainty'], () => 'type'),
  lang: oneOf<Language>(['en', 'ja'], languageOfViewer, true),
  theme: oneOf<Theme>(['dark', 'light'], themeOfViewer, true),
  wall: word<boolean>((said) => said === '1', (value) => (value ? '1' : null)),
  units: oneOf<Units>(['nm', 'km'], () => 'nm'),
  rings,
  measure: text(),
  at: text(),
};

type Values = { [K in keyof typeof WORDS]: (typeof WORDS)[K] extends Word<infer T> ? T : never };

/** Every word of the query as a signal: read `.value`, write `.value`; the address follows. */
export const url = Object.fromEntries(
  Object.entries(WORDS).map(([key, one]) => [key, one.signal]),
) as { [K in keyof Values]: Signal<Values[K]> };

/** Words that the address told when the page was opened, so that defaults do not win over them. */
const told = signal<ReadonlySet<string>>(new Set());
export const wasTold = (key: keyof Values): boolean => told.value.has(key);

const path = signal('/');

export const route: ReadonlySignal<Route> = computed(() => routeOf(path.value));

export function routeOf(pathname: string): Route {
  const found = /^\/(object|event)\/(.+)$/.exec(pathname);
  if (found) return { view: found[1] as 'object' | 'event', id: decodeURIComponent(found[2] ?? '') };
  const view = pathname.slice(1);
  if (view === 'charts' || view === 'feeds' || view === 'help') return { view, id: null };
  return { view: 'map', id: null };
}

/** The filter that lists, map and exports share. */
export const filter: ReadonlySignal<Filter> = computed(() => ({
  q: url.q.value || undefined,
  flag: url.flag.value || undefined,
  type: url.type.value || undefined,
  craft: url.craft.value || undefined,
  zone: url.zone.value || undefined,
  kind: url.kind.value || undefined,
  gate: url.gate.value || undefined,
  certainty: url.certainty.value || undefined,
  from: url.from.value === null ? undefined : isoSecond(url.from.value),
  to: url.to.value === null ? undefined : isoSecond(url.to.value),
}));

/** The query that stands for the page as it is now. */
export function queryNow(): string {
  const said = new URLSearchParams();
  for (const [key, one] of Object.entries(WORDS) as [keyof Values, Word<unknown>][]) {
    const value = one.write(one.signal.value);
    if (value !== null) said.set(key, value);
  }
  return said.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

function read(): void {
  const said = new URLSearchParams(location.search);
  batch(() => {
    told.value = new Set(said.keys());
    path.value = location.pathname;
    for (const [key, one] of Object.entries(WORDS) as [string, Word<unknown>][]) {
      one.signal.value = one.read(said.get(key));
    }
  });
}

let pending = 0;

function write(): void {
  const query = queryNow();
  const next = `${path.peek()}${query ? `?${query}` : ''}`;
  if (next !== location.pathname + location.search) history.replaceState(null, '', next);
}

/** Go to a path of the page and leave a step in the history; the query stays. */
export function go(pathname: string): void {
  if (pathname === path.peek()) return;
  clearTimeout(pending);
  write();
  const query = queryNow();
  history.pushState(null, '', `${pathname}${query ? `?${query}` : ''}`);
  path.value = pathname;
}

/** Read the address once and keep both in step from then on. Browsers allow 100 changes in 30 s. */
export function followAddress(): void {
  read();
  addEventListener('popstate', read);
  effect(() => {
    queryNow();
    clearTimeout(pending);
    pending = window.setTimeout(write, 400);
  });
  effect(() => {
    document.documentElement.dataset.theme = url.theme.value;
    document.documentElement.lang = url.lang.value;
    document.documentElement.dataset.wall = url.wall.value ? '1' : '0';
  });
}
