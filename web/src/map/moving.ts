// Ships and aircraft at a moment turned into features of the map's source.
import type { Feature, LineString } from 'geojson';
import type { Craft } from '../api/types';
import type { ColourBy } from '../app/url';
import { colourOfFlag, type Group, type Palette } from './palette';
import type { Drawn } from './fleet';
import type { Shape } from './symbols';

/** Something that moves, or moved, as it stands at the time shown. */
export interface Moving {
  id: string;
  name: string | null;
  flag: string | null;
  craft: Craft | null;
  group: Group;
  type: string | null;
  lon: number;
  lat: number;
  cog: number | null;
  heading: number | null;
  sog: number | null;
  alt: number | null;
  /** Of its latest fix, ms. */
  t: number;
  simulated: boolean;
  source: string | null;
  /** The place lies between two fixes. */
  between?: boolean;
}

/** A fix older than this is old: AIS of class B sends each 3 min at most (ITU-R M.1371-5, table 2);
 * thrice that, and a minute. */
export const FRESH_MS = 10 * 60_000;
/** Older than this it is not drawn: ours, a day and a night. */
export const GONE_MS = 24 * 3_600_000;

/** How strongly an object is drawn: full while fresh, then ever fainter, down to a third in an hour. */
export function fadeOf(ageMs: number): number {
  if (ageMs <= FRESH_MS) return 1;
  const share = Math.min(1, (ageMs - FRESH_MS) / (50 * 60_000));
  return Math.round((0.8 - 0.45 * share) * 20) / 20;
}

const STILL_KN = 0.5; // slower, a course over ground says nothing: ours

function shapeOf(one: Moving): Shape {
  if (one.craft === 'aircraft') return 'aircraft';
  if (one.craft === 'station') return 'station';
  if (one.craft === 'reported') return 'reported';
  return turnOf(one) === null ? 'still' : 'ship';
}

/** Where it points: the heading, else the course where it is under way. */
export function turnOf(one: Moving): number | null {
  if (one.craft === 'aircraft') return one.cog ?? one.heading;
  if (one.sog !== null && one.sog < STILL_KN) return one.heading;
  return one.heading ?? one.cog;
}

export function colourOf(one: Moving, by: ColourBy, palette: Palette): string {
  if (by === 'flag') return colourOfFlag(one.flag, palette);
  if (by === 'certainty') return palette.certainty[one.simulated ? 'simulated' : one.craft === 'reported' ? 'reported' : 'observed'];
  return palette.groups[one.group];
}

/** How each looks at a time, in the order of drawing. */
export function looks(all: Iterable<Moving>, at: number, by: ColourBy, palette: Palette): Drawn[] {
  const drawn: Drawn[] = [];
  for (const one of all) {
    drawn.push({
      id: one.id,
      icon: `${shapeOf(one)}/${colourOf(one, by, palette)}/${one.simulated ? 'hollow' : 'solid'}`,
      lon: one.lon,
      lat: one.lat,
      turn: turnOf(one) ?? 0,
      fade: fadeOf(at - one.t),
    });
  }
  return drawn;
}

/** A line of fixes cut where no fix came for long; the parts in between are told apart. */
export function legs(lon: ArrayLike<number>, lat: ArrayLike<number>, t: ArrayLike<number>, from: number, to: number): { solid: number[][][]; gaps: number[][][] } {
  const solid: number[][][] = [];
  const gaps: number[][][] = [];
  let line: number[][] = [];
  for (let i = from; i < to; i += 1) {
    let x = lon[i] as number;
    const y = lat[i] as number;
    const before = line.at(-1);
    if (before) x += 360 * Math.round(((before[0] as number) - x) / 360);
    if (before && (t[i] as number) - (t[i - 1] as number) > FRESH_MS) {
      gaps.push([before, [x, y]]);
      if (line.length > 1) solid.push(line);
      line = [];
    }
    line.push([x, y]);
  }
  if (line.length > 1) solid.push(line);
  return { solid, gaps };
}

export const lineFeature = (coordinates: number[][], properties: Record<string, unknown>): Feature<LineString> => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates },
  properties,
});
