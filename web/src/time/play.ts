// Playing, stepping and the first time shown.
import { batch, effect, signal, untracked } from '@preact/signals';
import { goLive, jumpTo } from '../app/actions';
import { addKeys } from '../app/registry';
import { isLive, playing, span, status, time } from '../app/state';
import { url } from '../app/url';
import { ReplayStore } from './replay';

export const SPEEDS = [1, 10, 60, 300, 600, 1800, 3600, 10_000] as const;
const TICK_MS = 50; // the shown time moves so often
const URL_MS = 2000; // and the address so often

export const replay = signal<ReplayStore | null>(null);

/** Fixes of the span are asked for anew when the span changes, while the map is not live. */
function loadSpan(): void {
  const bounds = span.value;
  if (isLive.value || !bounds) return;
  const [from, to] = bounds;
  const held = untracked(() => replay.value);
  if (held && held.from === from && held.to === to) return;
  held?.stop();
  const next = new ReplayStore(from, to);
  replay.value = next;
  void next.load();
}

export function play(): void {
  const bounds = span.peek();
  if (!bounds || time.peek() === null) return;
  batch(() => {
    if (isLive.peek()) jumpTo(Math.max(bounds[0], bounds[1] - 3_600_000));
    else if ((time.peek() as number) >= bounds[1]) time.value = bounds[0];
    playing.value = true;
  });
}

export function pause(): void {
  playing.value = false;
  if (!isLive.peek() && time.peek() !== null) url.t.value = time.peek();
}

export const toggle = (): void => (playing.value ? pause() : play());

/** Move by a part of the span, or by so many ms. */
export function step(ms: number): void {
  const bounds = span.peek();
  const at = time.peek();
  if (!bounds || at === null) return;
  jumpTo(Math.min(bounds[1], Math.max(bounds[0], at + ms)));
}

export function changeSpeed(by: number): void {
  const at = SPEEDS.findIndex((one) => one >= (url.speed.value ?? 60));
  url.speed.value = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))] ?? 60;
}

function run(): void {
  let before = performance.now();
  let told = before;
  const frame = (moment: number): void => {
    if (!playing.peek()) return;
    const passed = moment - before;
    if (passed >= TICK_MS) {
      before = moment;
      const bounds = span.peek();
      const at = (time.peek() ?? 0) + Math.min(passed, 500) * (url.speed.peek() ?? 60);
      if (bounds && at >= bounds[1]) {
        time.value = bounds[1];
        pause();
        return;
      }
      time.value = at;
      if (moment - told > URL_MS) {
        told = moment;
        url.t.value = Math.round(at);
      }
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

export function startTime(): void {
  effect(loadSpan);
  effect(() => {
    if (playing.value) untracked(run);
  });
  effect(() => {
    // the address tells a time, or another page of the history does
    const told = url.t.value;
    if (told !== null && !playing.peek()) time.value = told;
  });
  effect(() => {
    const bounds = span.value;
    if (bounds && time.peek() === null && url.t.peek() === null && status.peek()?.live === false) time.value = bounds[1];
  });
  const minute = 60_000;
  addKeys(
    { keys: [' ', 'k'], says: 'time.toggle', group: 'keys.time', run: toggle },
    { keys: ['.'], says: 'time.forward', group: 'keys.time', run: () => step(10 * minute) },
    { keys: [','], says: 'time.back', group: 'keys.time', run: () => step(-10 * minute) },
    { keys: ['>'], says: 'time.dayForward', group: 'keys.time', run: () => step(1440 * minute) },
    { keys: ['<'], says: 'time.dayBack', group: 'keys.time', run: () => step(-1440 * minute) },
    { keys: [']'], says: 'time.faster', group: 'keys.time', run: () => changeSpeed(1) },
    { keys: ['['], says: 'time.slower', group: 'keys.time', run: () => changeSpeed(-1) },
    { keys: ['l'], says: 'time.live', group: 'keys.time', run: goLive },
  );
}
