// A question and its key turned into what a component shows: an answer, an error, or that it waits.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/client';
import type { Listed } from '../api/types';

export interface Asked<T> {
  data: T | null;
  error: ApiError | null;
  /** True while the answer on hand is not that of the key. */
  waits: boolean;
  again: () => void;
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** Ask anew whenever the key changes; the answer before it stays in sight until then. */
export function useAsk<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [said, setSaid] = useState<{ key: string; data: T | null; error: ApiError | null } | null>(null);
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  const question = useRef(ask);
  question.current = ask;
  useEffect(() => {
    if (key === null) return undefined;
    const stop = new AbortController();
    question
      .current(stop.signal)
      .then((data) => setSaid({ key, data, error: null }))
      .catch((error: unknown) => {
        if (isAbort(error)) return;
        if (!(error instanceof ApiError)) throw error;
        setSaid((before) => ({ key, data: before?.key === key ? before.data : null, error }));
      });
    return () => stop.abort();
  }, [key, turn]);
  return { data: said?.data ?? null, error: said?.key === key ? (said?.error ?? null) : null, waits: said?.key !== key, again };
}

/** Call something every so many seconds while the page is in sight. */
export function useEvery(seconds: number, call: () => void, on = true): void {
  const latest = useRef(call);
  latest.current = call;
  useEffect(() => {
    if (!on) return undefined;
    const id = window.setInterval(() => {
      if (!document.hidden) latest.current();
    }, seconds * 1000);
    return () => clearInterval(id);
  }, [seconds, on]);
}

/** Follow `next` from page to page; tells what it has after each. */
export async function allPages<R>(
  ask: (offset: number) => Promise<Listed & { rows: R[] }>,
  tell: (rows: R[], found: number) => void,
  most: number,
): Promise<void> {
  let rows: R[] = [];
  for (let offset: number | null = 0; offset !== null && rows.length < most; ) {
    const page: Listed & { rows: R[] } = await ask(offset);
    rows = offset === 0 ? page.rows : [...rows, ...page.rows];
    tell(rows, page.n_found);
    offset = page.rows.length ? page.next : null;
  }
}
