// Events as the server commits them, turned into what lists and screen readers are told.
import { signal } from '@preact/signals';
import { address } from '../api/client';
import type { EventRow } from '../api/types';
import { status } from '../app/state';
import { url } from '../app/url';

/** The newest events, newest first; how many came since the list was asked for; the last sentence. */
export const newest = signal<{ rows: readonly EventRow[]; unseen: number; said: string }>({ rows: [], unseen: 0, said: '' });

const KEPT = 100; // by which one that is told again is known: ours

/** Put events in front of those that are known; one that is told again takes its own place. */
export function mergeNewest(before: readonly EventRow[], came: readonly EventRow[], kept = KEPT): EventRow[] {
  const ids = new Set(came.map((event) => event.event_id));
  return [...came, ...before.filter((event) => !ids.has(event.event_id))]
    .filter((event) => event.status !== 'retracted')
    .sort((a, b) => (b.t_start ?? '').localeCompare(a.t_start ?? ''))
    .slice(0, kept);
}

function hear(text: string): void {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return; // a line that is no JSON is a comment of the server
  }
  const event = ((said as { event?: EventRow }).event ?? said) as EventRow;
  if (!event.event_id) return;
  const isNew = !newest.value.rows.some((row) => row.event_id === event.event_id);
  newest.value = {
    rows: mergeNewest(newest.value.rows, [event]),
    unseen: newest.value.unseen + Number(isNew),
    said: isNew ? event.words : newest.value.said,
  };
}

let source: EventSource | null = null;

/** Listen to events as they are committed, while the server is live. */
export function listenToEvents(): void {
  if (source || !status.value?.live) return;
  source = new EventSource(address('/api/stream/events', { lang: url.lang.value }));
  for (const name of ['message', 'event', 'events', 'new', 'changed']) {
    source.addEventListener(name, (message) => hear((message as MessageEvent<string>).data));
  }
}

export function stopListening(): void {
  source?.close();
  source = null;
}
