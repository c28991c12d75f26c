// Theme, language and units turned into the map's style: sources and layers, all of this server.
import type {
  ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification,
} from 'maplibre-gl';
import type { Language } from '../api/types';
import type { LayerName, Theme } from '../app/url';
import { PALETTES } from './palette';
import { patient } from './patient';

const FONT = ['system-ui', 'Segoe UI', 'Noto Sans', 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', 'sans-serif'];
const MOST_ZOOM = 14; // of the server's tiles
const EVENTS_APART = 9; // closer up, events stand each for itself

/** Sources that the page fills itself. */
export const OWN_SOURCES = [
  'gates', 'gate-names', 'sightings', 'sighting-names', 'trails', 'track', 'track-points', 'objects', 'marks', 'rings',
  'ring-names', 'measure', 'measure-points',
] as const;
export type OwnSource = (typeof OWN_SOURCES)[number] | 'events';

const NOTHING = { type: 'FeatureCollection' as const, features: [] };

const tiles = (layer: string, minzoom = 0): SourceSpecification => ({
  type: 'vector',
  tiles: [`${location.origin}/tiles/${layer}/{z}/{x}/{y}.mvt`],
  minzoom,
  maxzoom: MOST_ZOOM,
});

function sources(): Record<string, SourceSpecification> {
  const own = Object.fromEntries(
    OWN_SOURCES.map((name) => [name, { type: 'geojson', data: NOTHING, tolerance: 0, maxzoom: 14, buffer: 64 } as SourceSpecification]),
  );
  return {
    land: tiles('land'),
    limits: { ...tiles('limits', 3), tiles: [patient('limits')] } as SourceSpecification,
    coverage: tiles('coverage'),
    places: tiles('places'),
    ...own,
    events: {
      type: 'geojson',
      data: NOTHING,
      cluster: true,
      clusterRadius: 46,
      clusterMaxZoom: EVENTS_APART,
      maxzoom: 14,
      clusterProperties: { simulated: ['+', ['case', ['==', ['get', 'certainty'], 'simulated'], 1, 0]] },
    },
  };
}

const zoomed = (...stops: number[]): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], ...stops] as unknown as ExpressionSpecification;

/** A wall is looked at from afar: its words are larger. */
const afar = (): boolean => document.documentElement.dataset.wall === '1' && innerWidth >= 2200;
const larger = (size: unknown): unknown =>
  Array.isArray(size) ? size.map((one, at) => (at >= 4 && at % 2 === 0 ? (one as number) * 1.5 : (one as unknown))) : (size as number) * 1.5;

const text = (field: unknown, given: unknown, more: object = {}): object => {
  const size = afar() ? larger(given) : given;
  return textOf(field, size, more);
};

const iconSize = (...stops: number[]): unknown => (afar() ? larger(zoomed(...stops)) : zoomed(...stops));

const textOf = (field: unknown, size: unknown, more: object): object => ({
  'text-field': field,
  'text-font': FONT,
  'text-size': size,
  ...more,
});

/** Which layers of the style a switch of the page turns on and off. */
export const LAYERS_OF: Record<LayerName, string[]> = {
  objects: ['objects'],
  labels: ['object-names', 'sighting-names'],
  trails: ['trails'],
  events: ['events', 'event-clusters', 'event-counts'],
  sightings: ['sightings-fill', 'sightings-line', 'sighting-names'],
  limits: ['limits-12', 'limits-24', 'limits-200', 'limits-other', 'limit-names'],
  gates: ['gates', 'gate-names', 'gate-arrows'],
  coverage: ['coverage', 'coverage-line'],
  places: ['sea-names', 'place-names'],
};

export function layersOf(theme: Theme, lang: Language): LayerSpecification[] {
  const p = PALETTES[theme];
  const halo = { 'text-halo-color': p.halo, 'text-halo-width': 1.4 };
  const placeName = lang === 'ja' ? ['coalesce', ['get', 'name_ja'], ['get', 'name']] : ['get', 'name'];
  const limit = (id: string, when: unknown, width: number, dash: number[] | null, opacity: number) => ({
    id,
    type: 'line',
    source: 'limits',
    'source-layer': 'limits',
    filter: when,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': p.limit,
      'line-opacity': opacity,
      'line-width': zoomed(3, width * 0.6, 8, width),
      ...(dash ? { 'line-dasharray': dash } : {}),
    },
  });
  const layers: unknown[] = [
    { id: 'sea', type: 'background', paint: { 'background-color': p.sea } },
    {
      id: 'coverage', type: 'fill', source: 'coverage', 'source-layer': 'coverage',
      paint: {
        'fill-color': p.coverage, 'fill-antialias': false,
        'fill-opacity': ['interpolate', ['linear'], ['ln', ['max', 1, ['coalesce', ['get', 'n_fixes'], 1]]], 0, 0.08, 10, 0.34],
      },
    },
    {
      id: 'coverage-line', type: 'line', source: 'coverage', 'source-layer': 'coverage', minzoom: 6,
      paint: { 'line-color': p.coverage, 'line-opacity': 0.35, 'line-width': 0.6 },
    },
    {
      id: 'sightings-fill', type: 'fill', source: 'sightings',
      paint: { 'fill-color': p.certainty.reported, 'fill-opacity': ['*', 0.13, ['get', 'fade']] },
    },
    { id: 'land', type: 'fill', source: 'land', 'source-layer': 'land', paint: { 'fill-color': p.land, 'fill-outline-color': p.coast, 'fill-antialias': ['step', ['zoom'], false, 4, true] } },
    {
      id: 'coast', type: 'line', source: 'land', 'source-layer': 'land', minzoom: 7, // farther out the fill's own thin outline does
      paint: { 'line-color': p.coast, 'line-width': zoomed(3, 0.5, 9, 1) },
    },
    limit('limits-200', ['==', ['get', 'limit_nm'], 200], 1.1, [6, 4], 0.5),
    limit('limits-24', ['==', ['get', 'limit_nm'], 24], 1, [3, 3], 0.6),
    limit('limits-12', ['all', ['!=', ['get', 'limit_nm'], 24], ['!=', ['get', 'limit_nm'], 200], ['has', 'limit_nm']], 1.4, null, 0.75),
    limit('limits-other', ['!', ['has', 'limit_nm']], 1, [1, 2.5], 0.6),
    {
      id: 'sea-names', type: 'symbol', source: 'places', 'source-layer': 'places',
      filter: ['in', ['get', 'kind'], ['literal', ['sea', 'strait']]],
      layout: text(placeName, zoomed(3, 10.5, 8, 13), {
        'text-letter-spacing': 0.12, 'text-max-width': 8, 'symbol-sort-key': ['get', 'rank'], 'text-padding': 6,
      }),
      paint: { 'text-color': p.limit, 'text-opacity': 0.9, ...halo },
    },
    {
      id: 'rings', type: 'line', source: 'rings', layout: { 'line-join': 'round' },
      paint: { 'line-color': p.tool, 'line-width': 1.2, 'line-opacity': 0.85, 'line-dasharray': [5, 3] },
    },
    {
      id: 'sightings-line', type: 'line', source: 'sightings',
      paint: {
        'line-color': p.certainty.reported, 'line-opacity': ['get', 'fade'],
        'line-width': ['case', ['get', 'chosen'], 2.2, 1.1], 'line-dasharray': [4, 2.5],
      },
    },
    {
      id: 'trails', type: 'line', source: 'trails', minzoom: 3, layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': ['get', 'colour'], 'line-width': zoomed(4, 0.9, 10, 1.8), 'line-opacity': 0.5 },
    },
    {
      id: 'track', type: 'line', source: 'track', filter: ['!', ['get', 'gap']], layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': p.chosen, 'line-width': 1.8, 'line-opacity': ['get', 'fade'] },
    },
    {
      id: 'track-gap', type: 'line', source: 'track', filter: ['get', 'gap'],
      paint: { 'line-color': p.chosen, 'line-width': 1.2, 'line-opacity': 0.5, 'line-dasharray': [1.5, 3] },
    },
    {
      id: 'gates', type: 'line', source: 'gates', layout: { 'line-cap': 'round' },
      paint: { 'line-color': p.gate, 'line-width': ['case', ['get', 'chosen'], 3.4, 2], 'line-opacity': 0.9 },
    },
    {
      id: 'gate-names', type: 'symbol', source: 'gate-names', filter: ['==', ['get', 'what'], 'name'], minzoom: 4.6,
      layout: text(['get', lang === 'ja' ? 'name_ja' : 'name'], zoomed(5, 10.5, 9, 12.5), {
        'text-offset': [0, -0.9], 'text-anchor': 'bottom', 'text-padding': 4, 'symbol-sort-key': ['-', 0, ['get', 'width_nm']],
      }),
      paint: { 'text-color': p.gate, ...halo },
    },
    {
      id: 'gate-arrows', type: 'symbol', source: 'gate-names', filter: ['==', ['get', 'what'], 'sea'], minzoom: 6.8,
      layout: text(['get', lang === 'ja' ? 'name_ja' : 'name'], 10.5, {
        'icon-image': 'arrow/gate', 'icon-rotate': ['get', 'turn'], 'icon-rotation-alignment': 'map',
        'text-offset': [0, 1], 'text-anchor': 'top', 'text-max-width': 9,
      }),
      paint: { 'text-color': p.gate, 'text-opacity': 0.92, ...halo },
    },
    {
      id: 'place-names', type: 'symbol', source: 'places', 'source-layer': 'places',
      filter: ['!', ['in', ['get', 'kind'], ['literal', ['sea', 'strait']]]], minzoom: 5,
      layout: text(placeName, zoomed(5, 10, 10, 12), {
        'text-max-width': 9, 'symbol-sort-key': ['get', 'rank'], 'text-padding': 8,
      }),
      paint: { 'text-color': p.dim, ...halo },
    },
    {
      id: 'limit-names', type: 'symbol', source: 'limits', 'source-layer': 'limits', minzoom: 6.5, filter: ['has', 'limit_nm'],
      layout: text(['concat', ['to-string', ['get', 'limit_nm']], ' nm'], 9.5, {
        'symbol-placement': 'line', 'symbol-spacing': 380, 'text-letter-spacing': 0.04, 'text-padding': 12,
      }),
      paint: { 'text-color': p.limit, ...halo },
    },
    {
      id: 'event-clusters', type: 'circle', source: 'events', filter: ['has', 'point_count'],
      paint: {
        'circle-color': p.cluster, 'circle-opacity': 0.88,
        'circle-radius': ['interpolate', ['linear'], ['ln', ['get', 'point_count']], 0.7, 9, 6, 20],
        'circle-stroke-width': 1.4,
        'circle-stroke-color': ['case', ['==', ['get', 'simulated'], ['get', 'point_count']], p.certainty.simulated, p.certainty.observed],
        'circle-stroke-opacity': 0.8,
      },
    },
    {
      id: 'event-counts', type: 'symbol', source: 'events', filter: ['has', 'point_count'],
      layout: text(['get', 'point_count_abbreviated'], 10.5, { 'text-allow-overlap': true, 'text-ignore-placement': true }),
      paint: { 'text-color': p.ink },
    },
    {
      id: 'events', type: 'symbol', source: 'events', filter: ['!', ['has', 'point_count']],
      layout: {
        'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': iconSize(3, 0.62, 9, 0.86), 'symbol-sort-key': ['get', 'order'],
      },
      paint: { 'icon-opacity': ['get', 'fade'] },
    },
    {
      id: 'object-names', type: 'symbol', source: 'objects', minzoom: 6.6,
      layout: text(['get', 'name'], zoomed(7, 10, 12, 11.5), {
        'text-anchor': 'left', 'text-offset': [1, 0], 'text-padding': 3, 'text-optional': true, 'text-max-width': 14,
      }),
      paint: { 'text-color': p.ink, 'text-opacity': ['get', 'fade'], ...halo },
    },
    {
      id: 'sighting-names', type: 'symbol', source: 'sighting-names', minzoom: 3.6,
      layout: text(['get', 'name'], zoomed(4, 10.5, 9, 12), { 'text-max-width': 14, 'text-padding': 3, 'text-offset': [0, 1.5], 'text-anchor': 'top' }),
      paint: { 'text-color': p.certainty.reported, 'text-opacity': ['max', 0.75, ['get', 'fade']], ...halo },
    },
    {
      id: 'marks', type: 'symbol', source: 'marks',
      layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': 0.85 },
    },
    {
      id: 'ring-names', type: 'symbol', source: 'ring-names',
      layout: text(['get', 'name'], 10.5, { 'text-offset': [0, -0.7], 'text-allow-overlap': true }),
      paint: { 'text-color': p.tool, ...halo },
    },
    {
      id: 'measure', type: 'line', source: 'measure', layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': p.tool, 'line-width': 2 },
    },
    {
      id: 'measure-points', type: 'circle', source: 'measure-points',
      paint: { 'circle-radius': 3.6, 'circle-color': p.halo, 'circle-stroke-color': p.tool, 'circle-stroke-width': 2 },
    },
    {
      id: 'measure-names', type: 'symbol', source: 'measure-points',
      layout: text(['get', 'name'], 11.5, { 'text-anchor': 'left', 'text-offset': [0.9, 0], 'text-allow-overlap': true, 'text-justify': 'left' }),
      paint: { 'text-color': p.tool, ...halo },
    },
  ];
  return layers as LayerSpecification[];
}

export function styleOf(theme: Theme, lang: Language): StyleSpecification {
  return { version: 8, sources: sources(), layers: layersOf(theme, lang) };
}
