// Counts per day turned into charts: transits, entries, flights, gaps, and the health of feeds.
import { signal } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { ChartKind, ChartRow } from '../api/types';
import { filter, url } from '../app/url';
import { gates } from '../time/told';
import { maybe, t, type WordKey } from '../words';
import { useAsk } from './ask';
import { ChartFigure } from './chart';
import { columnsOf, daysOf, spread } from './columns';
import { FeedLines } from './feed_lines';
import { gateName, met, nameOf } from './filters';
import { Failed, Waits } from './states';
import { EventLink } from './links';
import { LOCAL, amount, dayOf, stateName, term } from './told';

const withSimulated = signal(true);
const KINDS: readonly ChartKind[] = ['transits', 'entries', 'flights', 'gaps'];

/** Minutes east of UTC as `+09:00`. */
export function offsetOf(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

const LOCAL_OFFSET = LOCAL === 'Asia/Tokyo' ? '+09:00' : offsetOf(-new Date().getTimezoneOffset());

const joined = (...parts: string[]): string => parts.filter(Boolean).join(' · ') || t('common.all');
const sure = (row: ChartRow): string => term('certainty', row.certainty);

/** `16 Dec 2022 – 31 Dec 2022` of a report on several days. */
const spanOf = (row: ChartRow): string =>
  row.day_to && row.day_to !== row.day ? t('filter.since', { from: dayOf(Date.parse(row.day)), to: dayOf(Date.parse(row.day_to)) }) : dayOf(Date.parse(row.day));

const seas = (row: ChartRow): string => (row.from_sea && row.to_sea ? `${term('sea', row.from_sea)} → ${term('sea', row.to_sea)}` : '');

/** What the columns of a chart are parted by: reported and observed never stand in one. */
function nameIn(kind: ChartKind): (row: ChartRow) => string {
  if (kind === 'transits') return (row) => joined(gateName(row.gate) || (row.gate_name ?? ''), seas(row), sure(row));
  if (kind === 'entries') return (row) => joined(stateName(row.state), sure(row));
  if (kind === 'gaps') return (row) => joined(maybe(`gapClass.${row.kind ?? ''}`, term('kind', row.kind)), sure(row));
  return (row) => joined(term('kind', row.kind), sure(row), daysOf(row) > 1 || row.day_to ? t('charts.mean', { span: spanOf(row) }) : '');
}

const number = (row: ChartRow): string => (row.n === null ? t('common.notGiven') : `${term('nIs', row.n_is)}${amount(row.n)}`);

/** Reports on flights, each as it was told: none is added to another. */
function Reported({ rows }: { rows: readonly ChartRow[] }) {
  const told = rows.filter((row) => row.certainty === 'reported');
  if (told.length === 0) return null;
  return (
    <ul class="plain told">
      {told.map((row) => (
        <li key={`${row.event_id ?? row.day}`}>
          {row.part_of ? `${t('charts.ofWhole')} ` : ''}
          {spanOf(row)}
          {t('common.colon')}
          <b>{number(row)}</b> {row.object_name ? <span class="dim">{row.object_name}</span> : null}
          {row.event_id ? (
            <>
              {' '}
              <EventLink id={row.event_id}>{t('event.evidence')}</EventLink>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** What a chart counts in all: reports on parts of a longer span are not added. */
export const totalOf = (rows: readonly ChartRow[]): number => rows.filter((row) => !row.part_of).reduce((sum, row) => sum + (row.n ?? 0), 0);

function DayChart({ kind, tz }: { kind: ChartKind; tz: string }) {
  const { from, to, gate, flag } = filter.value;
  const question = { from, to, gate, flag, tz, lang: url.lang.value };
  const { data, error, again } = useAsk(JSON.stringify({ kind, ...question }), (stop) => api.chart(kind, question, stop));
  const [lang, fake, names] = [url.lang.value, withSimulated.value, gates.value];
  const columns = useMemo(
    () => (data ? columnsOf(spread(data.rows), nameIn(kind), t('common.simulated'), t('charts.others'), fake) : null),
    [data, kind, lang, fake, names],
  );
  if (error && !data) return <Failed error={error} again={again} />;
  if (!data || !columns) return <Waits rows={4} />;
  return (
    <ChartFigure
      id={kind}
      title={t(`charts.${kind}`)}
      note={t(`charts.${kind}Note` as WordKey)}
      columns={columns}
      coverage={data.coverage_note}
      total={totalOf(data.rows)}
    >
      {kind === 'flights' ? <Reported rows={data.rows} /> : null}
    </ChartFigure>
  );
}

const dateOf = (ms: number | null): string => (ms === null ? '' : new Date(ms).toISOString().slice(0, 10));
const DAY_MS = 86_400_000;

function Pick({ field }: { field: 'gate' | 'flag' }) {
  const all = field === 'gate' ? gates.value.map((gate) => gate.gate_id) : [...met.flags.value].sort();
  const value = url[field].value;
  const shown = value && !all.includes(value) ? [value, ...all] : all;
  return (
    <label class="field">
      {t(`filter.${field}`)}
      <select name={`chart-${field}`} value={value} onChange={(event) => void (url[field].value = event.currentTarget.value)}>
        <option value="">{t('common.all')}</option>
        {shown.map((one) => (
          <option key={one} value={one}>
            {nameOf(field, one)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Charts() {
  const [tz, setTz] = useState(LOCAL_OFFSET);
  return (
    <div class="charts">
      <div class="charts-bar" role="group" aria-label={t('filter.title')}>
        <Pick field="gate" />
        <Pick field="flag" />
        <label class="field">
          {t('common.from')}
          <input type="date" value={dateOf(url.from.value)} onChange={(event) => void (url.from.value = event.currentTarget.value ? Date.parse(event.currentTarget.value) : null)} />
        </label>
        <label class="field">
          {t('common.to')}
          <input
            type="date"
            value={dateOf(url.to.value)}
            onChange={(event) => void (url.to.value = event.currentTarget.value ? Date.parse(event.currentTarget.value) + DAY_MS - 1000 : null)}
          />
        </label>
        <label class="field">
          {t('charts.timezone')}
          <select value={tz} onChange={(event) => setTz(event.currentTarget.value)}>
            <option value="+00:00">UTC</option>
            {LOCAL_OFFSET === '+00:00' ? null : (
              <option value={LOCAL_OFFSET}>
                {LOCAL === 'Asia/Tokyo' ? `${t('app.jst')} ` : ''}UTC{LOCAL_OFFSET}
              </option>
            )}
          </select>
        </label>
        <label class="check">
          <input type="checkbox" checked={withSimulated.value} onChange={(event) => void (withSimulated.value = event.currentTarget.checked)} />
          {t('charts.withSimulated')}
        </label>
      </div>
      {KINDS.map((kind) => (
        <DayChart key={kind} kind={kind} tz={tz} />
      ))}
      <FeedLines />
    </div>
  );
}
