// Numbers, moments, places and identities turned into words of the page's language.
import { url } from '../app/url';
import { locale, maybe, t, type WordKey } from '../words';

const UTC = 'UTC';
/** The viewer's own time zone; Japan's where the viewer's is UTC, which stands there already. */
export const LOCAL = ((zone) => (/^(Etc\/)?(UTC|GMT|UCT|Zulu)$|^$/.test(zone) ? 'Asia/Tokyo' : zone))(
  Intl.DateTimeFormat().resolvedOptions().timeZone ?? '',
);

const made = new Map<string, unknown>();
function once<T>(key: string, make: () => T): T {
  const name = `${locale()}|${key}`;
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as T;
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(JSON.stringify(options), () => new Intl.DateTimeFormat(locale(), { hourCycle: 'h23', ...options }));
}

export const amount = (n: number, digits = 0): string =>
  once(`n${digits}`, () => new Intl.NumberFormat(locale(), { maximumFractionDigits: digits })).format(n);

const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

export const dayOf = (ms: number, timeZone: string = UTC): string => dates({ ...DAY, timeZone }).format(ms);
/** A day without its year: where all that is listed lies within one. */
export const monthDayOf = (ms: number, timeZone: string = UTC): string => dates({ month: 'short', day: 'numeric', timeZone }).format(ms);
export const longDayOf = (ms: number, timeZone: string = UTC): string =>
  dates({ ...DAY, month: 'long', weekday: 'short', timeZone }).format(ms);
export const clockOf = (ms: number, timeZone: string = UTC, seconds = false): string =>
  dates({ ...CLOCK, ...(seconds ? { second: '2-digit' } : {}), timeZone }).format(ms);

/** Letters of the local zone at a moment: JST, GMT+9. */
export function zoneOf(ms: number): string {
  if (LOCAL === 'Asia/Tokyo') return t('app.jst');
  const parts = dates({ timeZone: LOCAL, timeZoneName: 'short' }).formatToParts(ms);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** A moment in UTC: 16 Dec 2022, 15:20 UTC. */
export function utc(iso: string | number | null | undefined, seconds = false): string {
  if (iso === null || iso === undefined) return t('common.notDated');
  const ms = typeof iso === 'number' ? iso : Date.parse(iso);
  return Number.isFinite(ms) ? `${dayOf(ms)} ${clockOf(ms, UTC, seconds)} UTC` : String(iso);
}

/** The same moment in the local zone: 00:20 JST, with the day where it is another one. */
export function local(iso: string | number | null | undefined): string {
  if (iso === null || iso === undefined) return '';
  const ms = typeof iso === 'number' ? iso : Date.parse(iso);
  if (!Number.isFinite(ms)) return '';
  const day = dayOf(ms, LOCAL) === dayOf(ms) ? '' : `${dates({ month: 'short', day: 'numeric', timeZone: LOCAL }).format(ms)} `;
  return `${day}${clockOf(ms, LOCAL)} ${zoneOf(ms)}`;
}

const unit = (n: number, name: 'd' | 'h' | 'min' | 's'): string => t(`unit.${name}`, { n: amount(n) });

/** A length of time in the two units that matter. */
export function lasting(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return unit(s, 's');
  const minutes = Math.round(s / 60);
  if (minutes < 60) return unit(minutes, 'min');
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 48) return rest ? unit(hours, 'h') + t('unit.gap') + unit(rest, 'min') : unit(hours, 'h');
  const days = Math.floor(hours / 24);
  return hours % 24 ? unit(days, 'd') + t('unit.gap') + unit(hours % 24, 'h') : unit(days, 'd');
}

const KM_OF_NM = 1.852;
const FT_OF_M = 3.28084;

export function distanceNm(nm: number): string {
  if (url.units.value === 'km') return `${amount(nm * KM_OF_NM, 1)} km`;
  return `${amount(nm, nm < 100 ? 1 : 0)} ${t('unit.nm')}`;
}
export const distanceM = (m: number): string => (m < 10_000 ? `${amount(m)} m` : `${amount(m / 1000)} km`);
export function speed(kn: number | null | undefined): string {
  if (kn === null || kn === undefined) return '–';
  return url.units.value === 'km' ? `${amount(kn * KM_OF_NM, 1)} km/h` : `${amount(kn, 1)} ${t('unit.kn')}`;
}
export function altitude(ft: number | null | undefined): string {
  if (ft === null || ft === undefined) return '–';
  return url.units.value === 'km' ? `${amount(ft / FT_OF_M)} m` : `${amount(ft)} ft`;
}
export const degrees = (deg: number | null | undefined): string =>
  deg === null || deg === undefined ? '–' : `${String(Math.round(deg) % 360).padStart(3, '0')}°`;

function half(value: number, letters: string): string {
  const size = Math.round(Math.abs(value) * 600) / 10;
  const [whole, minutes] = [Math.floor(size / 60), size % 60];
  return `${whole}° ${minutes.toFixed(1).padStart(4, '0')}′ ${letters[value < 0 ? 1 : 0]}`;
}

/** A place as charts write it: 25° 32.5′ N  126° 26.7′ E. */
export const place = (lon: number | null | undefined, lat: number | null | undefined): string =>
  lon === null || lon === undefined || lat === null || lat === undefined
    ? t('common.notGiven')
    : `${half(lat, 'NS')}  ${half(lon, 'EW')}`;

/** Codes of States by their English names: some sources write these. */
function codeOf(name: string): string | undefined {
  if (!made.has('codes')) {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    made.set('codes', new Map(letters.flatMap((a) => letters.map((b): [string, string] => [names.of(a + b) ?? a + b, a + b]))));
  }
  return (made.get('codes') as Map<string, string>).get(name);
}

/** A State's name by its code; several that claim a place, joined. */
export function stateName(code: string | null | undefined): string {
  if (!code) return '';
  return code
    .split('|')
    .map((said) => {
      const one = /^[A-Z]{2}$/.test(said) ? said : (codeOf(said) ?? said);
      if (!/^[A-Z]{2}$/.test(one) || one === 'XX') return one;
      return once('regions', () => new Intl.DisplayNames([locale()], { type: 'region' })).of(one) ?? one;
    })
    .join(url.lang.value === 'ja' ? '・' : ' / ');
}

/** The kind of a text identity and its number: MMSI 431000001. */
export function identity(id: string): string {
  const [scheme, ...rest] = id.split(':');
  const value = rest.join(':');
  const [state, number] = value.includes('/') ? [value.split('/')[0] ?? '', value.split('/').slice(1).join('/')] : ['', value];
  if (scheme === 'mmsi') return t('ident.mmsi', { value });
  if (scheme === 'icao24') return t('ident.icao24', { value });
  if (scheme === 'hull') return t('ident.hull', { state, number });
  if (scheme === 'name') return t('ident.name', { value: number });
  return id;
}

/** A name for a person: without the date that only tells two nameless ones apart. */
export const cleanName = (name: string | null | undefined): string => (name ?? '').replace(/\s+\d{4}-\d\d-\d\d$/, '').trim();

export const term = (group: string, value: string | number | null | undefined): string =>
  value === null || value === undefined || value === '' ? '' : maybe(`${group}.${value}`, String(value).replaceAll('_', ' '));

/** A ship's type in words, its category of hazard too. */
export function typeName(type: string | null | undefined): string {
  if (!type) return '';
  const found = /^(.*), hazard category (\w+)$/.exec(type);
  if (found) return t('hazard', { type: term('type', found[1]), category: found[2] ?? '' });
  return term('type', type);
}

const FIRST_DIGIT: Readonly<Record<number, string>> = { 2: 'wing in ground', 4: 'high-speed craft', 6: 'passenger', 7: 'cargo', 8: 'tanker', 9: 'other' };
const CODES: Readonly<Record<number, string>> = {
  30: 'fishing', 31: 'towing', 32: 'towing, long or wide', 33: 'dredging or underwater work', 34: 'diving', 35: 'military operations',
  36: 'sailing', 37: 'pleasure craft', 50: 'pilot vessel', 51: 'search and rescue', 52: 'tug', 53: 'port tender', 54: 'anti-pollution',
  55: 'law enforcement', 56: 'local vessel', 57: 'local vessel', 58: 'medical transport', 59: 'ship of a State not party to a conflict',
};

/** The code that AIS sends for a ship's type, in words: ITU-R M.1371-5, annex 8, table 53. */
export function typeOfCode(code: number): string {
  const word = CODES[code] ?? FIRST_DIGIT[Math.floor(code / 10)];
  return word && code < 100 ? `${term('type', word)} (${code})` : String(code);
}

/** Where a craft is: `Territorial sea, Japan`. */
export function zoneName(zone: string | null | undefined, state?: string | null): string {
  if (!zone) return '';
  const name = term('zone', zone);
  const of = stateName(state);
  return of ? t('zoneOf', { zone: name, state: of }) : name;
}

const RANGE = /(\d{4}-\d\d-\d\d)(?: to |\/)(\d{4}-\d\d-\d\d)/;
const isoDay = (iso: string): string => dates({ ...DAY, timeZone: UTC }).format(Date.parse(`${iso}T00:00:00Z`));

const PARTS_JA: Readonly<Record<string, string>> = { morning: '午前', afternoon: '午後', evening: '夕方', night: '夜' };

/** A source's own wording of a time, its dates and set phrases as the language writes them. */
export function whenWords(when: string): string {
  const ja = url.lang.value === 'ja';
  let said = when.replace(RANGE, (_all, a: string, b: string) => `${isoDay(a)}${ja ? '~' : ' – '}${isoDay(b)}`);
  said = said.replace(/\d{4}-\d\d-\d\d/g, isoDay);
  if (!ja) return said.replace(/(\d) to (\d)/g, '$1 – $2');
  const part = (name: string): string => PARTS_JA[name] ?? name;
  return said
    .replace(/(morning|afternoon|evening|night) to (morning|afternoon|evening|night) of (\S+)/g, (_all, a: string, b: string, day: string) => `${day}${part(a)}から${part(b)}`)
    .replace(/(morning|afternoon|evening|night) of (\S+)/g, (_all, a: string, day: string) => day + part(a))
    .replace(/ to /g, '~')
    .replace(/\babout /g, '約')
    .replace(/\bJST\b/g, '日本時間');
}

/** A word with its form for one. */
export const several = (key: WordKey, n: number): string => {
  const params = { n: amount(n) };
  const one = n === 1 ? maybe(`${key}.one`, '') : '';
  return one || t(key, params);
};
