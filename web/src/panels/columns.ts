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
 * What is simulated is a series of its own; a row without a number is in none.
 */
export function columnsOf(rows: readonly (ChartRow & { of?: ChartRow })[], name: (row: ChartRow) => string, simulatedName: string, rest: string, withSimulated: boolean): Columns {
  const dated = rows.map((row) => row.day).sort();
  const days = dated.length ? daysBetween(dated[0] ?? '', dated.at(-1) ?? '') : [];
  const index = new Map(days.map((day, k) => [day, k]));
  const named = new Map<string, number[]>();
  const simulated = days.map(() => 0);
  for (const row of rows) {
    const k = index.get(row.day);
    if (k === undefined) continue;
    simulated[k] = (simulated[k] ?? 0) + (row.simulated ?? 0);
    const real = row.n ?? 0;
    if (real <= 0) continue;
    const key = name(row.of ?? row);
    const values = named.get(key) ?? days.map(() => 0);
    values[k] = (values[k] ?? 0) + real;
    named.set(key, values);
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

/** How many days a row speaks of. */
export const daysOf = (row: ChartRow): number => (row.day_to && row.day_to > row.day ? daysBetween(row.day, row.day_to).length : 1);

/**
 * Spread what a report tells of several days evenly over them, as a mean a day; a part of a longer
 * span is left out, or it would be counted twice.
 */
export function spread(rows: readonly ChartRow[]): (ChartRow & { of?: ChartRow })[] {
  return rows
    .filter((row) => !row.part_of)
    .flatMap((row) => {
      const n = row.n;
      if (n === null || daysOf(row) === 1) return [row];
      const days = daysBetween(row.day, row.day_to ?? row.day);
      return days.map((day) => ({ ...row, day, n: n / days.length, of: row }));
    });
}

const quoted = (cell: string | number): string => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));

/** The same numbers as a CSV, one row a day. */
export function csvOf(columns: Columns, day: string): string {
  const head = [day, ...columns.series.map((one) => one.name)];
  const rows = columns.days.map((date, k) => [date, ...columns.series.map((one) => one.values[k] ?? 0)]);
  return `\uFEFF${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

/** Heights at which each series of a stack ends, the lowest first; null where it adds nothing. */
export function stacked(series: readonly Series[]): (number | null)[][] {
  const heights = new Map<number, number>();
  return series.map((one) =>
    one.values.map((value, day) => {
      const top = (heights.get(day) ?? 0) + value;
      heights.set(day, top);
      return value ? top : null;
    }),
  );
}
