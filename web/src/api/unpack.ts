// Packed positions turned into arrays by slot: docs/live-stream.md tells the format byte by byte.

const VERSION = 1;
const TURN = 181;
const AGE = 64;
const WHOLE = 128;
const BITS = [1, 1, 2, 4, 8, 16, 32, 256] as const;
const LON = 0;
const LAT = 1;
const COG = 2;
const SOG = 3;
const HEADING = 4;
const ALT = 5;
const VRATE = 6;
const NAV = 7;
const COLUMNS = 8;
const FIRST_SIZE = 1024;
const MOST_SLOTS = 1 << 20; // twice what the server has: more is no stream of ours

/** The newest state of each object, by slot: codes as they are sent, and their values. */
export class LiveObjects {
  /** Codes of lon, lat, cog, sog, heading, alt, vrate, nav status: one array each. */
  columns: Int32Array[] = Array.from({ length: COLUMNS }, () => new Int32Array(FIRST_SIZE));
  /** When the fix was made, ms since 1970, right to 1.5 s. */
  t = new Float64Array(FIRST_SIZE);
  /** 1 where there is an object. */
  there = new Uint8Array(FIRST_SIZE);
  /** One more than the highest slot used. */
  end = 0;

  /** Forget all. */
  clear(): void {
    this.there.fill(0);
    this.end = 0;
  }

  /** Make room for slots below `size`. */
  grow(size: number): void {
    const have = this.t.length;
    this.end = Math.max(this.end, size);
    if (size <= have) return;
    if (size > MOST_SLOTS) throw new RangeError(`slot ${size - 1} is no slot`);
    const more = Math.max(size, 2 * have);
    const wider = <A extends Int32Array | Float64Array | Uint8Array>(made: A, old: A): A => {
      made.set(old);
      return made;
    };
    this.columns = this.columns.map((old) => wider(new Int32Array(more), old));
    this.t = wider(new Float64Array(more), this.t);
    this.there = wider(new Uint8Array(more), this.there);
  }

  private code(column: number, slot: number): number {
    return this.columns[column]?.[slot] ?? 0;
  }

  private value(column: number, slot: number, none: number, step: number): number | null {
    const code = this.code(column, slot);
    return code === 0 ? null : (code - none) * step;
  }

  lon(slot: number): number {
    return this.code(LON, slot) / 1e5;
  }

  lat(slot: number): number {
    return this.code(LAT, slot) / 1e5;
  }

  cog(slot: number): number | null {
    return this.value(COG, slot, 1, 2);
  }

  heading(slot: number): number | null {
    return this.value(HEADING, slot, 1, 2);
  }

  /** In knots. */
  sog(slot: number): number | null {
    const code = this.code(SOG, slot);
    return code === 0 ? null : (code - 1) / 10;
  }

  /** In feet. */
  alt(slot: number): number | null {
    return this.value(ALT, slot, 101, 25);
  }

  /** In feet a minute. */
  vrate(slot: number): number | null {
    return this.value(VRATE, slot, 513, 64);
  }

  nav(slot: number): number | null {
    return this.value(NAV, slot, 1, 1);
  }
}

class Numbers {
  at = 1;

  constructor(private readonly data: Uint8Array) {}

  next(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.data[this.at];
      if (byte === undefined || scale > 2 ** 49) throw new RangeError('packed positions end too early');
      this.at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  signed(): number {
    const value = this.next();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  get over(): boolean {
    return this.at === this.data.length;
  }
}

export interface Told {
  /** Moment of the tick, ms since 1970. */
  tMs: number;
  /** Slots that were told, rising. */
  slots: Uint32Array;
  /** 1 for those that were not known before. */
  whole: Uint8Array;
}

/** Read one packed tick into what is known. A RangeError tells that the bytes are none of ours. */
export function unpack(data: Uint8Array, into: LiveObjects): Told {
  if (data[0] !== VERSION) throw new RangeError(`packed positions of version ${data[0]}: reload the page`);
  const numbers = new Numbers(data);
  const tMs = numbers.next();
  const common = numbers.signed();
  const n = numbers.next();
  if (n > data.length) throw new RangeError('more rows than bytes');
  const slots = new Uint32Array(n);
  const masks = new Uint16Array(n);
  const whole = new Uint8Array(n);
  let slot = 0;
  for (let row = 0; row < n; row += 1) {
    slot += numbers.next();
    slots[row] = slot;
  }
  into.grow(n > 0 ? slot + 1 : 0);
  for (let row = 0; row < n; row += 1) {
    const mask = numbers.next();
    masks[row] = mask;
    const at = slots[row] as number;
    into.there[at] = 1;
    if (mask & WHOLE) {
      whole[row] = 1;
      for (const column of into.columns) column[at] = 0;
    }
  }
  for (let column = 0; column < COLUMNS; column += 1) {
    const known = into.columns[column] as Int32Array;
    const bit = BITS[column] as number;
    const round = column === COG || column === HEADING;
    for (let row = 0; row < n; row += 1) {
      if (!((masks[row] as number) & bit)) continue;
      const at = slots[row] as number;
      const moved = (known[at] as number) + numbers.signed();
      known[at] = round ? (moved + TURN) % TURN : moved;
    }
  }
  for (let row = 0; row < n; row += 1) {
    const age = common + ((masks[row] as number) & AGE ? numbers.signed() : 0);
    into.t[slots[row] as number] = tMs - 1000 * age;
  }
  if (!numbers.over) throw new RangeError('bytes are left over');
  return { tMs, slots, whole };
}

/** Turn base64 into bytes. */
export function fromBase64(text: string): Uint8Array {
  const letters = atob(text);
  const data = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) data[place] = letters.charCodeAt(place);
  return data;
}
