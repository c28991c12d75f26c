// Events that the filter leaves turned into a list by days, newest first.
import { useMemo } from 'preact/hooks';
import { api, inPath, only } from '../api/client';
import type { EventRow } from '../api/types';
import { chooseEvent, pointed } from '../app/actions';
import { isLive } from '../app/state';
import { filter, route, url } from '../app/url';
import { t } from '../words';
import { allPages, useAsk, useEvery } from './ask';
import { Coverage } from './coverage';
import { EVENT_FIELDS, Filters, filterHere, gateName } from './filters';
import { Certainty, KindIcon } from './marks';
import { newest } from './newest';
import { countWords } from './objects';
import { Rows } from './rows';
import { Failed, Waits } from './states';
import { LOCAL, clockOf, local, longDayOf, several, term, utc, whenWords, zoneName, zoneOf } from './told';

const PAGE = 2_000;
const MOST = 20_000;
const ROW_PX = 96;
const HEAD_PX = 34;
const RENEW_S = 60;

type Line = { head: string; n: number } | { event: EventRow };
const isHead = (line: Line): boolean => 'head' in line;
const height = (line: Line): number => ('head' in line ? HEAD_PX : ROW_PX);
const idOf = (line: Line): string => ('head' in line ? line.head : line.event.event_id);

/** Put a heading before the events of each local day; undated ones come last. */
export function byDay(events: readonly EventRow[], dayWords: (ms: number) => string, undated: string): Line[] {
  const newestFirst = [...events].sort((a, b) => (b.t_start ?? '').localeCompare(a.t_start ?? '') || a.event_id.localeCompare(b.event_id));
  const lines: Line[] = [];
  let now = { head: '', n: 0 };
  for (const event of newestFirst) {
    const day = event.t_start ? dayWords(Date.parse(event.t_start)) : undated;
    if (now.head !== day) {
      now = { head: day, n: 0 };
      lines.push(now);
    }
    now.n += 1;
    lines.push({ event });
  }
  return lines;
}

/** When an event was, in few words: as its source words it, or in UTC and local time; the day where none stands above. */
export function EventTime({ event, dated = true }: { event: EventRow; dated?: boolean }) {
  if (event.when) return <time dateTime={event.t_start ?? undefined}>{whenWords(event.when)}</time>;
  if (!event.t_start) return <span>{t('common.notDated')}</span>;
  const ms = Date.parse(event.t_start);
  return (
    <time dateTime={event.t_start}>
      {dated ? utc(ms) : `${clockOf(ms)} UTC`} <small>{dated ? local(ms) : `${clockOf(ms, LOCAL)} ${zoneOf(ms)}`}</small>
    </time>
  );
}

/** The place of an event in few words: its gate, or the zone and whose it is. */
export function eventPlace(event: EventRow): string {
  const { gate_id, zone, state } = event.detail as { gate_id?: string; zone?: string; state?: string };
  if (gate_id) return gateName(gate_id);
  const whose = state ?? (/^[A-Z]{2}(\|[A-Z]{2})*$/.test(event.where ?? '') ? event.where : null);
  if (zone && /^[a-z_]+$/.test(zone)) return zoneName(zone, whose);
  return event.where && !whose ? event.where : '';
}

export function EventLine({ event, dated = true }: { event: EventRow; dated?: boolean }) {
  const chosen = route.value.view === 'event' && route.value.id === event.event_id;
  return (
    <a
      class="row event-row"
      href={`/event/${inPath(event.event_id)}`}
      data-status={event.status}
      data-kind={event.kind}
      aria-current={chosen ? 'true' : undefined}
      onClick={(click) => {
        if (click.ctrlKey || click.metaKey || click.shiftKey) return;
        click.preventDefault();
        chooseEvent(event.event_id);
      }}
      onMouseEnter={() => void (pointed.value = event.event_id)}
      onMouseLeave={() => void (pointed.value = null)}
      onFocus={() => void (pointed.value = event.event_id)}
      onBlur={() => void (pointed.value = null)}
    >
      <span class="row-title">
        <KindIcon kind={event.kind} />
        <span>{term('kind', event.kind)}</span>
        {event.status === 'open' ? <em class="still">{t('events.open')}</em> : null}
        {event.status === 'retracted' ? <span class="tag status" data-status="retracted">{t('events.retracted')}</span> : null}
      </span>
      <span class="row-side">
        <Certainty value={event.certainty} />
      </span>
      <span class="row-words" title={event.words}>
        {event.words}
      </span>
      <span class="row-sub">
        <EventTime event={event} dated={dated} />
      </span>
      <span class="row-side row-place" title={eventPlace(event)}>
        {eventPlace(event)}
      </span>
    </a>
  );
}

function useEvents() {
  const question = only('events', { ...filterHere.value, lang: url.lang.value });
  return useAsk(JSON.stringify(question), async (signal) => {
    let last = { rows: [] as EventRow[], found: 0 };
    await allPages(
      async (offset) => {
        const page = await api.events({ ...question, limit: PAGE, offset }, signal);
        return { ...page, rows: page.events };
      },
      (rows, found) => void (last = { rows, found }),
      MOST,
    );
    return last;
  });
}

/** Says how many came since the list was asked for; the list itself does not move under the hand. */
function NewOnes({ again }: { again: () => void }) {
  const n = newest.value.unseen;
  if (!n) return null;
  return (
    <button
      class="new-ones"
      onClick={() => {
        newest.value = { ...newest.value, unseen: 0 };
        again();
      }}
    >
      {several('events.newOnes', n)} · {t('events.showNew')}
    </button>
  );
}

export function Events() {
  const { data, error, waits, again } = useEvents();
  useEvery(RENEW_S, again, isLive.value);
  const lang = url.lang.value;
  const lines = useMemo(() => (data ? byDay(data.rows, dayHead, t('common.notDated')) : []), [data, lang]);
  return (
    <div class="list-panel">
      <Filters fields={EVENT_FIELDS} />
      <div class="list-head">
        <span role="status" data-count="events" data-waits={waits ? '1' : '0'}>
          {data ? countWords('events', data.rows.length, data.found) : ''}
        </span>
        <a class="small-link" href={api.atomAddress({ ...filter.value, lang: url.lang.value })} title={t('events.feed')}>
          Atom
        </a>
      </div>
      <NewOnes again={again} />
      {error ? <Failed error={error} again={again} /> : null}
      {!data && !error ? <Waits /> : null}
      {data && data.rows.length === 0 && !error ? (
        <div class="empty">
          <p>{t('events.none')}</p>
          <Coverage filter={filterHere.value} />
        </div>
      ) : null}
      {lines.length ? (
        <Rows
          rows={lines}
          height={height}
          id={idOf}
          isHead={isHead}
          label={t('events.title')}
          draw={(line) =>
            'head' in line ? (
              <h3 class="day-head">
                {line.head} <span class="section-count">{line.n}</span>
              </h3>
            ) : (
              <EventLine event={line.event} dated={false} />
            )
          }
        />
      ) : null}
    </div>
  );
}

const dayHead = (ms: number): string => `${longDayOf(ms, LOCAL)} ${zoneOf(ms)}`;
