// What is known at the time shown drawn on the map: each effect fills one source.
import { batch, effect, signal, untracked } from '@preact/signals';
import type { Feature, Point } from 'geojson';
import { api, ApiError } from '../api/client';
import type { EventRow, SightingRow, TrackColumns } from '../api/types';
import { pointed } from '../app/actions';
import { chosenEvent, chosenObject, isLive, now, onMap, playing, time, viewBox } from '../app/state';
import { filter, url } from '../app/url';
import { replay } from '../time/play';
import { replayLoaded } from '../time/replay';
import { events, gates, matching, ownSightings, sightings } from '../time/told';
import { chart, painted, setFeatures } from './frame';
import { gateFeatures } from './gates';
import { liveThings, liveTick, liveTrails } from './live_source';
import { colourOf, legs, lineFeature, looks, type Moving } from './moving';
import { PALETTES } from './palette';
import { whoIn } from './sighted';

const DAY_MS = 86_400_000;
const EVENT_MS = DAY_MS; // events stay so long on the map: ours
const SIGHTING_MS = 2 * DAY_MS; // and sightings, dated to the day, so long
const TRAIL_MS = 2 * 3_600_000; // ours: two hours of a ship at 15 kn are 30 nm
const MANY = 1500; // objects from which on a replay is drawn less often
const BUSY_MS = 400;

/** What the map shows now, for hover cards, rings and tests. */
export const things = signal<ReadonlyMap<string, Moving>>(new Map());

/** The time shown, in ms. */
export const shownAt = (): number => (isLive.value ? now.value : (time.value ?? 0));

function wanted(one: Moving): boolean {
  const { flag, craft, type, q } = filter.value;
  if (flag && !flag.split(',').includes(one.flag ?? '')) return false;
  if (craft && !craft.split(',').includes(one.craft ?? '')) return false;
  if (type && !(one.type ?? one.group).toLowerCase().includes(type.toLowerCase())) return false;
  if (q) {
    const word = q.toLowerCase();
    if (!one.id.toLowerCase().includes(word) && !(one.name ?? '').toLowerCase().includes(word)) return false;
  }
  const only = matching.value;
  return only === null || only.has(one.id);
}

let drawnAt = 0;
let later = 0;

function drawObjects(): void {
  const at = shownAt();
  const { fleet } = chart.value!;
  painted.value;
  matching.value;
  const live = isLive.value;
  if (live) liveTick.value;
  else replayLoaded.value;
  const busy = things.peek().size > MANY && playing.peek();
  if (busy && performance.now() - drawnAt < BUSY_MS) {
    clearTimeout(later);
    later = window.setTimeout(() => void (again.value += 1), BUSY_MS);
    again.value;
    return;
  }
  drawnAt = performance.now();
  const all = live ? liveThings() : (replay.value?.at(at) ?? []);
  if (!live) untracked(() => replay.value?.want(at, playing.value));
  const shown = new Map<string, Moving>();
  const number = { ships: 0, aircraft: 0, simulated: 0 };
  for (const one of all) {
    if (!wanted(one) && one.id !== chosenObject.value) continue;
    shown.set(one.id, one);
    if (one.craft === 'aircraft') number.aircraft += 1;
    else number.ships += 1;
    if (one.simulated) number.simulated += 1;
  }
  fleet.larger = url.wall.value && innerWidth >= 2200 ? 1.5 : 1;
  fleet.show(looks(shown.values(), at, url.colour.value, PALETTES[url.theme.value]));
  batch(() => {
    things.value = shown;
    const before = onMap.peek();
    const same = before.ships === number.ships && before.aircraft === number.aircraft && before.simulated === number.simulated;
    if (!same) onMap.value = { ...before, ...number };
  });
}
const again = signal(0);

const NAMES_ZOOM = 6.5; // farther out, names would hide the ships
const NAMES_MOST = 500;
const NAMES_MS = 900;
let namesAt = 0;
let namesLater = 0;
const namesAgain = signal(0);

/** Names of what is in sight, once a second: laying words out is dear. */
function drawNames(): void {
  const shown = things.value;
  viewBox.value;
  namesAgain.value;
  const { map, fleet } = chart.value!;
  if (!url.layers.value.has('labels') || map.getZoom() < NAMES_ZOOM) return setFeatures('objects', []);
  clearTimeout(namesLater);
  const rest = NAMES_MS - (performance.now() - namesAt);
  if (rest > 0) {
    namesLater = window.setTimeout(() => void (namesAgain.value += 1), rest);
    return undefined;
  }
  namesAt = performance.now();
  const features: Feature[] = [];
  for (const { one } of fleet.onScreen(40)) {
    const name = shown.get(one.id)?.name;
    if (!name || features.length >= NAMES_MOST) continue;
    features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [one.lon, one.lat] }, properties: { id: one.id, name, fade: one.fade } });
  }
  return setFeatures('objects', features);
}

let trailsAt = 0;
let trailsLater = 0;
const trailsAgain = signal(0);

function drawTrails(): void {
  if (!url.layers.value.has('trails')) return setFeatures('trails', []);
  const shown = things.value;
  const moment = performance.now();
  const pause = shown.size > 300 ? 1000 : 150;
  trailsAgain.value;
  clearTimeout(trailsLater);
  if (moment - trailsAt < pause) {
    trailsLater = window.setTimeout(() => void (trailsAgain.value += 1), pause);
    return undefined;
  }
  trailsAt = moment;
  const palette = PALETTES[url.theme.value];
  const at = shownAt();
  const lines: Feature[] = [];
  const add = (id: string, solid: number[][][], tip: boolean): void => {
    const one = shown.get(id);
    if (!one) return;
    if (tip) solid.at(-1)?.push([one.lon, one.lat]);
    for (const line of solid) lines.push(lineFeature(line, { id, colour: colourOf(one, url.colour.value, palette) }));
  };
  if (isLive.value) {
    for (const { id, lon, lat, t } of liveTrails(shown)) add(id, legs(lon, lat, t, 0, t.length).solid, false);
  } else {
    for (const { id, part, from, to } of replay.value?.trails(at, TRAIL_MS) ?? []) {
      add(id, legs(part.lon, part.lat, part.t, from, to).solid, at - (part.t[to - 1] as number) < 600_000);
    }
  }
  return setFeatures('trails', lines);
}

/** Full for six hours, then fainter for the rest of its day. */
const fadeOfEvent = (age: number): number => (age < EVENT_MS / 4 ? 1 : Math.round((1 - 0.55 * (age / EVENT_MS)) * 10) / 10);

export function eventTime(row: EventRow): [number, number] | null {
  if (!row.t_start) return null;
  const start = Date.parse(row.t_start);
  return [start, row.t_end ? Date.parse(row.t_end) : start];
}

let eventsKey = '';

function drawEvents(): void {
  const { symbols } = chart.value!;
  const minute = Math.floor(shownAt() / 60_000) * 60_000 + 60_000;
  const chosen = chosenEvent.value;
  const features: Feature<Point>[] = [];
  for (const row of events.value.rows) {
    const when = eventTime(row);
    if (row.lon === null || row.lat === null || !when) continue;
    const age = minute - when[1];
    const isChosen = row.event_id === chosen;
    if (!isChosen && (when[0] > minute || age > EVENT_MS)) continue;
    features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [row.lon, row.lat] },
      properties: {
        id: row.event_id, kind: row.kind, certainty: row.certainty, words: row.words,
        icon: symbols.need(`event/${row.kind}/${row.certainty}`),
        fade: isChosen ? 1 : fadeOfEvent(Math.max(0, age)),
        order: row.certainty === 'simulated' ? 0 : 1,
      },
    });
  }
  const key = features.map((one) => `${one.properties!.id}${one.properties!.fade}`).join() + painted.value;
  if (key === eventsKey) return;
  eventsKey = key;
  setFeatures('events', features);
  onMap.value = { ...onMap.peek(), events: features.length };
}

function sightingFade(row: SightingRow, at: number): number {
  if (!row.t_start) return 0;
  const start = Date.parse(row.t_start);
  const end = row.t_end ? Date.parse(row.t_end) : start;
  if (at < start || at - end > SIGHTING_MS) return 0;
  return Math.round((1 - 0.6 * Math.max(0, (at - end) / SIGHTING_MS)) * 10) / 10;
}

let sightingsKey = '';

function drawSightings(): void {
  const at = shownAt();
  const own = new Set(ownSightings.value.map((row) => row.sighting_id));
  const rows = [...ownSightings.value, ...sightings.value.rows.filter((row) => !own.has(row.sighting_id))];
  const areas: Feature[] = [];
  const names: Feature[] = [];
  const named = new Set<string>();
  const shapes = new Set<string>();
  for (const row of rows) {
    const isOwn = own.has(row.sighting_id);
    const now_ = sightingFade(row, at);
    const fade = now_ || (isOwn ? 0.35 : 0);
    if (!fade || !row.area || row.negation || row.superseded_by) continue;
    const told = { id: row.sighting_id, fade, chosen: isOwn && now_ > 0 };
    const shape = JSON.stringify(row.area);
    if (shapes.has(shape)) continue; // several texts on one place: one area
    shapes.add(shape);
    areas.push({ type: 'Feature', geometry: row.area as Feature['geometry'], properties: told });
    const name = whoIn(row);
    const key = `${row.lon},${row.lat},${name}`;
    if (row.lon === null || row.lat === null || named.has(key)) continue;
    named.add(key);
    names.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [row.lon, row.lat] }, properties: { ...told, name } });
  }
  const key = areas.map((one) => `${one.properties!.id}${one.properties!.fade}${one.properties!.chosen}`).join() + url.lang.value;
  if (key === sightingsKey) return;
  sightingsKey = key;
  setFeatures('sightings', areas);
  setFeatures('sighting-names', names);
  onMap.value = { ...onMap.peek(), sightings: areas.length };
}

const track = signal<{ id: string; said: TrackColumns } | null>(null);

/** The chosen object's fixes of the whole span. */
function askTrack(): () => void {
  const id = chosenObject.value;
  const { from, to } = filter.value;
  const control = new AbortController();
  if (track.peek()?.id !== id) track.value = null;
  if (id) {
    const query = { at_most: 5000, ...(from ? { from } : {}), ...(to ? { to } : {}) };
    api.track(id, query, control.signal).then(
      (said) => void (track.value = { id, said }),
      (error: unknown) => {
        if (!(error instanceof ApiError) && !(error instanceof DOMException)) throw error;
      },
    );
  }
  return () => control.abort();
}

function drawTrack(): void {
  const said = track.value?.said;
  if (!said) return setFeatures('track', []);
  const { solid, gaps } = legs(said.lon, said.lat, said.t, 0, said.t.length);
  const features = [
    ...solid.map((line) => lineFeature(line, { gap: false, fade: 0.85 })),
    ...gaps.map((line) => lineFeature(line, { gap: true, fade: 0.5 })),
  ];
  return setFeatures('track', features);
}

let marksKey = '';

/** Rings around what is chosen and what a list points at. */
function drawMarks(): void {
  const marks: Feature[] = [];
  const ring = (id: string | null, icon: string): void => {
    if (!id) return;
    const one = things.value.get(id);
    const row = one ? null : events.value.rows.find((event) => event.event_id === id);
    const lon = one?.lon ?? row?.lon;
    const lat = one?.lat ?? row?.lat;
    if (lon === null || lon === undefined || lat === null || lat === undefined) return;
    marks.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { id, icon } });
  };
  ring(chosenObject.value ?? chosenEvent.value, 'ring/chosen');
  ring(pointed.value, 'ring/pointed');
  const key = JSON.stringify(marks);
  if (key === marksKey) return;
  marksKey = key;
  setFeatures('marks', marks);
}

function drawGates(): void {
  const { lines, names } = gateFeatures(gates.value, url.gate.value || null);
  setFeatures('gates', lines);
  setFeatures('gate-names', names);
}

export function startDrawing(): void {
  const drawn = (draw: () => void): void =>
    void effect(() => {
      if (chart.value) draw();
    });
  effect(askTrack);
  for (const draw of [drawGates, drawSightings, drawObjects, drawNames, drawTrails, drawEvents, drawTrack, drawMarks]) drawn(draw);
}
