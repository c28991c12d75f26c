// Which tool is at work, and what it holds.
import { computed, signal } from '@preact/signals';
import { chosenObject } from '../app/state';
import { url } from '../app/url';
import { arc, bearing, distance, NM_M, type Place } from '../map/geo';
import { things } from '../map/draw';

export type Tool = 'measure' | 'rings' | 'place';

export const tool = signal<Tool | null>(null);

/** Places that the measuring line joins: kept in the address. */
export const measured = computed<Place[]>(() => placesOf(url.measure.value));

export function placesOf(text: string): Place[] {
  return text
    .split(';')
    .map((pair) => pair.split(',').map(Number))
    .filter((pair): pair is [number, number] => pair.length === 2 && pair.every(Number.isFinite));
}

export const written = (places: Place[]): string => places.map(([lon, lat]) => `${lon.toFixed(4)},${lat.toFixed(4)}`).join(';');

export interface Leg {
  from: Place;
  to: Place;
  metres: number;
  bearing: number;
  line: Place[];
}

export const legsMeasured = computed<Leg[]>(() =>
  measured.value.slice(1).map((to, index) => {
    const from = measured.value[index] as Place;
    return { from, to, metres: distance(from, to), bearing: bearing(from, to), line: arc(from, to) };
  }),
);

export function length(metres: number): string {
  const [value, unit] = url.units.value === 'km' ? [metres / 1000, 'km'] : [metres / NM_M, 'nm'];
  return `${value < 100 ? value.toFixed(value < 10 ? 2 : 1) : Math.round(value)} ${unit}`;
}

export const degrees = (value: number): string => `${String(Math.round(value) % 360).padStart(3, '0')}°`;

/** The middle of the range rings: a place of the address, else the chosen object. */
export const ringsAt = computed<Place | null>(() => {
  const [fixed] = placesOf(url.at.value);
  if (fixed) return fixed;
  const one = chosenObject.value ? things.value.get(chosenObject.value) : undefined;
  return one ? [one.lon, one.lat] : null;
});

export const RING_PRESETS_NM = [3, 12, 24] as const;

/** The place asked about, where one was clicked. */
export const asked = signal<Place | null>(null);

export function take(next: Tool): void {
  tool.value = tool.value === next ? null : next;
  if (next === 'rings' && tool.value && !url.rings.value.length) url.rings.value = [...RING_PRESETS_NM];
}
