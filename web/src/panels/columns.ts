// Rows of days turned into columns of a chart, a table and a CSV: what is simulated stands apart.
import type { ChartRow } from '../api/types';

export interface Series {
  name: string;
  simulated: boolean;
  values: number[];
  total: number;
}

export interface Columns {
  /** ISO dates, none left out. */
  days: string[];
  series: Series[];
  total: number;
  simulated: number;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 800;
const MOST_SERIES = 8; // colours that can be told apart: ours

/** All days from the first to the last, both included. */
export function daysBetween(first: string, last: string): string[] {
  const [a, b] = [Date.parse(first), Date.parse(last)];
  const n = Math.min(MOST_DAYS, Math.max(0, Math.round((b - a) / DAY_MS)) + 1);
  return Array.from({ length: n }, (_, k) => new Date(a + k * DAY_MS).toISOString().slice(0, 10));
}

/**
 * Put rows into columns.
 *
 * `n` of a row counts the simulated ones too; they are taken off, and drawn as a series of their own.
 */
export function columnsOf(rows: readonly ChartRow[], name: (row: ChartRow) => string, simulatedName: string, rest: string, withSimulated: boolean): Columns {
  const dated = rows.map((row) => row.day).sort();
  const days = dated.length ? daysBetween(dated[0] ?? '', dated.at(-1) ?? '') : [];
  const index = new Map(days.map((day, k) => [day, k]));
  const named = new Map<string, number[]>();
  const simulated = days.map(() => 0);
  for (const row of rows) {
    const k = index.get(row.day);
    if (k === undefined) continue;
    simulated[k] = (simulated[k] ?? 0) + row.simulated;
    const real = row.n - row.simulated;
    if (real <= 0) continue;
    const values = named.get(name(row)) ?? days.map(() => 0);
    values[k] = (values[k] ?? 0) + real;
    named.set(name(row), values);
  }
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const all = [...named].map(([key, values]) => ({ name: key, simulated: false, values, total: sum(values) })).sort((a, b) => b.total - a.total);
  const series = all.slice(0, all.length > MOST_SERIES ? MOST_SERIES - 1 : MOST_SERIES);
  const others = all.slice(series.length);
  if (others.length) {
    const values = days.map((_, k) => sum(others.map((one) => one.values[k] ?? 0)));
    series.push({ name: rest, simulated: false, values, total: sum(values) });
  }
  const n = sum(simulated);
  if (withSimulated && n > 0) series.push({ name: simulatedName, simulated: true, values: simulated, total: n });
  return { days, series, total: sum(all.map((one) => one.total)), simulated: n };
}

const quoted = (cell: string | number): string => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));

/** The same numbers as a CSV, one row a day. */
export function csvOf(columns: Columns, day: string): string {
  const head = [day, ...columns.series.map((one) => one.name)];
  const rows = columns.days.map((date, k) => [date, ...columns.series.map((one) => one.values[k] ?? 0)]);
  return `\uFEFF${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

/** Heights at which each series of a stack ends, the lowest first. */
export function stacked(series: readonly Series[]): number[][] {
  const tops: number[][] = [];
  series.forEach((one, k) => tops.push(one.values.map((value, day) => value + (tops[k - 1]?.[day] ?? 0))));
  return tops;
}
