// Positions that the server streams turned into things on the map, with their trails.
import { batch, effect, signal, untracked } from '@preact/signals';
import { LiveStream, type LiveState } from '../api/live';
import { feedsTold, isLive, viewBox } from '../app/state';
import { toldAnew } from '../time/told';
import type { Moving } from './moving';
import { groupOf } from './palette';

const DRAW_MS = 950; // the map takes new positions once a second
const TRAIL_STEP_MS = 10_000; // a trail keeps a place each 10 s
const TRAIL_MOST = 180; // and so many: half an hour
const TRAILS_DRAWN = 400; // of so many objects at most: beyond, trails hide what moves
const ANEW_MS = 1500; // events are asked for no more often

/** Rises when there is something new to draw. */
export const liveTick = signal(0);
export const liveState = signal<{ state: LiveState; why: string }>({ state: 'closed', why: '' });

interface Trail {
  lon: number[];
  lat: number[];
  t: number[];
}

const trails: (Trail | undefined)[] = [];
let drawn = 0;
let waiting = 0;
let anew = 0;

function tick(): void {
  if (waiting) return;
  const rest = DRAW_MS - (performance.now() - drawn);
  waiting = window.setTimeout(() => {
    waiting = 0;
    drawn = performance.now();
    liveTick.value += 1;
  }, Math.max(0, rest));
}

function remember(slots: Uint32Array): void {
  const { objects } = stream;
  for (const slot of slots) {
    const t = objects.t[slot] as number;
    const trail = (trails[slot] ??= { lon: [], lat: [], t: [] });
    if (t - (trail.t.at(-1) ?? 0) < TRAIL_STEP_MS) continue;
    trail.lon.push(objects.lon(slot));
    trail.lat.push(objects.lat(slot));
    trail.t.push(t);
    if (trail.t.length > TRAIL_MOST) for (const column of [trail.lon, trail.lat, trail.t]) column.shift();
  }
}

const stream = new LiveStream({
  snapshot: (told) => {
    trails.length = 0;
    remember(told.slots);
    tick();
  },
  positions: (told) => {
    remember(told.slots);
    tick();
  },
  gone: (slots) => {
    for (const slot of slots) trails[slot] = undefined;
    tick();
  },
  said: tick,
  feeds: (rows) => void (feedsTold.value = rows),
  events: () => {
    clearTimeout(anew);
    anew = window.setTimeout(() => void (toldAnew.value += 1), ANEW_MS);
  },
  state: (state, why) => void (liveState.value = { state, why }),
});

function thing(slot: number): Moving {
  const { objects } = stream;
  const who = stream.who[slot];
  return {
    id: who?.id ?? `slot:${slot}`,
    name: who?.name ?? null,
    flag: who?.flag ?? null,
    craft: who?.craft ?? null,
    type: who?.type ?? null,
    group: groupOf(who?.type ?? null, who?.craft ?? null),
    lon: objects.lon(slot),
    lat: objects.lat(slot),
    cog: objects.cog(slot),
    heading: objects.heading(slot),
    sog: objects.sog(slot),
    alt: objects.alt(slot),
    t: objects.t[slot] as number,
    simulated: who?.simulated ?? false,
    source: who?.source ?? null,
  };
}

/** All objects that the stream told, as they stand. */
export function* liveThings(): Generator<Moving> {
  for (let slot = 0; slot < stream.objects.end; slot += 1) {
    if (stream.objects.there[slot] && stream.who[slot]) yield thing(slot);
  }
}

/** Trails of what is shown, where they are few enough to be told apart. */
export function* liveTrails(shown: ReadonlyMap<string, Moving>): Generator<{ id: string } & Trail> {
  if (shown.size > TRAILS_DRAWN) return;
  for (let slot = 0; slot < stream.objects.end; slot += 1) {
    const trail = trails[slot];
    const who = stream.who[slot];
    if (!trail || !who || trail.t.length < 1 || !shown.has(who.id)) continue;
    const one = shown.get(who.id) as Moving;
    yield { id: who.id, lon: [...trail.lon, one.lon], lat: [...trail.lat, one.lat], t: [...trail.t, one.t] };
  }
}

/** Listen while the page is live, for what the map looks at. */
export function startLive(): void {
  effect(() => {
    const wants = isLive.value;
    untracked(() => {
      if (wants) stream.open(viewBox.peek());
      else if (stream.state !== 'closed') batch(() => stream.close());
    });
  });
  effect(() => {
    const box = viewBox.value;
    if (box) untracked(() => stream.look(box));
  });
}
