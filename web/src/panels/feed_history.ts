// What feeds tell of themselves every few seconds, kept for as long as the page is open.
import { computed, effect, signal } from '@preact/signals';
import { ApiError, api } from '../api/client';
import type { FeedHealth } from '../api/types';
import { status } from '../app/state';

export const feeds = signal<readonly FeedHealth[] | null>(null);
export const feedsError = signal<ApiError | null>(null);
/** Lines a second by feed, oldest first, one value a look. */
export const rates = signal<Readonly<Record<string, readonly number[]>>>({});

export const LOOK_S = 3;
const KEPT = 600; // half an hour of looks

/** Put one look behind those before it. */
export function remembered(before: Readonly<Record<string, readonly number[]>>, now: readonly FeedHealth[], kept = KEPT): Record<string, number[]> {
  return Object.fromEntries(now.map((feed) => [feed.name, [...(before[feed.name] ?? []), feed.per_s].slice(-kept)]));
}

export async function lookAtFeeds(): Promise<void> {
  try {
    const said = (await api.feeds()).feeds;
    feeds.value = said;
    feedsError.value = null;
    rates.value = remembered(rates.value, said);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    feedsError.value = error;
  }
}

/** Look while the server is live and the page in sight. */
export function watchFeeds(): void {
  let timer = 0;
  const isKnownLive = computed(() => status.value?.live); // not every renewal of the status
  effect(() => {
    const live = isKnownLive.value;
    if (live === undefined) return;
    clearInterval(timer);
    if (!live) {
      feeds.value = []; // a store to look back in has none
      return;
    }
    void lookAtFeeds();
    timer = window.setInterval(() => {
      if (!document.hidden) void lookAtFeeds();
    }, LOOK_S * 1000);
  });
}

const WORST: readonly string[] = ['failed', 'waiting', 'silent', 'connecting', 'paused', 'open', 'ended'];

/** The state that a watch officer must know of: the worst of all feeds. */
export function worstState(some: readonly FeedHealth[]): string | null {
  return WORST.find((state) => some.some((feed) => feed.state === state)) ?? null;
}
