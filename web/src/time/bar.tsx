// The time bar: play, steps, speed, and a slider over a histogram of events.
import { useEffect, useRef, useState } from 'preact/hooks';
import { goLive, jumpTo } from '../app/actions';
import { Icon } from '../app/icons';
import { isLive, now, playing, span, status, time } from '../app/state';
import { isoSecond, url } from '../app/url';
import { count, t } from '../words';
import { drawHistogram, timeAt, xOf } from './histogram';
import { SPEEDS, step, toggle } from './play';
import { replayState } from './replay';
import { events } from './told';

const HOUR = 3_600_000;

function Buttons() {
  const on = playing.value;
  const empty = !span.value;
  return (
    <div class="time-buttons">
      <button class="quiet" disabled={empty} aria-label={t('time.back')} title={t('time.back')} onClick={() => step(-10 * 60_000)}>
        <Icon name="back" />
      </button>
      <button class="play" disabled={empty} aria-label={t(on ? 'time.pause' : 'time.play')} title={t(on ? 'time.pause' : 'time.play')} onClick={toggle}>
        <Icon name={on ? 'pause' : 'play'} size={20} />
      </button>
      <button class="quiet" disabled={empty} aria-label={t('time.forward')} title={t('time.forward')} onClick={() => step(10 * 60_000)}>
        <Icon name="forward" />
      </button>
      <label class="speed">
        <span class="sr">{t('time.speed')}</span>
        <select value={String(url.speed.value ?? 60)} onChange={(event) => void (url.speed.value = Number(event.currentTarget.value))}>
          {SPEEDS.includes(url.speed.value as 60) ? null : <option value={String(url.speed.value)}>{url.speed.value}×</option>}
          {SPEEDS.map((one) => (
            <option key={one} value={String(one)}>
              {count(one)}×
            </option>
          ))}
        </select>
      </label>
      {status.value?.live ? (
        <button class="button live-button" aria-pressed={isLive.value} onClick={goLive}>
          <i class="dot" />
          {t('app.live')}
        </button>
      ) : null}
    </div>
  );
}

/** What the slider needs to know of its own width, and of the theme. */
function useWidth(isThere: boolean): [preact.RefObject<HTMLCanvasElement>, number] {
  const ref = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const held = ref.current;
    if (!held) return undefined;
    const watch = new ResizeObserver(() => setWidth(held.clientWidth));
    watch.observe(held);
    return () => watch.disconnect();
  }, [isThere]);
  return [ref, width];
}

/** Zoom the span about a time: by wheel, or to what was drawn with Shift held. */
function zoomSpan(about: number, by: number): void {
  const bounds = span.peek();
  if (!bounds) return;
  const [from, to] = [about - (about - bounds[0]) * by, about + (bounds[1] - about) * by];
  if (to - from < HOUR) return;
  setSpan(from, to);
}

function setSpan(from: number, to: number): void {
  const said = status.peek()?.store;
  const low = said?.t_min ? Date.parse(said.t_min) : from;
  const high = Math.max(said?.t_max ? Date.parse(said.t_max) : to, status.peek()?.live ? now.peek() : 0);
  url.from.value = from <= low ? null : Math.round(from / 1000) * 1000;
  url.to.value = to >= high ? null : Math.round(to / 1000) * 1000;
}

function Slider() {
  const bounds = span.value;
  const at = isLive.value ? now.value : time.value;
  const isThere = bounds !== null && at !== null;
  const [ref, width] = useWidth(isThere);
  const [over, setOver] = useState<number | null>(null);
  const [chosen, setChosen] = useState<[number, number] | null>(null);
  const rows = events.value.rows;
  const theme = url.theme.value;
  useEffect(() => {
    if (ref.current && bounds && width) drawHistogram(ref.current, rows, bounds, theme);
  }, [ref, rows, bounds?.[0], bounds?.[1], width, theme]);
  if (!isThere) return <div class="slider slider-empty">{t('time.empty')}</div>;
  const share = xOf(at, bounds, 100);
  const place = (event: PointerEvent): number => timeAt(event.clientX - ref.current!.getBoundingClientRect().left, bounds, width);
  const down = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const ms = place(event);
    if (event.shiftKey) setChosen([ms, ms]);
    else jumpTo(ms);
  };
  const move = (event: PointerEvent): void => {
    const ms = place(event);
    setOver(ms);
    if (!(event.buttons & 1)) return;
    if (chosen) setChosen([chosen[0], ms]);
    else jumpTo(ms);
  };
  const up = (): void => {
    if (chosen && Math.abs(chosen[1] - chosen[0]) > 600_000) setSpan(Math.min(...chosen), Math.max(...chosen));
    setChosen(null);
  };
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -24, PageUp: 24 }[event.key];
    if (by !== undefined) step(by * HOUR);
    else if (event.key === 'Home') jumpTo(bounds[0]);
    else if (event.key === 'End') jumpTo(bounds[1]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="slider"
      role="slider"
      tabIndex={0}
      aria-label={t('time.slider')}
      aria-valuemin={bounds[0]}
      aria-valuemax={bounds[1]}
      aria-valuenow={Math.round(at)}
      aria-valuetext={`${isoSecond(at).replace('T', ' ').slice(0, 16)} UTC`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerLeave={() => setOver(null)}
      onKeyDown={key}
      onWheel={(event) => {
        event.preventDefault();
        zoomSpan(timeAt(event.clientX - ref.current!.getBoundingClientRect().left, bounds, width), event.deltaY > 0 ? 1.35 : 0.74);
      }}
    >
      <canvas ref={ref} class="histogram" />
      {chosen ? (
        <span
          class="slider-chosen"
          style={`left:${xOf(Math.min(...chosen), bounds, 100)}%;width:${Math.abs(xOf(chosen[1], bounds, 100) - xOf(chosen[0], bounds, 100))}%`}
        />
      ) : null}
      {share >= 0 && share <= 100 ? <span class="slider-now" style={`left:${share}%`} /> : null}
      {over !== null ? (
        <span class="slider-over" style={`left:${Math.min(94, Math.max(6, xOf(over, bounds, 100)))}%`}>
          {isoSecond(over).slice(5, 16).replace('T', ' ')}
        </span>
      ) : null}
    </div>
  );
}

function SpanWords() {
  const bounds = span.value;
  const said = replayState.value;
  if (!bounds) return null;
  const narrowed = url.from.value !== null || url.to.value !== null;
  return (
    <div class="span-words">
      <span>
        {isoSecond(bounds[0]).slice(0, 10)} – {isoSecond(bounds[1]).slice(0, 10)}
      </span>
      {narrowed ? (
        <button
          class="link"
          onClick={() => {
            url.from.value = null;
            url.to.value = null;
          }}
        >
          {t('time.whole')}
        </button>
      ) : null}
      {!isLive.value && said.loading ? <span>{t('time.loading')}</span> : null}
      {!isLive.value && said.error ? <span class="bad">{said.error.message}</span> : null}
      {!isLive.value && said.n && !said.loading ? (
        <span class="only-wide">{said.step > 1 ? t('time.thinned', { n: count(said.n), all: count(said.nFound) }) : t('time.fixes', { n: count(said.n) })}</span>
      ) : null}
    </div>
  );
}

export function TimeBar() {
  return (
    <footer class="timebar" aria-label={t('keys.time')}>
      <div class="time-left">
        <Buttons />
        <SpanWords />
      </div>
      <Slider />
    </footer>
  );
}

