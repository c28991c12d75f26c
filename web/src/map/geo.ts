// Places on the sphere turned into distances, bearings, arcs and circles.
export const NM_M = 1852; // by definition of the international nautical mile
const EARTH_M = 6_371_008.8; // mean radius, IUGG
const RAD = Math.PI / 180;

export type Place = [lon: number, lat: number];

/** Great-circle distance in metres (haversine). */
export function distance([lon1, lat1]: Place, [lon2, lat2]: Place): number {
  const a =
    Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 +
    Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** Initial bearing of the great circle, 0..360 degrees from north. */
export function bearing([lon1, lat1]: Place, [lon2, lat2]: Place): number {
  const turn = (lon2 - lon1) * RAD;
  const y = Math.sin(turn) * Math.cos(lat2 * RAD);
  const x = Math.cos(lat1 * RAD) * Math.sin(lat2 * RAD) - Math.sin(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.cos(turn);
  return (Math.atan2(y, x) / RAD + 360) % 360;
}

/** Where one is after so many metres on a bearing. */
export function offset([lon, lat]: Place, bearingDeg: number, metres: number): Place {
  const way = metres / EARTH_M;
  const b = bearingDeg * RAD;
  const lat2 = Math.asin(Math.sin(lat * RAD) * Math.cos(way) + Math.cos(lat * RAD) * Math.sin(way) * Math.cos(b));
  const lon2 =
    lon * RAD + Math.atan2(Math.sin(b) * Math.sin(way) * Math.cos(lat * RAD), Math.cos(way) - Math.sin(lat * RAD) * Math.sin(lat2));
  return [lon2 / RAD, lat2 / RAD];
}

/** The great circle between two places as a line of so many legs; longitudes run on past 180. */
export function arc(from: Place, to: Place, legs = 48): Place[] {
  const whole = distance(from, to);
  if (whole < 20_000) return [from, to];
  const line: Place[] = [from];
  let before = from;
  for (let step = 1; step < legs; step += 1) {
    const left = distance(before, to);
    const next = offset(before, bearing(before, to), left / (legs - step + 1));
    line.push(next);
    before = next;
  }
  line.push([to[0] + 360 * Math.round((before[0] - to[0]) / 360), to[1]]);
  return line;
}

export function circle(centre: Place, metres: number, corners = 120): Place[] {
  return Array.from({ length: corners + 1 }, (_, corner) => offset(centre, (corner * 360) / corners, metres));
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Degrees, minutes and seconds: 24°48′18″N. */
export function dms(value: number, positive: string, negative: string): string {
  const whole = Math.round(Math.abs(value) * 3600);
  const [d, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return `${d}°${two(m)}′${two(s)}″${value < 0 ? negative : positive}`;
}

/** Degrees and decimal minutes, as charts have them: 24°48.30′N. */
export function dm(value: number, positive: string, negative: string): string {
  const hundredths = Math.round(Math.abs(value) * 6000);
  const [d, m] = [Math.floor(hundredths / 6000), (hundredths % 6000) / 100];
  return `${d}°${m.toFixed(2).padStart(5, '0')}′${value < 0 ? negative : positive}`;
}

/** A longitude brought into -180..180. */
export const wrapped = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;
