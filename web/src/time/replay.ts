// Fixes of a span, as the server's columns, turned into where everything is at a moment.
import { signal } from '@preact/signals';
import { ApiError, api } from '../api/client';
import type { Replay } from '../api/types';
import { isoSecond } from '../app/url';
import { FRESH_MS, GONE_MS, type Moving } from '../map/moving';
import { groupOf } from '../map/palette';

const AT_MOST = 60_000; // fixes of one answer
const BEFORE_MS = 2 * 3_600_000; // a part begins so much earlier, so that what was just seen is known
const PARTS_KEPT = 5;
const SHORTEST_MS = 3_600_000;

/** Fixes of a span, by object, then time. */
class Part {
  readonly starts: Int32Array;
  private readonly cursor: Int32Array;

  constructor(
    readonly said: Replay,
    readonly from: number,
    readonly to: number,
  ) {
    const n = said.objects.length;
    this.starts = new Int32Array(n + 1).fill(said.o.length);
    for (let i = said.o.length - 1; i >= 0; i -= 1) this.starts[said.o[i] as number] = i;
    for (let k = n - 1; k >= 0; k -= 1) {
      if ((this.starts[k] as number) > (this.starts[k + 1] as number)) this.starts[k] = this.starts[k + 1] as number;
    }
    this.cursor = this.starts.slice(0, n);
  }

  /** Index of the object's last fix at or before a time; -1 where there is none. */
  last(object: number, at: number): number {
    const { t } = this.said;
    const start = this.starts[object] as number;
    const end = this.starts[object + 1] as number;
    if (start === end || (t[start] as number) > at) return -1;
    let low = this.cursor[object] as number;
    if (low >= end || (t[low] as number) > at) low = start;
    let high = end - 1;
    // most often the next one or the one after it
    if (low + 2 < end && (t[low + 2] as number) > at) high = low + 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((t[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    this.cursor[object] = low;
    return low;
  }
}

function between(part: Part, object: number, i: number, at: number): Moving {
  const { said } = part;
  const who = said.objects[object]!;
  const t = said.t[i] as number;
  const one: Moving = {
    id: who.id, name: who.name, flag: who.flag, craft: who.craft, type: who.type,
    group: groupOf(who.type, who.craft), simulated: who.simulated, source: null, alt: null, heading: null,
    lon: said.lon[i] as number, lat: said.lat[i] as number, t,
    cog: said.cog_deg[i] ?? null, sog: said.sog_kn[i] ?? null,
  };
  const next = i + 1;
  if (next >= (part.starts[object + 1] as number)) return one;
  const gap = (said.t[next] as number) - t;
  if (gap <= 0 || gap > FRESH_MS || at <= t) return one; // too long a gap: it stays where it was seen
  const share = Math.min(1, (at - t) / gap);
  let lon = (said.lon[next] as number) - one.lon;
  if (lon > 180) lon -= 360;
  if (lon < -180) lon += 360;
  one.lon += lon * share;
  one.lat += ((said.lat[next] as number) - one.lat) * share;
  one.t = at;
  one.between = true;
  return one;
}

/** How loading goes, for the time bar. */
export const replayState = signal<{ loading: boolean; error: ApiError | null; n: number; nFound: number; step: number }>({
  loading: false, error: null, n: 0, nFound: 0, step: 1,
});
/** Rises whenever something was loaded. */
export const replayLoaded = signal(0);

/** All fixes of a span: whole where they are few, else thinned out, with full parts around the time. */
export class ReplayStore {
  private whole: Part | null = null;
  private parts = new Map<number, Part>();
  private asked = new Map<number, AbortController>();
  private partMs = 0;

  constructor(
    readonly from: number,
    readonly to: number,
  ) {}

  async load(): Promise<void> {
    replayState.value = { ...replayState.peek(), loading: true, error: null };
    try {
      const said = await this.ask(this.from, this.to, -1);
      if (!said) return;
      this.whole = new Part(said, this.from, this.to);
      if (said.step > 1) {
        const share = (AT_MOST * 0.7) / Math.max(1, said.n_found);
        this.partMs = Math.max(SHORTEST_MS, (this.to - this.from) * share);
      }
      replayState.value = { loading: false, error: null, n: said.n, nFound: said.n_found, step: said.step };
      replayLoaded.value += 1;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replayState.value = { ...replayState.peek(), loading: false, error };
    }
  }

  stop(): void {
    for (const one of this.asked.values()) one.abort();
    this.asked.clear();
  }

  private async ask(from: number, to: number, key: number): Promise<Replay | null> {
    const control = new AbortController();
    this.asked.set(key, control);
    try {
      return await api.replay({ from: isoSecond(from), to: isoSecond(to + 999), at_most: AT_MOST }, control.signal);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      throw error;
    } finally {
      this.asked.delete(key);
    }
  }

  /** Ask for the full part around a time, and for the next one while it plays. */
  want(at: number, playing: boolean): void {
    if (!this.partMs) return;
    const index = Math.floor((at - this.from) / this.partMs);
    void this.wantPart(index);
    if (playing) void this.wantPart(index + 1);
  }

  private async wantPart(index: number): Promise<void> {
    const from = this.from + index * this.partMs;
    if (index < 0 || from > this.to || this.parts.has(index) || this.asked.has(index)) return;
    const to = Math.min(this.to, from + this.partMs);
    try {
      const said = await this.ask(from - BEFORE_MS, to, index);
      if (!said) return;
      this.parts.set(index, new Part(said, from, to));
      while (this.parts.size > PARTS_KEPT) this.parts.delete(this.parts.keys().next().value as number);
      replayLoaded.value += 1;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replayState.value = { ...replayState.peek(), error };
    }
  }

  private partAt(at: number): Part | null {
    if (!this.partMs) return this.whole;
    return this.parts.get(Math.floor((at - this.from) / this.partMs)) ?? this.whole;
  }

  /** Where everything is at a time, in ms; what was not seen for a day is not there. */
  at(at: number): Moving[] {
    const found: Moving[] = [];
    const part = this.partAt(at);
    if (!part) return found;
    const seen = new Set<string>();
    for (const one of part === this.whole ? [part] : [part, this.whole]) {
      if (!one) continue;
      one.said.objects.forEach((who, object) => {
        if (seen.has(who.id)) return;
        const i = one.last(object, at);
        if (i < 0 || at - (one.said.t[i] as number) > GONE_MS) return;
        seen.add(who.id);
        found.push(between(one, object, i, at));
      });
    }
    return found;
  }

  /** Each object's fixes of the last so many ms: columns and the range of their rows. */
  *trails(at: number, ms: number): Generator<{ id: string; part: Replay; from: number; to: number }> {
    const part = this.partAt(at);
    if (!part) return;
    for (let object = 0; object < part.said.objects.length; object += 1) {
      const last = part.last(object, at);
      if (last < 0 || at - (part.said.t[last] as number) > ms) continue;
      let first = last;
      const start = part.starts[object] as number;
      while (first > start && at - (part.said.t[first - 1] as number) <= ms) first -= 1;
      if (first < last) yield { id: part.said.objects[object]!.id, part: part.said, from: first, to: last + 1 };
    }
  }

  /** Ids of all objects that have fixes in the span. */
  get objects(): readonly { id: string; simulated: boolean }[] {
    return this.whole?.said.objects ?? [];
  }
}
