// The pointer over the map turned into what it points at, and a click into a choice.
import { signal } from '@preact/signals';
import type { GeoJSONSource, Map as MapLibre, MapGeoJSONFeature, Point as Pixel } from 'maplibre-gl';
import { chooseEvent, chooseObject } from '../app/actions';
import { url } from '../app/url';
import { clickForTool } from '../tools/draw';
import { asked, tool } from '../tools/state';
import { sightings } from '../time/told';
import { ownSightings } from '../time/told';
import { chart, motion } from './frame';
import { idsIn } from './sighted';

export type Hit =
  | { what: 'object' | 'event' | 'sighting' | 'gate'; id: string; x: number; y: number }
  | { what: 'events'; n: number; simulated: number; x: number; y: number };

export const hovered = signal<Hit | null>(null);
/** The place under the pointer. */
export const under = signal<{ lon: number; lat: number } | null>(null);

const REACH = 5; // px around the pointer: ours
const CRAFT_REACH = 10; // half a symbol
const ORDER = ['events', 'event-clusters', 'gates', 'sightings-fill'];

function found(map: MapLibre, at: Pixel): MapGeoJSONFeature | null {
  const box: [[number, number], [number, number]] = [[at.x - REACH, at.y - REACH], [at.x + REACH, at.y + REACH]];
  const hits = map.queryRenderedFeatures(box, { layers: ORDER });
  for (const layer of ORDER) {
    const hit = hits.find((one) => one.layer.id === layer);
    if (hit) return hit;
  }
  return null;
}

/** The ship or aircraft under the pointer. */
function craftAt(at: Pixel): string | null {
  return chart.peek()?.fleet.near(at.x, at.y, CRAFT_REACH)[0]?.id ?? null;
}

function hitAt(map: MapLibre, at: Pixel): Hit | null {
  const craft = craftAt(at);
  if (craft) return { what: 'object', id: craft, x: at.x, y: at.y };
  const feature = found(map, at);
  return feature ? hitOf(feature, at) : null;
}

function hitOf(feature: MapGeoJSONFeature, at: Pixel): Hit {
  const { properties } = feature;
  const place = { x: at.x, y: at.y };
  if (feature.layer.id === 'event-clusters') {
    return { what: 'events', n: Number(properties.point_count), simulated: Number(properties.simulated), ...place };
  }
  const what = ({ events: 'event', gates: 'gate' } as const)[feature.layer.id] ?? 'sighting';
  return { what, id: String(properties.id), ...place };
}

async function open(map: MapLibre, feature: MapGeoJSONFeature): Promise<void> {
  const id = String(feature.properties.id);
  if (feature.layer.id === 'events') return chooseEvent(id);
  if (feature.layer.id === 'gates') {
    url.gate.value = url.gate.value === id ? '' : id;
    return undefined;
  }
  if (feature.layer.id === 'event-clusters') {
    const source = map.getSource('events') as GeoJSONSource;
    const zoom = await source.getClusterExpansionZoom(Number(feature.properties.cluster_id));
    const [lon = 0, lat = 0] = feature.geometry.type === 'Point' ? feature.geometry.coordinates : [];
    map.easeTo({ center: [lon, lat], zoom: Math.min(zoom + 0.2, 14), duration: motion() });
    return undefined;
  }
  const row = [...sightings.value.rows, ...ownSightings.value].find((one) => one.sighting_id === id);
  const [first] = row ? idsIn(row) : [];
  if (first) chooseObject(first);
  return undefined;
}

export function listenToPointer(map: MapLibre): void {
  let waiting = false;
  map.on('mousemove', (event) => {
    under.value = { lon: event.lngLat.lng, lat: event.lngLat.lat };
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (map.isMoving() || tool.value) {
        hovered.value = null;
        return;
      }
      hovered.value = hitAt(map, event.point);
      map.getCanvas().style.cursor = hovered.value ? 'pointer' : '';
    });
  });
  map.on('mouseout', () => {
    under.value = null;
    hovered.value = null;
  });
  map.on('movestart', () => void (hovered.value = null));
  map.on('click', (event) => {
    if (clickForTool([event.lngLat.lng, event.lngLat.lat])) return;
    const craft = craftAt(event.point);
    if (craft) {
      chooseObject(craft);
      return;
    }
    const feature = found(map, event.point);
    if (feature) void open(map, feature);
  });
  map.on('dblclick', (event) => {
    if (tool.value !== 'measure') return;
    event.preventDefault();
    tool.value = null;
  });
  map.on('contextmenu', (event) => {
    event.preventDefault();
    asked.value = [event.lngLat.lng, event.lngLat.lat];
  });
}
