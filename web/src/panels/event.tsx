// One event turned into a page: what happened, how sure, under which law, on what it rests.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, inPath } from '../api/client';
import type { EventPage, EventRow } from '../api/types';
import { jumpTo, showPlace } from '../app/actions';
import { Icon } from '../app/icons';
import { say, viewBox } from '../app/state';
import { url, wasTold } from '../app/url';
import { t } from '../words';
import { useAsk } from './ask';
import { Evidence } from './evidence';
import { EventLine, eventPlace } from './events';
import { Gate, Law } from './law';
import { EventLink, ObjectLink } from './links';
import { Certainty, Fact, KindIcon, Section, SimulatedBanner, Status, objectName } from './marks';
import { Moment } from './object';
import { Particulars } from './particulars';
import { Report, together } from './reports';
import { Sketch } from './sketch';
import { Failed, Waits } from './states';
import { amount, distanceM, lasting, place, term, utc, whenWords } from './told';

function Copy({ path }: { path: string }) {
  const address = `${location.origin}${path}`;
  const box = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      box.current?.select(); // without leave for the clipboard the person copies by hand
      if (!document.execCommand('copy')) return;
    }
    say(t('common.copied'));
  };
  return (
    <div class="permanent">
      <label>
        <span class="sr">{t('common.address')}</span>
        <input ref={box} class="input mono" readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button class="button" onClick={() => void copy()} title={t('common.copyAddress')}>
        <Icon name="link" size={14} />
        {t('common.copy')}
      </button>
    </div>
  );
}

function Head({ event }: { event: EventRow }) {
  const { lon, lat, t_start: start } = event;
  return (
    <header class="page-head">
      <p class="page-kicker">
        <KindIcon kind={event.kind} />
        <span>{term('kind', event.kind)}</span>
        <Certainty value={event.certainty} />
        {event.status === 'closed' ? null : <Status value={event.status} />}
      </p>
      <h2 class="sentence">{event.words}</h2>
      <div class="actions">
        {lon !== null && lat !== null ? (
          <button class="button" onClick={() => showPlace(lon, lat, 8)}>
            {t('common.show')}
          </button>
        ) : null}
        {start ? (
          <button class="button" onClick={() => jumpTo(Date.parse(start))}>
            {t('common.goToTime')}
          </button>
        ) : null}
      </div>
    </header>
  );
}

/** As its source words it, with the span in UTC below; or start and end, each with the local time. */
function When({ event }: { event: EventRow }) {
  const { t_start: start, t_end: end } = event;
  if (!start) return <>{event.when ? whenWords(event.when) : t('common.notDated')}</>;
  const isSpan = end !== null && end !== start;
  if (event.when) {
    return (
      <>
        <div>{whenWords(event.when)}</div>
        <div class="dim small">{isSpan ? t('filter.since', { from: utc(start), to: utc(end) }) : utc(start)}</div>
      </>
    );
  }
  return (
    <>
      <div>
        <Moment iso={start} />
      </div>
      {isSpan ? (
        <div>
          – <Moment iso={end} /> <small>({lasting((Date.parse(end) - Date.parse(start)) / 1000)})</small>
        </div>
      ) : null}
    </>
  );
}

/** Kinds whose number counts no things: signs of a passage, days of a deployment stand in the particulars. */
const OTHERWISE = new Set(['passage', 'deployment']);

function Facts({ event }: { event: EventRow }) {
  const names = (event.detail.names ?? {}) as Record<string, string>;
  const seas = event.from_sea && event.to_sea ? t('event.direction', { from: term('sea', event.from_sea), to: term('sea', event.to_sea) }) : null;
  return (
    <dl class="facts">
      <Fact label={t('event.when')}>
        <When event={event} />
      </Fact>
      <Fact label={t('event.who')}>
        {event.object_id ? <ObjectLink id={event.object_id} name={objectName(event.object_name, event.object_id)} /> : null}
      </Fact>
      <Fact label={t('event.others')}>
        {event.others?.length ? (
          <ul class="plain">
            {event.others.map((id) => (
              <li key={id}>
                <ObjectLink id={id} name={names[id] ?? null} />
              </li>
            ))}
          </ul>
        ) : null}
      </Fact>
      <Fact label={t('event.where')}>
        {eventPlace(event)}
        {seas ? <div>{seas}</div> : null}
        {event.lon === null ? null : <div class="mono dim">{place(event.lon, event.lat)}</div>}
      </Fact>
      <Fact label={t('event.uncertainty')}>{event.uncertainty_m === null ? null : `± ${distanceM(event.uncertainty_m)}`}</Fact>
      <Fact label={t('common.n')}>{event.n === null || OTHERWISE.has(event.kind) ? null : `${term('nIs', event.n_is)}${amount(event.n)}`}</Fact>
      <Fact label={t('event.certainty')}>
        {term('certainty', event.certainty)} <small>{term('certaintyMeans', event.certainty)}</small>
      </Fact>
      <Fact label={t('event.status')}>
        {term('status', event.status)} <small>{term('statusMeans', event.status)}</small>
      </Fact>
    </dl>
  );
}

function History({ page }: { page: EventPage }) {
  return (
    <Section title={t('event.history')} count={page.history.length ? amount(page.history.length) : undefined} open={page.history.length > 0}>
      {page.history.length === 0 ? <p class="note">{t('event.noHistory')}</p> : null}
      <ol class="history">
        {page.history.map((row, k) => (
          <li key={k}>
            <p>
              {row.superseded ? <b>{t('event.stood', { when: utc(row.superseded, true) })}</b> : null} <Status value={row.status} />{' '}
              <Certainty value={row.certainty} />
            </p>
            <p>{row.words ?? term('kind', row.kind)}</p>
            <p class="note">
              {row.when ? whenWords(row.when) : `${utc(row.t_start)} – ${row.t_end ? utc(row.t_end) : t('events.open')}`}
              {row.n === null ? '' : ` · ${t('common.n')} ${term('nIs', row.n_is)}${amount(row.n)}`} · {row.rule}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  );
}

const RELATED = 12;

function Related({ ids }: { ids: readonly string[] }) {
  const some = ids.slice(0, RELATED);
  const { data } = useAsk(some.length ? `${some.join()}|${url.lang.value}` : null, (signal) =>
    Promise.all(some.map((id) => api.event(id, url.lang.value, signal))),
  );
  if (ids.length === 0) return null;
  return (
    <Section title={t('event.related')} count={amount(ids.length)}>
      <ul class="event-list">
        {some.map((id, k) => {
          const page = data?.[k];
          return <li key={id}>{page ? <EventLine event={page.event} /> : <EventLink id={id} />}</li>;
        })}
      </ul>
    </Section>
  );
}

/** Bring the map to the event when it is opened, unless its place is in sight or the address tells a view. */
function useFocus(event: EventRow | undefined): void {
  const [told] = useState(() => wasTold('lat') && wasTold('lon'));
  useEffect(() => {
    if (!event || event.lon === null || event.lat === null) return;
    const box = viewBox.peek();
    if (!box) {
      if (!told) showPlace(event.lon, event.lat, 8);
      return;
    }
    const inside = event.lon > box[0] && event.lon < box[2] && event.lat > box[1] && event.lat < box[3];
    if (!inside) showPlace(event.lon, event.lat);
  }, [event?.event_id]);
}

export function EventDrawer({ id }: { id: string }) {
  const { data, error, again } = useAsk(`${id}|${url.lang.value}`, (signal) => api.event(id, url.lang.value, signal));
  useFocus(data?.event);
  if (error && !data) return <Failed error={error} again={again} missing={t('event.notFound')} />;
  if (!data) return <Waits rows={10} />;
  const event = data.event;
  return (
    <article class="page-body" data-event={id}>
      {event.certainty === 'simulated' ? <SimulatedBanner /> : null}
      {event.status === 'retracted' ? (
        <p class="sim-banner retracted" role="note">
          {t('event.retracted')}
        </p>
      ) : null}
      <Head event={event} />
      <Facts event={event} />
      <Sketch event={event} gate={data.gate} />
      <Law basis={event.legal_basis} />
      <Evidence event={event} />
      {data.sightings.length ? (
        <Section title={t('event.sightings')} count={amount(data.sightings.length)} open={false}>
          <ul class="reports">
            {together(data.sightings).map((rows) => (
              <Report key={rows[0]?.sighting_id} rows={rows} />
            ))}
          </ul>
        </Section>
      ) : null}
      <Particulars event={event} />
      {data.gate ? <Gate gate={data.gate} /> : null}
      <Related ids={data.related} />
      <History page={data} />
      <footer class="page-foot">
        <Copy path={`/event/${inPath(id)}?lang=${url.lang.value}`} />
        <p class="note mono">
          {event.event_id} · {event.rule}
          {event.baseline ? ` · ${t('event.baseline')} ${event.baseline}` : ''}
        </p>
      </footer>
    </article>
  );
}
