// Measuring line and range rings drawn on the map; clicks given to the tool at work.
import { effect } from '@preact/signals';
import type { Feature } from 'geojson';
import { addKeys } from '../app/registry';
import { url } from '../app/url';
import { circle, NM_M, offset, type Place } from '../map/geo';
import { chart, setFeatures } from '../map/frame';
import { savePicture } from './picture';
import { asked, degrees, legsMeasured, length, measured, ringsAt, take, tool, written } from './state';

const point = (place: Place, properties: object): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: place },
  properties,
});

function drawMeasure(): void {
  const legs = legsMeasured.value;
  setFeatures('measure', legs.map((leg) => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: leg.line }, properties: {} })));
  let sum = 0;
  const points = measured.value.map((place, index) => {
    const leg = legs[index - 1];
    sum += leg?.metres ?? 0;
    const total = index > 1 ? `\nΣ ${length(sum)}` : '';
    return point(place, { name: leg ? `${length(leg.metres)}  ${degrees(leg.bearing)}${total}` : '' });
  });
  setFeatures('measure-points', points);
}

/** Radii are nautical miles, or kilometres where the page shows those. */
function drawRings(): void {
  const centre = ringsAt.value;
  const radii = centre ? url.rings.value : [];
  const unit = url.units.value === 'km' ? 1000 : NM_M;
  const rings: Feature[] = [];
  const names: Feature[] = [];
  for (const radius of radii) {
    rings.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: circle(centre as Place, radius * unit) }, properties: { radius } });
    names.push(point(offset(centre as Place, 0, radius * unit), { name: `${radius} ${url.units.value}` }));
  }
  setFeatures('rings', rings);
  setFeatures('ring-names', names);
}

/** Give a click to the tool at work; false where none wants it. */
export function clickForTool(place: Place): boolean {
  if (tool.value === 'measure') {
    url.measure.value = written([...measured.value, place]);
    return true;
  }
  if (tool.value === 'rings') {
    url.at.value = written([place]);
    return true;
  }
  if (tool.value === 'place') {
    asked.value = place;
    return true;
  }
  return false;
}

/** What Escape does to a tool at work; false where there is nothing to leave. */
export function leaveTool(): boolean {
  if (asked.value) asked.value = null;
  else if (tool.value) tool.value = null;
  else return false;
  return true;
}

export function startTools(): void {
  const drawn = (draw: () => void): void =>
    void effect(() => {
      if (chart.value) draw();
    });
  drawn(drawMeasure);
  drawn(drawRings);
  effect(() => {
    const held = chart.value?.map.getCanvas();
    if (held) held.style.cursor = tool.value ? 'crosshair' : '';
  });
  const centre = (): Place | null => {
    const middle = chart.peek()?.map.getCenter();
    return middle ? [middle.lng, middle.lat] : null;
  };
  addKeys(
    { keys: ['m'], says: 'tool.measure', group: 'keys.tools', run: () => take('measure') },
    { keys: ['r'], says: 'tool.rings', group: 'keys.tools', run: () => take('rings') },
    { keys: ['i'], says: 'tool.place', group: 'keys.tools', run: () => take('place') },
    {
      keys: ['Enter'], says: 'tool.putHere', group: 'keys.tools',
      run: () => {
        const place = centre();
        if (place) clickForTool(place);
      },
    },
    {
      keys: ['Backspace'], says: 'tool.undo', group: 'keys.tools',
      run: () => {
        if (tool.value === 'measure') url.measure.value = written(measured.value.slice(0, -1));
        if (tool.value === 'rings') url.at.value = '';
      },
    },
    { keys: ['p'], says: 'tool.picture', group: 'keys.tools', run: () => void savePicture() },
    { keys: ['u'], says: 'tool.units', group: 'keys.tools', run: () => void (url.units.value = url.units.value === 'nm' ? 'km' : 'nm') },
  );
}
