// Names of symbols turned into pictures: `ship/#59c2f0/solid`, `event/transit/simulated`.
import type { Map as MapLibre } from 'maplibre-gl';
import type { Certainty } from '../api/types';
import type { Palette } from './palette';

export type Shape = 'ship' | 'still' | 'aircraft' | 'station' | 'reported';

const SIZE = 28; // logical pixels of a symbol's square
const RATIO = 2; // drawn so much finer, for sharp screens
/** Pixels a side of a craft's picture. */
export const PICTURE_PX = SIZE * RATIO;

// Bow up, on a square of 28.
const OUTLINES: Record<Shape, string> = {
  ship: 'M14 2.500C17 6 18.6 9.6 18.6 13V24.500L14 22.600L9.4 24.500V13C9.4 9.6 11 6 14 2.500Z',
  still: 'M14 8.200a5.8 5.8 0 1 1-.01 0Z',
  aircraft:
    'M14 2.500C15.2 3.4 15.5 5 15.5 7V11L25 17V19.200L15.5 16.300V21.500L18.6 23.800V25.500L14 24.200L9.4 25.500V23.800L12.5 21.500V16.300L3 19.200V17L12.5 11V7C12.5 5 12.8 3.4 14 2.500Z',
  station: 'M8 8H20V20H8Z',
  reported: 'M14 5.500L21.5 9.800V18.200L14 22.500L6.5 18.200V9.800Z',
};

function canvas(size: number): [OffscreenCanvasRenderingContext2D, OffscreenCanvas] {
  const sheet = new OffscreenCanvas(size * RATIO, size * RATIO);
  const pen = sheet.getContext('2d');
  if (!pen) throw new Error('this browser draws no canvas');
  pen.scale(RATIO, RATIO);
  pen.lineJoin = 'round';
  pen.lineCap = 'round';
  return [pen, sheet];
}

const pixels = (pen: OffscreenCanvasRenderingContext2D, sheet: OffscreenCanvas): ImageData =>
  pen.getImageData(0, 0, sheet.width, sheet.height);

/** A craft: filled where it was heard, hollow and dashed where it is simulated. */
function drawCraft(shape: Shape, colour: string, hollow: boolean, palette: Palette): ImageData {
  const [pen, sheet] = canvas(SIZE);
  const outline = new Path2D(OUTLINES[shape]);
  pen.strokeStyle = palette.outline;
  pen.lineWidth = hollow ? 3.6 : 2.6;
  pen.stroke(outline);
  if (hollow) {
    pen.fillStyle = palette.halo;
    pen.globalAlpha = 0.72;
    pen.fill(outline);
    pen.globalAlpha = 1;
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.setLineDash([4.2, 2.4]);
    pen.stroke(outline);
  } else {
    pen.fillStyle = colour;
    pen.fill(outline);
  }
  if (shape === 'station') {
    pen.setLineDash([]);
    pen.fillStyle = hollow ? colour : palette.outline;
    pen.beginPath();
    pen.arc(14, 14, 2.2, 0, 7);
    pen.fill();
  }
  return pixels(pen, sheet);
}

type Sign = 'pass' | 'enter' | 'leave' | 'gap' | 'loiter' | 'near' | 'flight' | 'seen' | 'anchor' | 'doubt' | 'none' | 'voyage';

// Strokes on a square of 28, inside a badge of radius 10.
const SIGNS: Record<Sign, string> = {
  pass: 'M14 8.500V11M14 17V19.500M8.5 14H19M16 11L19 14L16 17',
  enter: 'M18.5 9V19M8.5 14H15.500M12.5 11L15.5 14L12.5 17',
  leave: 'M9.5 9V19M12 14H19.500M16.5 11L19.5 14L16.5 17',
  gap: 'M8 14H11M17 14H20M13 11.500L12.5 16.500M15.5 11.500L15 16.5',
  loiter: 'M17.5 11A4.6 4.6 0 1 0 18.6 14.500M18.8 9.300L17.7 11.300L15.5 10.7',
  near: 'M10.5 12a2 2 0 1 0 .01 0M17.5 12a2 2 0 1 0 .01 0',
  flight: 'M14 8.500V19.500M8.8 15L14 12L19.2 15M11.8 19.500H16.2',
  seen: 'M8.5 14C10.5 10.8 17.5 10.8 19.5 14C17.5 17.2 10.5 17.2 8.5 14ZM14 12.800a1.2 1.2 0 1 0 .01 0',
  anchor: 'M14 11.500V19.200M14 8.800a1.3 1.3 0 1 0 .01 0M9.5 15.500C10 18 12 19.3 14 19.300C16 19.3 18 18 18.5 15.5',
  doubt: 'M14 9V15.500M14 18.600V18.7',
  none: 'M14 9.500a4.5 4.5 0 1 0 .01 0M10.8 17.200L17.2 10.8',
  voyage: 'M9 18C9 13 12.5 15.5 14 13.500C15.5 11.5 13.5 10 18.5 9.500M16 8.500L18.8 9.500L17.5 12',
};

const SIGN_OF: Record<string, Sign> = {
  transit: 'pass', crossing: 'pass', passage: 'pass', entry: 'enter', exit: 'leave', gap: 'gap',
  loitering: 'loiter', proximity: 'near', encounter: 'near', flight_operations: 'flight',
  scramble: 'flight', observation: 'seen', first_sighting: 'seen', port_visit: 'anchor',
  anchoring: 'anchor', impossible_position: 'doubt', spoof: 'doubt', identity_change: 'doubt',
  reported_absence: 'none', absence: 'none', deployment: 'voyage', voyage: 'voyage',
};

const BORDER: Record<Certainty, number[]> = {
  observed: [],
  reported: [],
  inferred: [0.8, 2.8],
  simulated: [3.6, 2.4],
};

/** An event: a badge whose border tells how sure it is, and a sign that tells its kind. */
function drawEvent(kind: string, certainty: Certainty, palette: Palette): ImageData {
  const [pen, sheet] = canvas(SIZE);
  const colour = palette.certainty[certainty];
  const badge = new Path2D();
  badge.arc(14, 14, 10.2, 0, 7);
  pen.fillStyle = palette.cluster;
  pen.fill(badge);
  pen.strokeStyle = palette.outline;
  pen.lineWidth = 3.4;
  pen.stroke(badge);
  pen.strokeStyle = colour;
  pen.lineWidth = certainty === 'observed' ? 2.2 : 1.8;
  pen.setLineDash(BORDER[certainty]);
  pen.stroke(badge);
  if (certainty === 'reported') {
    const inner = new Path2D();
    inner.arc(14, 14, 12.8, 0, 7);
    pen.lineWidth = 0.9;
    pen.stroke(inner);
  }
  pen.setLineDash([]);
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 1.5;
  pen.stroke(new Path2D(SIGNS[SIGN_OF[kind] ?? 'doubt']));
  return pixels(pen, sheet);
}

function drawRing(colour: string, dashed: boolean): ImageData {
  const [pen, sheet] = canvas(44);
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  if (dashed) pen.setLineDash([4, 4]);
  for (let corner = 0; corner < 4; corner += 1) {
    const middle = (corner * Math.PI) / 2 + Math.PI / 4;
    pen.beginPath();
    pen.arc(22, 22, 19, middle - 0.5, middle + 0.5);
    pen.stroke();
  }
  return pixels(pen, sheet);
}

function drawArrow(colour: string): ImageData {
  const [pen, sheet] = canvas(16);
  pen.fillStyle = colour;
  pen.fill(new Path2D('M8 1.500L13.5 12.500L8 10L2.5 12.500Z'));
  return pixels(pen, sheet);
}

export function pictureOf(id: string, palette: Palette): ImageData | null {
  const [what, first = '', second = ''] = id.split('/');
  if (what === 'event') return drawEvent(first, second as Certainty, palette);
  if (what === 'ring') return drawRing(palette.chosen, first === 'pointed');
  if (what === 'arrow') return drawArrow(palette.gate);
  if (what && what in OUTLINES) return drawCraft(what as Shape, first, second === 'hollow', palette);
  return null;
}

/** Pictures of a map, drawn when first asked for. */
export class Symbols {
  private readonly known = new Set<string>();

  constructor(
    private readonly map: MapLibre,
    private palette: Palette,
  ) {}

  need(id: string): string {
    if (this.known.has(id)) return id;
    const picture = pictureOf(id, this.palette);
    if (picture && !this.map.hasImage(id)) this.map.addImage(id, picture, { pixelRatio: RATIO });
    this.known.add(id);
    return id;
  }

  /** Draw all again in another theme's colours. Craft carry their colour in the name: they go. */
  repaint(palette: Palette): void {
    this.palette = palette;
    for (const id of this.known) {
      const picture = pictureOf(id, palette);
      if (picture) this.map.updateImage(id, picture);
    }
  }
}
