// A question to the server turned into a typed answer, or an error that says how to mend it.
import type {
  AlertRow, Chart, ChartKind, CoverageCell, EventPage, EventRow, ExportFormat, Exported, FeedHealth,
  Filter, GateRow, Language, Listed, ObjectPage, ObjectRow, Replay, SightingRow, Status, TrackColumns,
  ZoneSays,
} from './types';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly mend: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

type Value = string | number | boolean | null | undefined;
export type Query = { [key: string]: Value };

/** An address of the server with its query; empty words are left out. */
export function address(path: string, query: Query | Filter = {}): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') words.set(key, String(value));
  }
  const text = words.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text ? `${path}?${text}` : path;
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  let said: { error?: unknown; mend?: unknown } = {};
  try {
    said = (await response.json()) as typeof said;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const text = typeof said.error === 'string' ? said.error : `${response.status} ${response.statusText}`;
  throw new ApiError(response.status, text, typeof said.mend === 'string' ? said.mend : '');
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The server does not answer', 'is `straitwatch serve` still running?');
  }
  return answer<T>(response);
}

export function get<T>(path: string, query: Query | Filter = {}, signal?: AbortSignal): Promise<T> {
  return ask<T>(address(path, query), signal ? { signal } : {});
}

function send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return ask<T>(path, body === undefined ? { method } : { method, headers, body: JSON.stringify(body) });
}

const SHARED = ['from', 'to', 'bbox', 'limit', 'offset', 'lang'] as const;
/** The words of a filter that each list knows: the server refuses others. */
const KNOWN: Readonly<Record<Exported, readonly (keyof Filter)[]>> = {
  events: [...SHARED, 'q', 'kind', 'object', 'gate', 'flag', 'certainty', 'status', 'order'],
  objects: [...SHARED, 'q', 'flag', 'craft', 'type', 'zone', 'kind', 'gate'],
  sightings: [...SHARED, 'object'],
  tracks: [...SHARED, 'object'],
};

/** A filter without the words that a list does not know. */
export function only(what: Exported, filter: Filter): Filter {
  return Object.fromEntries(KNOWN[what].map((word) => [word, filter[word]])) as Filter;
}

const part = encodeURIComponent;

/** Text identities keep their colon and slash in paths: `/api/objects/hull:CN/16`. */
export function inPath(id: string): string {
  return id.split('/').map(part).join('/').replaceAll('%3A', ':');
}

export const api = {
  status: (signal?: AbortSignal) => get<Status>('/api/status', {}, signal),
  objects: (filter: Filter, signal?: AbortSignal) =>
    get<Listed & { objects: ObjectRow[] }>('/api/objects', only('objects', filter), signal),
  object: (id: string, lang?: Language, signal?: AbortSignal) =>
    get<ObjectPage>(`/api/objects/${inPath(id)}`, { lang }, signal),
  track: (id: string, query: { from?: string; to?: string; at_most?: number } = {}, signal?: AbortSignal) =>
    get<TrackColumns>(`/api/objects/${inPath(id)}/track`, query, signal),
  events: (filter: Filter, signal?: AbortSignal) =>
    get<Listed & { events: EventRow[] }>('/api/events', only('events', filter), signal),
  event: (id: string, lang?: Language, signal?: AbortSignal) =>
    get<EventPage>(`/api/events/${inPath(id)}`, { lang }, signal),
  sightings: (filter: Filter, signal?: AbortSignal) =>
    get<Listed & { sightings: SightingRow[] }>('/api/sightings', only('sightings', filter), signal),
  gates: (signal?: AbortSignal) => get<Listed & { gates: GateRow[] }>('/api/gates', {}, signal),
  gate: (id: string, signal?: AbortSignal) => get<GateRow>(`/api/gates/${inPath(id)}`, {}, signal),
  coverage: (filter: Filter, signal?: AbortSignal) =>
    get<Listed & { coverage: CoverageCell[] }>('/api/coverage', filter, signal),
  replay: (query: { from: string; to: string; bbox?: string; at_most?: number }, signal?: AbortSignal) =>
    get<Replay>('/api/replay', query, signal),
  zone: (lon: number, lat: number, signal?: AbortSignal) => get<ZoneSays>('/api/zone', { lon, lat }, signal),
  chart: (kind: ChartKind, query: Filter & { tz?: string }, signal?: AbortSignal) =>
    get<Chart>(`/api/charts/${kind}`, query, signal),
  feeds: (signal?: AbortSignal) => get<Listed & { feeds: FeedHealth[] }>('/api/feeds', {}, signal),
  alerts: (signal?: AbortSignal) => get<Listed & { alerts: AlertRow[] }>('/api/alerts', {}, signal),
  retryAlert: (id: string) => send<unknown>('POST', `/api/alerts/${part(id)}/retry`),
  pauseFeed: (name: string) => send<unknown>('POST', `/api/feeds/${part(name)}/pause`),
  resumeFeed: (name: string) => send<unknown>('POST', `/api/feeds/${part(name)}/resume`),
  openSession: (key: string) => send<unknown>('POST', '/api/session', { key }),
  closeSession: () => send<unknown>('DELETE', '/api/session'),
  exportAddress: (what: Exported, format: ExportFormat, filter: Filter) =>
    address(`/api/export/${what}.${format}`, only(what, filter)),
  atomAddress: (filter: Filter) => address('/feeds/events.atom', only('events', filter)),
};
