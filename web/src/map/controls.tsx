// What stands on the map's edges: zoom, whole area, full screen, scale, place under the pointer.
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../app/icons';
import { url, type Units } from '../app/url';
import { viewBox } from '../app/state';
import { t } from '../words';
import { ATTRIBUTION } from '../tools/attribution';
import { scaleBar } from '../tools/scale';
import { chart, goHome, motion } from './frame';
import { dm, wrapped } from './geo';
import { under } from './pick';

export const zoomBy = (by: number): void => void chart.peek()?.map.zoomTo(chart.peek()!.map.getZoom() + by, { duration: motion() / 2 });

export function fullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen();
}

export function ZoomButtons() {
  return (
    <div class="float stack" role="group" aria-label={t('map.zoom')}>
      <button class="quiet" aria-label={t('map.nearer')} title={t('map.nearer')} onClick={() => zoomBy(1)}>
        <Icon name="plus" />
      </button>
      <button class="quiet" aria-label={t('map.farther')} title={t('map.farther')} onClick={() => zoomBy(-1)}>
        <Icon name="minus" />
      </button>
      <button class="quiet" aria-label={t('app.home')} title={t('app.home')} onClick={goHome}>
        <Icon name="home" />
      </button>
      <button class="quiet only-wide" aria-label={t('map.full')} title={t('map.full')} onClick={fullScreen}>
        <Icon name="full" />
      </button>
    </div>
  );
}

function Scale() {
  const map = chart.value?.map;
  const [bar, setBar] = useState({ px: 0, words: '' });
  const units: Units = url.units.value;
  useEffect(() => {
    if (!map) return undefined;
    const tell = (): void => setBar(scaleBar(map, units));
    tell();
    map.on('zoom', tell);
    map.on('moveend', tell);
    return () => {
      map.off('zoom', tell);
      map.off('moveend', tell);
    };
  }, [map, units]);
  viewBox.value;
  return (
    <button class="scale" title={t('tool.units')} aria-label={`${bar.words}: ${t('tool.units')}`} onClick={() => void (url.units.value = units === 'nm' ? 'km' : 'nm')}>
      <span style={`width:${bar.px.toFixed(0)}px`} />
      {bar.words}
    </button>
  );
}

function Under() {
  const place = under.value;
  if (!place) return null;
  const lon = wrapped(place.lon);
  return (
    <span class="under mono" aria-hidden="true">
      {dm(place.lat, 'N', 'S')} {dm(lon, 'E', 'W')}
      <i>
        {place.lat.toFixed(4)}, {lon.toFixed(4)}
      </i>
    </span>
  );
}

export function Foot() {
  return (
    <div class="foot">
      <Scale />
      <Under />
      <span class="attribution">{ATTRIBUTION}</span>
    </div>
  );
}
