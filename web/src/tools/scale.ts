// The map's zoom turned into a bar of a round length.
import type { Map as MapLibre } from 'maplibre-gl';
import type { Units } from '../app/url';
import { distance, NM_M } from '../map/geo';

const ROUND = [1, 2, 5];

/** A bar of at most so many pixels: its length in words and in pixels. */
export function scaleBar(map: MapLibre, units: Units, most = 110): { px: number; words: string } {
  const box = map.getContainer();
  const y = box.clientHeight / 2;
  const x = box.clientWidth / 2;
  const a = map.unproject([x - most / 2, y]);
  const b = map.unproject([x + most / 2, y]);
  const unit = units === 'km' ? 1000 : NM_M;
  const whole = distance([a.lng, a.lat], [b.lng, b.lat]) / unit;
  const ten = 10 ** Math.floor(Math.log10(whole));
  const round = (ROUND.filter((one) => one * ten <= whole).at(-1) ?? 1) * ten;
  const words = round < 1 ? round.toFixed(Math.max(0, -Math.floor(Math.log10(round)))) : String(round);
  return { px: (most * round) / whole, words: `${words} ${units}` };
}
