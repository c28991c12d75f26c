// Events of a span turned into bars over an axis of days and hours.
import type { EventRow } from '../api/types';
import type { Theme } from '../app/url';
import { PALETTES } from '../map/palette';

const BAR_PX = 4;
const AXIS_PX = 17;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY];
const MARK_PX = 74; // an axis mark needs so much room

export const xOf = (ms: number, [from, to]: [number, number], width: number): number => ((ms - from) / (to - from)) * width;
export const timeAt = (x: number, [from, to]: [number, number], width: number): number =>
  Math.round(from + Math.min(1, Math.max(0, x / width)) * (to - from));

const KINDS = ['simulated', 'inferred', 'observed', 'reported'] as const;

/** How many events begin in each bar, by certainty. */
export function bins(rows: EventRow[], bounds: [number, number], n: number): Record<(typeof KINDS)[number], Uint32Array> {
  const found = { simulated: new Uint32Array(n), inferred: new Uint32Array(n), observed: new Uint32Array(n), reported: new Uint32Array(n) };
  for (const row of rows) {
    if (!row.t_start) continue;
    const bin = Math.floor(xOf(Date.parse(row.t_start), bounds, n));
    const into = found[row.certainty];
    if (bin >= 0 && bin < n && into) into[bin] = (into[bin] ?? 0) + 1;
  }
  return found;
}

function axis(pen: CanvasRenderingContext2D, bounds: [number, number], width: number, height: number, dim: string, line: string): void {
  const step = STEPS.find((one) => (one / (bounds[1] - bounds[0])) * width >= MARK_PX) ?? STEPS.at(-1)!;
  pen.font = `10.5px ${getComputedStyle(document.body).fontFamily}`;
  pen.textBaseline = 'alphabetic';
  for (let ms = Math.ceil(bounds[0] / step) * step; ms <= bounds[1]; ms += step) {
    const x = Math.round(xOf(ms, bounds, width)) + 0.5;
    const iso = new Date(ms).toISOString();
    const isDay = ms % DAY === 0;
    pen.strokeStyle = line;
    pen.globalAlpha = isDay ? 1 : 0.6;
    pen.beginPath();
    pen.moveTo(x, isDay ? 0 : height - AXIS_PX);
    pen.lineTo(x, height - AXIS_PX + 4);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.fillStyle = dim;
    if (x < width - 36) pen.fillText(isDay ? iso.slice(5, 10) : iso.slice(11, 16), x + 4, height - 4);
  }
}

/** Simulated events are many: bars grow by the root of their number, and reported ones stand out as ticks. */
export function drawHistogram(sheet: HTMLCanvasElement, rows: EventRow[], bounds: [number, number], theme: Theme): void {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [sheet.clientWidth, sheet.clientHeight];
  sheet.width = Math.round(width * ratio);
  sheet.height = Math.round(height * ratio);
  const pen = sheet.getContext('2d');
  if (!pen) return;
  pen.scale(ratio, ratio);
  const palette = PALETTES[theme];
  const style = getComputedStyle(document.documentElement);
  axis(pen, bounds, width, height, style.getPropertyValue('--ink-3'), style.getPropertyValue('--line'));
  const n = Math.max(1, Math.floor(width / BAR_PX));
  const found = bins(rows, bounds, n);
  const room = height - AXIS_PX - 8;
  let most = 1;
  for (let bin = 0; bin < n; bin += 1) most = Math.max(most, KINDS.reduce((sum, kind) => sum + (kind === 'reported' ? 0 : (found[kind][bin] ?? 0)), 0));
  for (let bin = 0; bin < n; bin += 1) {
    let base = height - AXIS_PX;
    const x = (bin * width) / n;
    let sum = 0;
    for (const kind of KINDS.slice(0, 3)) {
      const add = found[kind][bin] ?? 0;
      if (!add) continue;
      const tall = room * (Math.sqrt((sum + add) / most) - Math.sqrt(sum / most));
      sum += add;
      pen.globalAlpha = kind === 'simulated' ? 0.45 : 0.95;
      pen.fillStyle = palette.certainty[kind];
      pen.fillRect(x, base - tall, width / n - 1, tall);
      base -= tall;
    }
    if (found.reported[bin]) {
      pen.globalAlpha = 1;
      pen.fillStyle = palette.certainty.reported;
      pen.beginPath();
      pen.roundRect(x - 1, 3, width / n + 1, 7 + Math.min(8, 2 * (found.reported[bin] ?? 0)), 2);
      pen.fill();
    }
  }
  pen.globalAlpha = 1;
}
