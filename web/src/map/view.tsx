// The map's place on the page, with everything that stands on it.
import { useEffect, useRef } from 'preact/hooks';
import { addKeys } from '../app/registry';
import { onMap, time } from '../app/state';
import { url } from '../app/url';
import { t } from '../words';
import { startTime } from '../time/play';
import { startTold } from '../time/told';
import { ToolCards } from '../tools/cards';
import { startTools } from '../tools/draw';
import { picture } from '../tools/picture';
import { Foot, fullScreen, zoomBy, ZoomButtons } from './controls';
import { startDrawing, things } from './draw';
import { chart, goHome, makeMap } from './frame';
import { HoverCard } from './hover';
import { startLive } from './live_source';
import { listenToPointer } from './pick';
import { Ticker } from './ticker';

const PAN = 120; // px a press

function panKeys(): void {
  const pan = (x: number, y: number) => () => void chart.peek()?.map.panBy([x * PAN, y * PAN], { duration: 120 });
  addKeys(
    { keys: ['ArrowLeft'], says: 'map.west', group: 'keys.map', run: pan(-1, 0) },
    { keys: ['ArrowRight'], says: 'map.east', group: 'keys.map', run: pan(1, 0) },
    { keys: ['ArrowUp'], says: 'map.north', group: 'keys.map', run: pan(0, -1) },
    { keys: ['ArrowDown'], says: 'map.south', group: 'keys.map', run: pan(0, 1) },
    { keys: ['+', '='], says: 'map.nearer', group: 'keys.map', run: () => zoomBy(1) },
    { keys: ['-'], says: 'map.farther', group: 'keys.map', run: () => zoomBy(-1) },
    { keys: ['h', 'Home'], says: 'app.home', group: 'keys.map', run: goHome },
    { keys: ['f'], says: 'map.full', group: 'keys.map', run: fullScreen },
  );
}

/** What tests and consoles may look at; nothing of the page reads it. */
function expose(): void {
  Object.assign(window, {
    straitwatch: {
      get map() {
        return chart.peek()?.map ?? null;
      },
      get things() {
        return [...things.peek().values()];
      },
      get time() {
        return time.peek();
      },
      get onMap() {
        return onMap.peek();
      },
      /** Ships and aircraft that are drawn on the screen, and where. */
      get drawn() {
        return chart.peek()?.fleet.onScreen().map(({ one, x, y }) => ({ ...one, x, y })) ?? [];
      },
      picture,
    },
  });
}

export function MapView() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return undefined;
    expose();
    const map = makeMap(box.current);
    listenToPointer(map);
    panKeys();
    startTime();
    startTold();
    startLive();
    startDrawing();
    startTools();
    return () => map.remove();
  }, []);
  const wall = url.wall.value;
  return (
    <>
      <div ref={box} id="map" class="map" tabIndex={-1} role="application" aria-label={t('map.map')} />
      <HoverCard />
      <ToolCards />
      <div class="corner">
        <ZoomButtons />
      </div>
      {wall ? <Ticker /> : null}
      <Foot />
    </>
  );
}
