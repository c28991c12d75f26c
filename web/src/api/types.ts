// What the server answers, as types: see docs/api.md. Times are ISO 8601 UTC unless said otherwise.

export type Craft = 'ship' | 'aircraft' | 'station' | 'reported';
export type Certainty = 'observed' | 'reported' | 'inferred' | 'simulated';
export type Language = 'en' | 'ja';

/** A list: `n` rows here of `n_found`; `next` is the offset of what follows. */
export interface Listed {
  n: number;
  n_found: number;
  next: number | null;
}

export interface StoreSays {
  t_min: string | null;
  t_max: string | null;
  n_fixes: number;
  n_objects: number;
  n_events: number;
  simulated: boolean | number;
}

export interface Access {
  name: string;
  scopes: string[];
  release: string | null;
  public: boolean;
}

export interface WatchSays {
  state: string;
  pid: number | null;
  restarts: number;
  error: string | null;
}

export interface Status {
  version: string;
  now: string;
  live: boolean;
  store: StoreSays;
  access: Access;
  watch: WatchSays | null;
  languages: Language[];
}

export interface ObjectRow {
  object_id: string;
  flag: string | null;
  craft: Craft | null;
  name: string | null;
  callsign: string | null;
  imo: number | null;
  type: string | null;
  length_m: number | null;
  t_first: string | null;
  t_last: string | null;
  fixes: number;
  sightings: number;
  changes: number;
  simulated: boolean;
  t: string | null;
  lon: number | null;
  lat: number | null;
  sog_kn: number | null;
  cog_deg: number | null;
  heading_deg: number | null;
  alt_ft: number | null;
  zone: string | null;
  state: string | null;
  kinds: string[];
}

export interface IdentityRow {
  attribute: string;
  value: string;
  t_first: string | null;
  t_last: string | null;
  n: number;
  sources: string[];
}

export interface TrackRow {
  track_id: number;
  t_start: string;
  t_end: string;
  n: number;
  state: string;
  shared_identity: boolean;
}

export interface ObjectPage {
  object: ObjectRow;
  identity: IdentityRow[];
  changes: string[];
  tracks: TrackRow[];
  kinds: Record<string, number>;
  sources: string[];
  sightings: number;
}

/** Columns; `t` in ms since 1970. */
export interface TrackColumns {
  n: number;
  n_found: number;
  t: number[];
  lon: number[];
  lat: number[];
  sog_kn: (number | null)[];
  cog_deg: (number | null)[];
  alt_ft: (number | null)[];
  source: (string | null)[];
}

export interface Evidence {
  source?: string;
  lines?: number[];
  line?: number;
  document?: string;
  text?: string;
  [key: string]: unknown;
}

export interface EventRow {
  event_id: string;
  kind: string;
  object_id: string | null;
  object_name: string | null;
  track_id: number | null;
  t_start: string | null;
  t_end: string | null;
  when: string | null;
  lon: number | null;
  lat: number | null;
  where: string | null;
  from_sea: string | null;
  to_sea: string | null;
  others: string[] | null;
  n: number | null;
  n_is: string | null;
  certainty: Certainty;
  legal_basis: string | null;
  baseline: string | null;
  uncertainty_m: number | null;
  evidence: Evidence[];
  detail: Record<string, unknown>;
  status: 'open' | 'closed' | 'retracted';
  rule: string | null;
  source: string | null;
  words: string;
}

export interface EventPage {
  event: EventRow;
  /** How it stood before, oldest first. */
  history: (EventRow & { superseded?: string | null })[];
  gate: GateRow | null;
  sightings: SightingRow[];
  related: string[];
}

export interface Polygon {
  type: 'Polygon' | 'MultiPolygon';
  coordinates: number[][][] | number[][][][];
}

export interface ReportedObject {
  navy: string | null;
  class: string | null;
  name: string | null;
  hull: string | null;
  count: number | null;
  count_is: string | null;
  as_written: string | null;
}

export interface SightingRow {
  sighting_id: string;
  document: string | null;
  published: string | null;
  publisher: string | null;
  kind: string | null;
  t_start: string | null;
  t_end: string | null;
  place: string | null;
  lon: number | null;
  lat: number | null;
  radius_km: number | null;
  bearing_deg: number | null;
  dist_km: number | null;
  gate: string | null;
  heading: string | null;
  from_sea: string | null;
  to_sea: string | null;
  objects: ReportedObject[] | null;
  negation: boolean | null;
  text: string | null;
  confidence: number | null;
  language: string | null;
  title: string | null;
  superseded_by: string | null;
  area: Polygon | null;
  [key: string]: unknown;
}

export interface GateRow {
  gate_id: string;
  name: string;
  name_ja: string;
  lon_a: number;
  lat_a: number;
  lon_b: number;
  lat_b: number;
  left_sea: string;
  right_sea: string;
  left_sea_ja: string;
  right_sea_ja: string;
  width_nm: number;
  regime: string | null;
  articles: string | null;
  note: string | null;
  [key: string]: unknown;
}

export interface CoverageCell {
  source: string | null;
  receiver: string | null;
  craft: string | null;
  west: number;
  south: number;
  east: number;
  north: number;
  t_start: string;
  n_fixes: number;
  n_objects: number;
}

export interface ReplayObject {
  id: string;
  name: string | null;
  flag: string | null;
  craft: Craft | null;
  type: string | null;
  simulated: boolean;
}

/** Fixes as columns, by object, then time; `t` in ms since 1970; `step`: one of so many is here. */
export interface Replay {
  objects: ReplayObject[];
  o: number[];
  t: number[];
  lon: number[];
  lat: number[];
  sog_kn: (number | null)[];
  cog_deg: (number | null)[];
  n: number;
  n_found: number;
  step: number;
}

export type ChartKind = 'transits' | 'entries' | 'flights' | 'gaps';

/** A count of a day; `n` leaves out what is simulated, null where a report gives no number. */
export interface ChartRow {
  day: string;
  /** Last day of a report that speaks of several. */
  day_to?: string | null;
  certainty: Certainty;
  n: number | null;
  n_is?: string | null;
  simulated: number | null;
  gate?: string | null;
  gate_name?: string | null;
  from_sea?: string | null;
  to_sea?: string | null;
  state?: string | null;
  kind?: string | null;
  what?: string | null;
  object_name?: string | null;
  event_id?: string | null;
  /** Of a report on a part of a longer span: the event of the whole; never added to it. */
  part_of?: string | null;
}

export interface Chart {
  rows: ChartRow[];
  coverage_note: string | null;
}

export type FeedState = 'connecting' | 'open' | 'silent' | 'waiting' | 'ended' | 'failed' | 'paused';

export interface FeedHealth {
  name: string;
  url: string;
  kind: string;
  format: string | null;
  state: FeedState;
  since: string | null;
  last_heard: string | null;
  n_bytes: number;
  lines: number;
  messages: number;
  fixes: number;
  statics: number;
  parts: number;
  skipped: number;
  times: number;
  rejects: Record<string, number>;
  late: number;
  committed: number;
  reconnects: number;
  error: string | null;
  per_s: number;
  notes: string[];
  simulated: boolean;
}

export interface AlertRow {
  id: string;
  state: string;
  error: string | null;
  [key: string]: unknown;
}

/** What a baseline of its own, or a set of published limits, says of a place. */
export interface ZoneAnswer {
  baseline: string;
  zone: string;
  state: string;
  agrees: boolean | null;
  [key: string]: unknown;
}

/** What a place is: as `straitwatch zone at --json` tells it. */
export interface ZoneSays {
  lon: number;
  lat: number;
  zone: string;
  state: string;
  airspace: string;
  dist_nm: number | null;
  limit: string;
  to_limit_m: number | null;
  uncertainty_m: number | null;
  within_error: boolean;
  doubt: string;
  baseline: string;
  answers: ZoneAnswer[];
  regime: string;
  articles: string;
  strait: Record<string, unknown> | null;
  ships: string;
  warships: string;
  submarines: string;
  aircraft: string;
  civil_aircraft: string;
  note: string;
}

/** Query words that lists, exports and streams share; unset ones are left out. */
export interface Filter {
  q?: string | undefined;
  flag?: string | undefined;
  craft?: string | undefined;
  type?: string | undefined;
  zone?: string | undefined;
  kind?: string | undefined;
  gate?: string | undefined;
  object?: string | undefined;
  certainty?: string | undefined;
  status?: string | undefined;
  /** Of events by time: oldest or newest first. */
  order?: 'asc' | 'desc' | undefined;
  from?: string | undefined;
  to?: string | undefined;
  bbox?: string | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
  lang?: Language | undefined;
}

export type Exported = 'events' | 'tracks' | 'objects' | 'sightings';
export type ExportFormat = 'csv' | 'geojson' | 'kml' | 'gpx' | 'ndjson';
