// The stream of live positions turned into a store of objects and calls of those who draw it.
import { address } from './client';
import type { Craft, FeedHealth } from './types';
import { LiveObjects, fromBase64, unpack, type Told } from './unpack';

export type Box = readonly [west: number, south: number, east: number, north: number];
export type LiveState = 'closed' | 'connecting' | 'open' | 'waiting' | 'refused';

/** Who has a slot. */
export interface Who {
  id: string;
  name: string | null;
  callsign: string | null;
  flag: string | null;
  craft: Craft | null;
  type: string | null;
  imo: number | null;
  length_m: number | null;
  destination: string | null;
  source: string | null;
  simulated: boolean;
}

export interface LiveCalls {
  /** All is new: forget what was drawn. */
  snapshot?: (told: Told) => void;
  positions?: (told: Told) => void;
  /** These slots are empty; what was in them still can be read during the call. */
  gone?: (slots: readonly number[]) => void;
  said?: (slots: readonly number[]) => void;
  feeds?: (rows: FeedHealth[]) => void;
  /** Events were committed; the newest has this number. */
  events?: (seq: number) => void;
  state?: (state: LiveState, why: string) => void;
}

const SILENT_MS = 40_000; // the server says something each 15 s
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const STILL_MS = 400; // so long a view must stand still before a box is asked for
const HIDDEN_MS = 30_000; // a page out of sight lets its connection go: browsers have six for a server
const MARGIN = 0.5; // of the view, on each side
const MOST_AREA = 30; // of the view: beyond it a box is too much of what is not seen

/** Cut an event stream into messages, whatever pieces it comes in. */
export class Messages {
  private text = '';

  /** Take a piece; give the messages that are whole. */
  take(piece: string): { event: string; id: string; data: string }[] {
    this.text += piece.replaceAll('\r', '');
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop() ?? '';
    const found = [];
    for (const block of blocks) {
      const message = { event: 'message', id: '', data: '' };
      for (const line of block.split('\n')) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon);
        const value = line.slice(colon + 1).replace(/^ /, '');
        if (name === 'event') message.event = value;
        else if (name === 'id') message.id = value;
        else if (name === 'data') message.data += value;
      }
      if (message.data) found.push(message);
    }
    return found;
  }
}

/** The box to ask for so that a view can move a little without asking again. */
export function around(view: Box): Box | null {
  const [west, south, east, north] = view;
  const width = east - west;
  const height = north - south;
  if (width * (1 + 2 * MARGIN) >= 360) return null;
  const lon = (value: number): number => ((((value + 180) % 360) + 360) % 360) - 180;
  return [
    lon(west - MARGIN * width),
    Math.max(-90, south - MARGIN * height),
    lon(east + MARGIN * width),
    Math.min(90, north + MARGIN * height),
  ];
}

/** Whether a view lies in a box, and the box is not far larger: then nothing new is to be asked. */
export function serves(box: Box | null, view: Box): boolean {
  const [west, south, east, north] = view;
  const width = east - west;
  if (box === null) return width * (1 + 2 * MARGIN) >= 120;
  const span = (((box[2] - box[0]) % 360) + 360) % 360 || 360;
  const from = (((west - box[0]) % 360) + 360) % 360;
  const inside = from + width <= span && south >= Math.max(box[1], -90) && north <= Math.min(box[3], 90);
  return inside && span * (box[3] - box[1]) <= MOST_AREA * width * (north - south);
}

/** Reads the stream, comes back when it ends, asks for another box when the view moves. */
export class LiveStream {
  readonly objects = new LiveObjects();
  readonly who: (Who | undefined)[] = [];
  state: LiveState = 'closed';
  /** Moment of the last tick, ms since 1970. */
  tMs = 0;
  private box: Box | null = null;
  private view: Box | null = null;
  private stop: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private still: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private hide: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;

  constructor(
    private readonly calls: LiveCalls,
    private readonly path = '/api/live',
    private readonly hiddenMs = HIDDEN_MS,
  ) {}

  /** Begin, for a view; null is the world. */
  open(view: Box | null): void {
    this.view = view;
    globalThis.document?.addEventListener('visibilitychange', this.sight);
    this.again();
  }

  close(): void {
    globalThis.document?.removeEventListener('visibilitychange', this.sight);
    clearTimeout(this.hide);
    this.end();
    this.tell('closed', '');
  }

  /** Let the stream go while the page is hidden; come back at once when it is seen. */
  private readonly sight = (): void => {
    clearTimeout(this.hide);
    if (document.hidden) {
      this.hide = setTimeout(() => {
        this.end();
        this.tell('waiting', 'the page is hidden');
      }, this.hiddenMs);
    } else if (this.state === 'waiting') {
      this.failures = 0;
      this.again();
    }
  };

  /** Tell where the map looks now; another box is asked for when it must, once it stands still. */
  look(view: Box): void {
    this.view = view;
    clearTimeout(this.still);
    if (this.state === 'closed' || (this.state === 'open' && serves(this.box, view))) return;
    this.still = setTimeout(() => {
      if (this.state === 'open' && this.view && !serves(this.box, this.view)) this.again();
    }, STILL_MS);
  }

  private end(): void {
    clearTimeout(this.timer);
    clearTimeout(this.still);
    clearTimeout(this.watch);
    this.stop?.abort();
    this.stop = null;
  }

  private again(): void {
    this.end();
    const stop = new AbortController();
    this.stop = stop;
    this.tell('connecting', '');
    void this.read(stop);
  }

  private async read(stop: AbortController): Promise<void> {
    const box = this.view && around(this.view);
    const query = { encoding: 'packed', bbox: box?.map((one) => one.toFixed(4)).join(',') };
    let why = 'the stream ended';
    let wait = 0;
    try {
      this.alive(stop);
      const answer = await fetch(address(this.path, query), {
        signal: stop.signal,
        credentials: 'same-origin',
        headers: { accept: 'text/event-stream' },
      });
      if (!answer.ok || !answer.body) {
        why = await reasonOf(answer);
        if (answer.status < 500 && answer.status !== 429) {
          if (this.stop === stop) this.end();
          this.tell('refused', why);
          return;
        }
        wait = 1000 * Number(answer.headers.get('retry-after') ?? 0);
      } else {
        await this.follow(answer.body, stop);
      }
    } catch (error) {
      if (this.stop !== stop) return; // ended by us: another one reads
      why = error instanceof Error ? error.message : String(error);
    }
    if (this.stop === stop) this.later(why, wait);
  }

  private async follow(body: ReadableStream<Uint8Array>, stop: AbortController): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const messages = new Messages();
    for (;;) {
      const { done, value } = await reader.read();
      if (this.stop !== stop || done) return;
      this.alive(stop);
      for (const { event, data } of messages.take(decoder.decode(value, { stream: true }))) {
        this.take(event, data);
      }
    }
  }

  /** Come back after a while: longer each time, and not all pages at the same moment. */
  private later(why: string, least: number): void {
    this.end();
    const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
    this.tell('waiting', why);
    this.timer = setTimeout(() => this.again(), Math.max(least, grown * (0.5 + Math.random())));
  }

  /** Give up a stream that says nothing, not even that it lives. */
  private alive(stop: AbortController): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      if (this.stop === stop) this.later('the server went silent', 0);
    }, SILENT_MS);
  }

  private tell(state: LiveState, why: string): void {
    this.state = state;
    this.calls.state?.(state, why);
  }

  /** Take one message. */
  take(event: string, data: string): void {
    if (event === 'positions') this.move(unpack(fromBase64(data), this.objects), this.calls.positions);
    else if (event === 'snapshot') this.begin(JSON.parse(data) as { box: Box | null; positions: string });
    else if (event === 'said') this.name(JSON.parse(data) as { columns: string[]; rows: unknown[][] });
    else if (event === 'gone') this.lose((JSON.parse(data) as { slots: number[] }).slots);
    else if (event === 'feeds') this.calls.feeds?.((JSON.parse(data) as { feeds: FeedHealth[] }).feeds);
    else if (event === 'events') this.calls.events?.((JSON.parse(data) as { seq: number }).seq);
  }

  private begin(said: { box: Box | null; positions: string }): void {
    this.box = said.box;
    this.failures = 0;
    this.objects.clear();
    this.who.length = 0;
    this.tell('open', '');
    this.move(unpack(fromBase64(said.positions), this.objects), this.calls.snapshot);
    if (this.view) this.look(this.view); // it may have moved while this was on its way
  }

  private move(told: Told, call: ((told: Told) => void) | undefined): void {
    this.tMs = told.tMs;
    call?.(told);
  }

  private name(said: { columns: string[]; rows: unknown[][] }): void {
    const slots: number[] = [];
    for (const row of said.rows) {
      const one = Object.fromEntries(said.columns.map((name, place) => [name, row[place]]));
      const slot = one['slot'] as number;
      this.who[slot] = one as unknown as Who;
      slots.push(slot);
    }
    this.calls.said?.(slots);
  }

  private lose(slots: number[]): void {
    this.calls.gone?.(slots);
    for (const slot of slots) {
      this.objects.there[slot] = 0;
      this.who[slot] = undefined;
    }
  }
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const said = JSON.parse(text) as { error?: unknown };
    if (typeof said.error === 'string') return said.error;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `${answer.status} ${answer.statusText}`;
}
