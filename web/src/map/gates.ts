// Gates turned into lines and into the names of the seas on either side.
import type { Feature } from 'geojson';
import type { GateRow } from '../api/types';
import { arc, bearing, distance, offset, type Place } from './geo';

const BESIDE_M = 9_000; // how far from the line a sea's name stands, at least

export function gateFeatures(gates: GateRow[], chosen: string | null): { lines: Feature[]; names: Feature[] } {
  const lines: Feature[] = [];
  const names: Feature[] = [];
  for (const gate of gates) {
    const a: Place = [gate.lon_a, gate.lat_a];
    const b: Place = [gate.lon_b, gate.lat_b];
    const line = arc(a, b, 24);
    const told = { id: gate.gate_id, name: gate.name, name_ja: gate.name_ja, width_nm: gate.width_nm };
    lines.push({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: line },
      properties: { ...told, chosen: gate.gate_id === chosen },
    });
    const along = bearing(a, b);
    const middle = offset(a, along, distance(a, b) / 2);
    names.push({ type: 'Feature', geometry: { type: 'Point', coordinates: middle }, properties: { ...told, what: 'name' } });
    const off = Math.max(BESIDE_M, distance(a, b) * 0.16);
    for (const [turn, sea, seaJa] of [[-90, gate.left_sea, gate.left_sea_ja], [90, gate.right_sea, gate.right_sea_ja]] as const) {
      const place = offset(middle, along + turn, off);
      names.push({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: place },
        properties: { id: gate.gate_id, what: 'sea', name: sea, name_ja: seaJa, turn: (along + turn + 360) % 360, width_nm: gate.width_nm },
      });
    }
  }
  return { lines, names };
}
