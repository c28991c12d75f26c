// Counts per day turned into charts: transits, entries, flights, gaps, and the health of feeds.
import { signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { ChartKind, ChartRow } from '../api/types';
import { filter, url } from '../app/url';
import { maybe, t, type WordKey } from '../words';
import { useAsk } from './ask';
import { ChartFigure } from './chart';
import { columnsOf } from './columns';
import { FeedLines } from './feed_lines';
import { gateName, gates, knowGates, met, nameOf } from './filters';
import { Failed, Waits } from './states';
import { LOCAL, stateName, term } from './told';

const withSimulated = signal(true);
const KINDS: readonly ChartKind[] = ['transits', 'entries', 'flights', 'gaps'];

/** Minutes east of UTC as `+09:00`. */
export function offsetOf(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

const LOCAL_OFFSET = LOCAL === 'Asia/Tokyo' ? '+09:00' : offsetOf(-new Date().getTimezoneOffset());

/** What the rows of a chart are parted by. */
function nameIn(kind: ChartKind): (row: ChartRow) => string {
  const certainty = (row: ChartRow): string => {
    const said = (row as { certainty?: string }).certainty;
    return said ? term('certainty', said) : '';
  };
  const joined = (...parts: string[]): string => parts.filter(Boolean).join(' · ') || t('common.all');
  if (kind === 'transits') return (row) => joined(gateName(row.gate), direction(row.direction));
  if (kind === 'entries') return (row) => joined(stateName(row.state));
  if (kind === 'flights') return (row) => joined(maybe(`flightCounted.${row.kind ?? ''}`, term('kind', row.kind)), certainty(row));
  return (row) => joined(maybe(`gapClass.${row.kind ?? ''}`, term('kind', row.kind)));
}

/** `East China Sea to Philippine Sea`, or the sea that it leads to. */
function direction(said: string | null | undefined): string {
  if (!said) return '';
  const [from, to] = said.split(/ to | → |→|->/);
  return to ? `${term('sea', from)} → ${term('sea', to)}` : `→ ${term('sea', said)}`;
}

function DayChart({ kind, tz }: { kind: ChartKind; tz: string }) {
  const { from, to, gate, flag } = filter.value;
  const question = { from, to, gate, flag, tz, lang: url.lang.value };
  const { data, error, again } = useAsk(JSON.stringify({ kind, ...question }), (stop) => api.chart(kind, question, stop));
  const [lang, fake, names] = [url.lang.value, withSimulated.value, gates.value];
  const columns = useMemo(
    () => (data ? columnsOf(data.rows, nameIn(kind), t('common.simulated'), t('charts.others'), fake) : null),
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
    />
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
  useEffect(() => void knowGates(), []);
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
