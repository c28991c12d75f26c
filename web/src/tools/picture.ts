// The map as it is drawn turned into a PNG with scale, time, source and the mark of simulated traffic.
import { isLive, onMap, say, serverNow, status, time } from '../app/state';
import { isoSecond, url } from '../app/url';
import { chart } from '../map/frame';
import { t } from '../words';
import { ATTRIBUTION } from './attribution';
import { scaleBar } from './scale';

const STRIP = 34; // px of the strip below the map

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The map's pixels: they are only there right after it was drawn. */
function drawnMap(): Promise<HTMLCanvasElement> {
  return new Promise((done) => {
    const map = chart.peek()!.map;
    const copy = document.createElement('canvas');
    map.once('render', () => {
      const from = map.getCanvas();
      copy.width = from.width;
      copy.height = from.height;
      copy.getContext('2d')?.drawImage(from, 0, 0);
      done(copy);
    });
    map.triggerRepaint();
  });
}

function strip(pen: CanvasRenderingContext2D, width: number, top: number, bar: { px: number; words: string }): void {
  const family = getComputedStyle(document.body).fontFamily;
  const at = isLive.peek() ? serverNow() : (time.peek() ?? serverNow());
  pen.fillStyle = colour('--surface');
  pen.fillRect(0, top, width, STRIP);
  const middle = top + STRIP / 2;
  pen.textBaseline = 'middle';
  pen.strokeStyle = colour('--ink');
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(14, middle - 4);
  pen.lineTo(14, middle + 4);
  pen.lineTo(14 + bar.px, middle + 4);
  pen.lineTo(14 + bar.px, middle - 4);
  pen.stroke();
  pen.fillStyle = colour('--ink');
  pen.font = `600 12px ${family}`;
  pen.fillText(bar.words, 22 + bar.px, middle);
  pen.fillText(`${isoSecond(at).replace('T', ' ').replace('Z', '')} UTC`, 110 + bar.px, middle);
  pen.font = `400 11px ${family}`;
  pen.fillStyle = colour('--ink-3');
  pen.textAlign = 'right';
  pen.fillText(`Straitwatch · ${ATTRIBUTION}`, width - 14, middle);
  pen.textAlign = 'left';
}

function mark(pen: CanvasRenderingContext2D, width: number): void {
  const words = t('app.simulated');
  pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
  const wide = pen.measureText(words).width + 28;
  pen.fillStyle = colour('--surface');
  pen.strokeStyle = colour('--simulated');
  pen.setLineDash([5, 3]);
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.roundRect((width - wide) / 2, 12, wide, 26, 13);
  pen.fill();
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = colour('--simulated');
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(words, width / 2, 25.5);
  pen.textAlign = 'left';
}

/** Draw the picture of the map as it is shown. */
export async function picture(): Promise<Blob> {
  const map = chart.peek()?.map;
  if (!map) throw new Error('the map is not drawn yet');
  const shot = await drawnMap();
  const ratio = shot.width / map.getContainer().clientWidth;
  const sheet = document.createElement('canvas');
  sheet.width = shot.width;
  sheet.height = shot.height + Math.round(STRIP * ratio);
  const pen = sheet.getContext('2d');
  if (!pen) throw new Error('this browser draws no canvas');
  pen.drawImage(shot, 0, 0);
  pen.scale(ratio, ratio);
  strip(pen, shot.width / ratio, shot.height / ratio, scaleBar(map, url.units.peek()));
  if (onMap.peek().simulated > 0 || status.peek()?.store.simulated) mark(pen, shot.width / ratio);
  return new Promise((done, fail) => {
    sheet.toBlob((blob) => (blob ? done(blob) : fail(new Error('this browser writes no PNG'))), 'image/png');
  });
}

export async function savePicture(): Promise<void> {
  const blob = await picture();
  const link = document.createElement('a');
  const at = isLive.peek() ? serverNow() : (time.peek() ?? serverNow());
  link.href = URL.createObjectURL(blob);
  link.download = `straitwatch-${isoSecond(at).replaceAll(':', '')}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(t('tool.pictureSaved'));
}
