// Slow frames while the map moves turned into fewer pixels, until it stands still again.
import type { Map as MapLibre } from 'maplibre-gl';

const SLOW_MS = 36; // a frame that takes longer shows: 28 a second, ours
const FRAMES = 6; // so many are looked at
const COARSE = 0.5; // pixels a side while it moves: a quarter of them
const STILL_MS = 250;

/** On machines without a GPU pixels decide: draw fewer of them while it moves, all when it stands. */
export function keepPace(map: MapLibre): void {
  const full = map.getPixelRatio();
  let isSlow = false;
  let changing = false;
  let held: number[] = [];
  let before = 0;
  let still = 0;
  const put = (ratio: number): void => {
    if (map.getPixelRatio() === ratio) return;
    changing = true; // a change of size tells of moves that are none
    map.setPixelRatio(ratio);
    changing = false;
  };
  map.on('move', () => {
    if (changing) return;
    clearTimeout(still);
    still = window.setTimeout(() => put(full), STILL_MS);
    const moment = performance.now();
    const took = moment - before;
    before = moment;
    if (took < 400) held.push(took);
    if (held.length > FRAMES) held.shift();
    const middle = [...held].sort((a, b) => a - b)[FRAMES >> 1];
    if (held.length === FRAMES && middle !== undefined) isSlow = isSlow ? middle > SLOW_MS / 3 : middle > SLOW_MS;
    if (isSlow) put(full * COARSE);
  });
  map.on('moveend', () => {
    if (!changing) held = [];
  });
}
