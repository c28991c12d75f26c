// Columns turned into a chart with its legend, its table and its files.
import uPlot from 'uplot';
import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Icon } from '../app/icons';
import { t } from '../words';
import type { Columns, Series } from './columns';
import { csvOf, stacked } from './columns';
import { Plot, UTC_DATE, axes, colour } from './plot';
import { saveBlob } from './save';
import { amount, dayOf } from './told';

const TALL = 190;
const DAY_S = 86_400;

const inkOf = (series: Series, k: number): string => (series.simulated ? '--simulated' : `--series-${k % 8}`);

/** Diagonal lines: what is simulated is never a solid column. */
function hatch(context: CanvasRenderingContext2D, ink: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6;
  const pen = tile.getContext('2d');
  if (!pen) return ink;
  pen.strokeStyle = ink;
  pen.lineWidth = 1.2;
  pen.beginPath();
  pen.moveTo(-1, 7);
  pen.lineTo(7, -1);
  pen.stroke();
  return context.createPattern(tile, 'repeat') ?? ink;
}

function optionsOf(columns: Columns) {
  return (): Omit<uPlot.Options, 'width' | 'height'> => {
    const bars = uPlot.paths.bars?.({ size: [0.72, 34], align: 0 });
    const drawn = columns.series.map((one, k): uPlot.Series => {
      const ink = colour(inkOf(one, k));
      return {
        label: one.name,
        paths: bars,
        points: { show: false },
        stroke: one.simulated ? ink : undefined,
        width: one.simulated ? 1 : 0,
        fill: one.simulated ? (plot: uPlot) => hatch(plot.ctx, ink) as string : ink,
      };
    });
    return {
      tzDate: UTC_DATE,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: true, range: (_u, low, high) => [low - DAY_S * 0.6, high + DAY_S * 0.6] },
        y: { range: (_u, _low, high) => [0, Math.max(high * 1.08, 1)] },
      },
      axes: axes({ incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000], values: (_u, all) => all.map((one) => amount(one)) }),
      series: [{}, ...drawn.reverse()],
    };
  };
}

function dataOf(columns: Columns): uPlot.AlignedData {
  const x = columns.days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  return [x, ...stacked(columns.series).reverse()] as uPlot.AlignedData;
}

function Legend({ columns }: { columns: Columns }) {
  return (
    <ul class="legend">
      {columns.series.map((one, k) => (
        <li key={one.name}>
          <i class={one.simulated ? 'swatch swatch-simulated' : 'swatch'} style={{ '--of': `var(${inkOf(one, k)})` }} aria-hidden="true" />
          {one.name} <b>{amount(one.total)}</b>
        </li>
      ))}
    </ul>
  );
}

function Table({ columns, caption }: { columns: Columns; caption: string }) {
  const told = columns.days.map((day, k) => ({ day, k })).filter(({ k }) => columns.series.some((one) => one.values[k]));
  return (
    <details class="raw chart-table">
      <summary>{t('charts.table')}</summary>
      <div class="table-box" tabIndex={0} role="region" aria-label={caption}>
        <table class="table">
          <caption class="sr">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t('charts.day')}</th>
              {columns.series.map((one) => (
                <th key={one.name} scope="col" class="num">
                  {one.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {told.map(({ day, k }) => (
              <tr key={day}>
                <th scope="row">{dayOf(Date.parse(day))}</th>
                {columns.series.map((one) => (
                  <td key={one.name} class="num">
                    {one.values[k] ? amount(one.values[k], 1) : '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The chart as a picture with its title and legend, on the page's ground. */
function savePicture(plot: uPlot, columns: Columns, title: string, name: string): void {
  const ratio = plot.ctx.canvas.width / plot.width;
  const [wide, head, line] = [plot.ctx.canvas.width, 34 * ratio, 18 * ratio];
  const canvas = document.createElement('canvas');
  canvas.width = wide;
  canvas.height = plot.ctx.canvas.height + head + line * columns.series.length + 8 * ratio;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.fillStyle = colour('--surface');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = colour('--ink');
  pen.font = `600 ${14 * ratio}px ${colour('--font')}`;
  pen.fillText(title, 12 * ratio, 22 * ratio);
  pen.drawImage(plot.ctx.canvas, 0, head);
  pen.font = `${11 * ratio}px ${colour('--font')}`;
  columns.series.forEach((one, k) => {
    const y = plot.ctx.canvas.height + head + line * k + 12 * ratio;
    pen.fillStyle = colour(inkOf(one, k));
    if (one.simulated) pen.fillStyle = hatch(pen, colour(inkOf(one, k)));
    pen.fillRect(12 * ratio, y - 8 * ratio, 10 * ratio, 10 * ratio);
    pen.fillStyle = colour('--ink');
    pen.fillText(`${one.name}: ${amount(one.total)}`, 28 * ratio, y);
  });
  canvas.toBlob((blob) => blob && saveBlob(blob, `${name}.png`), 'image/png');
}

const saveTable = (columns: Columns, name: string): void => saveBlob(new Blob([csvOf(columns, t('charts.day'))], { type: 'text/csv' }), `${name}.csv`);

function Files({ title, picture, table }: { title: string; picture: () => void; table: () => void }) {
  return (
    <span class="chart-files">
      <button class="quiet" aria-label={`${title}: ${t('charts.png')}`} onClick={picture}>
        <Icon name="picture" size={14} />
        {t('charts.png')}
      </button>
      <button class="quiet" aria-label={`${title}: ${t('charts.csv')}`} onClick={table}>
        <Icon name="download" size={14} />
        {t('charts.csv')}
      </button>
    </span>
  );
}

export interface ChartProps {
  id: string;
  title: string;
  note: string;
  columns: Columns;
  coverage: string | null;
  /** Of what is not simulated. */
  total: number;
  children?: ComponentChildren;
}

export function ChartFigure({ id, title, note, columns, coverage, total, children }: ChartProps) {
  const data = useMemo(() => dataOf(columns), [columns]);
  const options = useMemo(() => optionsOf(columns), [columns]);
  const plot = useRef<uPlot | null>(null);
  const name = `straitwatch-${id}-${columns.days[0] ?? ''}-${columns.days.at(-1) ?? ''}`;
  const empty = columns.series.length === 0;
  const label = t('charts.describe', { title, days: amount(columns.days.length), n: amount(total + columns.simulated) });
  return (
    <figure class="chart" data-chart={id} data-total={total} data-simulated={columns.simulated}>
      <figcaption>
        <h3 class="title">{title}</h3>
        <span class="dim">
          {t('charts.total', { n: amount(total) })}
          {columns.simulated ? ` · ${t('charts.each', { name: t('common.simulated'), n: amount(columns.simulated) })}` : ''}
        </span>
        {empty ? null : <Files title={title} picture={() => plot.current && savePicture(plot.current, columns, title, name)} table={() => saveTable(columns, name)} />}
      </figcaption>
      {empty ? (
        <p class="empty">{t('charts.empty')}</p>
      ) : (
        <>
          <Plot data={data} options={options} height={TALL} label={label} onMade={(made) => void (plot.current = made)} />
          <Legend columns={columns} />
          <Table columns={columns} caption={title} />
        </>
      )}
      {children}
      <p class="note">{note}</p>
      {coverage ? (
        <details class="raw">
          <summary>{t('charts.coverage')}</summary>
          <p class="note">{coverage}</p>
        </details>
      ) : null}
    </figure>
  );
}
