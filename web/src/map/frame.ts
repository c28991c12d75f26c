// The map made, and told where to look; what others draw on it goes through here.
import { Map as MapLibre, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import { teachPatience } from './patient';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { batch, effect, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import { wanted, wantedBox } from '../app/actions';
import { viewBox } from '../app/state';
import { url, wasTold, type LayerName } from '../app/url';
import { FleetLayer } from './fleet';
import { PALETTES } from './palette';
import { LAYERS_OF, layersOf, OWN_SOURCES, styleOf, type OwnSource } from './style';
import { Symbols } from './symbols';

setWorkerUrl(workerUrl);
teachPatience();

/** The map once its style stands, or null. */
export const chart = signal<{ map: MapLibre; symbols: Symbols; fleet: FleetLayer } | null>(null);
/** Rises when symbols were drawn in other colours: features name their pictures anew. */
export const painted = signal(0);

/** Seas around Japan: what the page shows first. */
const HOME: [number, number, number, number] = [119, 22, 149, 44.5];

/** Own sources that hold nothing: their layers are hidden, for each source with lines costs a pass. */
const empty = new Set<string>(OWN_SOURCES);
const layersOfSource = new Map<string, string[]>();
for (const layer of layersOf('dark', 'en')) {
  if (!('source' in layer)) continue;
  layersOfSource.set(layer.source, [...(layersOfSource.get(layer.source) ?? []), layer.id]);
}

export function setFeatures(name: OwnSource, features: Feature[]): void {
  const map = chart.peek()?.map;
  const source = map?.getSource(name) as GeoJSONSource | undefined;
  if (!map || !source) return;
  const was = empty.has(name);
  if (was && features.length === 0) return;
  source.setData({ type: 'FeatureCollection', features });
  if (was === (features.length === 0)) return;
  if (was) empty.delete(name);
  else empty.add(name);
  switchLayers(map, url.layers.peek());
}

export function goHome(): void {
  chart.peek()?.map.fitBounds(HOME, { padding: 24, duration: motion() });
}

/** ms of a camera's move: none for those who asked for less motion. */
export const motion = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 600);

function switchLayers(map: MapLibre, shown: ReadonlySet<LayerName>): void {
  const want = new Map<string, boolean>();
  for (const [name, ids] of Object.entries(LAYERS_OF) as [LayerName, string[]][]) {
    for (const id of ids) want.set(id, (want.get(id) ?? true) && shown.has(name));
  }
  for (const [source, ids] of layersOfSource) {
    for (const id of ids) want.set(id, (want.get(id) ?? true) && !empty.has(source));
  }
  for (const [id, is] of want) {
    const now = map.getLayoutProperty(id, 'visibility') !== 'none';
    if (now !== is) map.setLayoutProperty(id, 'visibility', is ? 'visible' : 'none');
  }
}

/** Put another theme's colours, or another language's names, on the layers that stand. */
function dress(map: MapLibre): void {
  for (const layer of layersOf(url.theme.value, url.lang.value)) {
    const parts = layer as { id: string; paint?: object; layout?: object };
    for (const [key, value] of Object.entries(parts.paint ?? {})) {
      map.setPaintProperty(parts.id, key as never, value as never);
    }
    for (const key of ['text-field', 'text-size', 'icon-size']) {
      const value = (parts.layout as Record<string, unknown> | undefined)?.[key];
      if (value !== undefined) map.setLayoutProperty(parts.id, key as never, value as never);
    }
  }
}

function tellView(map: MapLibre): void {
  const centre = map.getCenter();
  const box = map.getBounds();
  batch(() => {
    url.lon.value = centre.lng;
    url.lat.value = centre.lat;
    url.z.value = map.getZoom();
    viewBox.value = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  });
}

function follow(map: MapLibre, symbols: Symbols, fleet: FleetLayer): void {
  let dressed = `${url.theme.peek()} ${url.lang.peek()} ${url.wall.peek()}`;
  effect(() => switchLayers(map, url.layers.value));
  effect(() => {
    const next = `${url.theme.value} ${url.lang.value} ${url.wall.value}`;
    if (next === dressed) return;
    dressed = next;
    symbols.repaint(PALETTES[url.theme.value]);
    fleet.repaint(PALETTES[url.theme.value]);
    dress(map);
    painted.value += 1;
  });
  effect(() => {
    const place = wanted.value;
    if (!place) return;
    wanted.value = null;
    map.easeTo({ center: [place.lon, place.lat], zoom: place.z ?? Math.max(map.getZoom(), 7), duration: motion() });
  });
  effect(() => {
    const box = wantedBox.value;
    if (!box) return;
    wantedBox.value = null;
    map.fitBounds(box, { padding: 60, maxZoom: 11, duration: motion() });
  });
}

export function makeMap(container: HTMLElement): MapLibre {
  const told = wasTold('lat') && wasTold('lon');
  const map = new MapLibre({
    container,
    style: styleOf(url.theme.peek(), url.lang.peek()),
    ...(told
      ? { center: [url.lon.peek() ?? 132, url.lat.peek() ?? 31], zoom: url.z.peek() ?? 5 }
      : { bounds: HOME, fitBoundsOptions: { padding: 10 } }),
    minZoom: 1.5,
    maxZoom: 17,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    keyboard: false, // the page has keys of its own
    fadeDuration: 300, // symbols are laid out anew so often: 0 would do so each frame
    renderWorldCopies: true,
    canvasContextAttributes: { antialias: false, powerPreference: 'low-power' },
  });
  map.touchZoomRotate.disableRotation();
  map.on('error', () => undefined); // a tile that is not there: the map goes on without
  map.on('style.load', () => {
    const symbols = new Symbols(map, PALETTES[url.theme.peek()]);
    for (const id of ['ring/chosen', 'ring/pointed', 'arrow/gate']) symbols.need(id);
    const fleet = new FleetLayer(PALETTES[url.theme.peek()]);
    map.addLayer(fleet, 'object-names');
    chart.value = { map, symbols, fleet };
    tellView(map);
    follow(map, symbols, fleet);
  });
  map.on('moveend', () => tellView(map));
  new ResizeObserver(() => map.resize()).observe(container);
  return map;
}
