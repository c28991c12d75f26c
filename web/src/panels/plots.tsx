// Fixes of one object turned into plots of speed, course and height over the chosen span.
import uPlot from 'uplot';
import { useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { api } from '../api/client';
import type { TrackColumns } from '../api/types';
import { jumpTo } from '../app/actions';
import { url } from '../app/url';
import { t } from '../words';
import { useAsk } from './ask';
import { Section } from './marks';
import { Plot, UTC_DATE, axes, colour } from './plot';
import { Failed } from './states';
import { altitude, amount, degrees, speed, utc } from './told';

const MOST = 3_000; // points a plot: ours, more than the drawer has columns
const SILENCE_S = 3_600; // a line is not drawn over an hour without a fix: as the events do it
const TALL = 104;

type Column = 'sog_kn' | 'cog_deg' | 'alt_ft';

/** One column against time in s; null parts the line where nothing was heard. */
export function seriesOf(track: TrackColumns, column: Column, silence = SILENCE_S): uPlot.AlignedData {
  const x: number[] = [];
  const y: (number | null)[] = [];
  track.t.forEach((ms, k) => {
    const s = ms / 1000;
    const last = x.at(-1);
    if (last !== undefined && s - last > silence) {
      x.push(last + 1);
      y.push(null);
    }
    if (last !== undefined && s <= last) return;
    x.push(s);
    y.push(track[column][k] ?? null);
  });
  return [x, y];
}

function optionsOf(column: Column, ink: string, read: Signal<number | null>) {
  const dots = column === 'cog_deg';
  return (): Omit<uPlot.Options, 'width' | 'height'> => ({
    tzDate: UTC_DATE,
    legend: { show: false },
    padding: [6, 8, 0, 0],
    cursor: { sync: { key: 'object' }, y: false, points: { size: 5 }, drag: { x: true, y: false } },
    scales: { x: { time: true }, y: dots ? { range: [0, 360] } : { range: (_u, _low, high) => [0, Math.max(high * 1.1, 1)] } },
    axes: axes(dots ? { splits: () => [0, 90, 180, 270, 360], values: (_u, all) => all.map((one) => `${one}°`) } : {}),
    series: [
      {},
      dots
        ? { paths: () => null, points: { show: true, size: 2.5, fill: colour(ink), stroke: colour(ink) } }
        : { stroke: colour(ink), width: 1.3, points: { show: false }, fill: `${colour(ink)}22` },
    ],
    hooks: { setCursor: [(plot) => void (read.value = plot.cursor.idx ?? null)] },
  });
}

function One({ track, column, label, ink, say }: { track: TrackColumns; column: Column; label: string; ink: string; say: (n: number) => string }) {
  const read = useSignal<number | null>(null);
  const data = useMemo(() => seriesOf(track, column), [track, column]);
  const options = useMemo(() => optionsOf(column, ink, read), [column, ink]);
  const at = useRef<uPlot | null>(null);
  const [xs, ys] = [data[0], data[1] ?? []];
  const known = (ys as (number | null)[]).filter((y): y is number => y !== null);
  if (known.length === 0) return null;
  const k = read.value;
  const value = k === null ? null : ys[k];
  const summary = `${say(Math.min(...known))} – ${say(Math.max(...known))}`;
  return (
    <figure class="object-plot">
      <figcaption>
        <b>{label}</b>
        <span class="dim">{k !== null && value !== null && value !== undefined ? `${say(value)} · ${utc((xs[k] ?? 0) * 1000)}` : summary}</span>
      </figcaption>
      <div
        onDblClick={() => {
          const s = at.current?.cursor.left !== undefined ? at.current.posToVal(at.current.cursor.left, 'x') : NaN;
          if (Number.isFinite(s)) jumpTo(s * 1000);
        }}
      >
        <Plot data={data} options={options} height={TALL} label={`${label}: ${summary}`} onMade={(plot) => void (at.current = plot)} />
      </div>
    </figure>
  );
}

export function Plots({ id, from, to, aircraft }: { id: string; from?: string | undefined; to?: string | undefined; aircraft: boolean }) {
  const question = { ...(from ? { from } : {}), ...(to ? { to } : {}), at_most: MOST };
  const { data, error, again } = useAsk(`${id}|${JSON.stringify(question)}`, (signal) => api.track(id, question, signal));
  const n = data ? { n: amount(data.n), m: amount(data.n_found) } : { n: '', m: '' };
  const units = url.units.value;
  return (
    <Section title={t('object.plots')} count={data ? t(data.n === data.n_found ? 'object.fixesIn.all' : 'object.fixesIn', n) : undefined}>
      {error ? <Failed error={error} again={again} /> : null}
      {data && data.n === 0 ? <p class="note">{t('object.noPlot')}</p> : null}
      {data && data.n > 0 ? (
        <div data-units={units}>
          <One track={data} column="sog_kn" label={t('object.plotSpeed')} ink="--accent" say={speed} />
          <One track={data} column="cog_deg" label={t('object.plotCourse')} ink="--reported" say={degrees} />
          {aircraft ? <One track={data} column="alt_ft" label={t('object.plotAltitude')} ink="--inferred" say={altitude} /> : null}
        </div>
      ) : null}
    </Section>
  );
}
