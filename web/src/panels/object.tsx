// One object turned into a page: who it is, where it is, what it said of itself, what happened.
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { ObjectPage, ObjectRow } from '../api/types';
import { jumpTo, openTab, showPlace } from '../app/actions';
import { isLive, span } from '../app/state';
import { filter, isoSecond, url } from '../app/url';
import { t } from '../words';
import { useAsk, useEvery } from './ask';
import { EventLine } from './events';
import { ExportLinks } from './export';
import { brought, heardNow } from './heard_now';
import { Identity } from './identity';
import { Fact, Flag, KindIcon, Section, Simulated, SimulatedBanner, objectName } from './marks';
import { Plots } from './plots';
import { Reports } from './reports';
import { Failed, Waits } from './states';
import { altitude, amount, degrees, identity, lasting, local, place, several, speed, stateName, term, typeName, utc, zoneName } from './told';

const RENEW_S = 15;
const SHOWN = 8;

function Head({ object }: { object: ObjectRow }) {
  const placed = object.lon !== null && object.lat !== null;
  return (
    <header class="page-head">
      <p class="page-kicker">
        <Flag code={object.flag} named />
        <span>{term('craft', object.craft)}</span>
        {object.simulated ? <Simulated /> : null}
      </p>
      <h2>{objectName(object.name, object.object_id)}</h2>
      <p class="page-sub">{identity(object.object_id)}</p>
      <div class="actions">
        {placed ? (
          <button class="button" onClick={() => showPlace(object.lon ?? 0, object.lat ?? 0, 9)}>
            {t('common.show')}
          </button>
        ) : null}
        {object.t ? (
          <button class="button" onClick={() => jumpTo(Date.parse(object.t ?? ''))}>
            {t('common.goToTime')}
          </button>
        ) : null}
      </div>
    </header>
  );
}

function Who({ page }: { page: ObjectPage }) {
  const object = page.object;
  const beam = page.identity.filter((row) => row.attribute === 'beam_m').at(-1)?.value;
  const bound = page.identity.filter((row) => row.attribute === 'destination').at(-1)?.value;
  const size = [object.length_m ? `${amount(object.length_m)} m` : '', beam ? `${amount(Number(beam))} m` : ''].filter(Boolean).join(' × ');
  return (
    <dl class="facts">
      <Fact label={t('object.type')}>{typeName(object.type)}</Fact>
      <Fact label={t('object.callsign')}>{object.callsign}</Fact>
      <Fact label={t('object.imo')}>{object.imo}</Fact>
      <Fact label={t('object.flag')}>{stateName(object.flag)}</Fact>
      <Fact label={t('object.size')}>{size}</Fact>
      <Fact label={t('object.destination')}>{bound}</Fact>
      <Fact label={t(object.fixes ? 'object.first' : 'object.firstTold')}>{object.t_first ? <Moment iso={object.t_first} /> : null}</Fact>
      <Fact label={t(object.fixes ? 'object.last' : 'object.lastTold')}>{object.t_last ? <Moment iso={object.t_last} /> : null}</Fact>
      <Fact label={t('object.fixes')}>{object.fixes ? amount(object.fixes) : null}</Fact>
      <Fact label={t('object.sightings')}>{object.sightings ? amount(object.sightings) : null}</Fact>
    </dl>
  );
}

/** A moment in UTC with the local time beside it. */
export function Moment({ iso }: { iso: string }) {
  return (
    <time dateTime={iso}>
      {utc(iso)} <small>{local(iso)}</small>
    </time>
  );
}

function Now({ object }: { object: ObjectRow }) {
  if (object.lon === null || object.lat === null) return null;
  return (
    <Section title={t('object.now')}>
      <dl class="facts">
        <Fact label={t('object.position')}>
          <span class="mono">{place(object.lon, object.lat)}</span>
        </Fact>
        <Fact label={t('object.zone')}>{zoneName(object.zone, object.state)}</Fact>
        <Fact label={t('object.speed')}>{object.sog_kn === null ? null : speed(object.sog_kn)}</Fact>
        <Fact label={t('object.course')}>{object.cog_deg === null ? null : degrees(object.cog_deg)}</Fact>
        <Fact label={t('object.heading')}>{object.heading_deg === null ? null : degrees(object.heading_deg)}</Fact>
        <Fact label={t('object.altitude')}>{object.alt_ft === null ? null : altitude(object.alt_ft)}</Fact>
      </dl>
    </Section>
  );
}

function Kinds({ kinds, only, choose }: { kinds: readonly [string, number][]; only: string; choose: (kind: string) => void }) {
  return (
    <ul class="kinds">
      {kinds.map(([kind, count]) => (
        <li key={kind}>
          <button class="toggle" aria-pressed={only === kind} onClick={() => choose(only === kind ? '' : kind)}>
            <KindIcon kind={kind} size={13} />
            {term('kind', kind)} <b>{amount(count)}</b>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The list of events, filtered to those of this object. */
function showAll(id: string, kind: string): void {
  url.q.value = id;
  url.kind.value = kind;
  openTab('events');
}

function EventsOf({ page }: { page: ObjectPage }) {
  const [most, setMost] = useState(SHOWN);
  const [only, setOnly] = useState('');
  const id = page.object.object_id;
  const question = { object: id, kind: only || undefined, lang: url.lang.value, limit: 300, order: 'desc' as const };
  const { data, error, again } = useAsk(JSON.stringify(question), (signal) => api.events(question, signal));
  const kinds = Object.entries(page.kinds).sort((a, b) => b[1] - a[1]);
  const n = kinds.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Section title={t('object.eventsOf')} count={n ? amount(n) : undefined}>
      {n === 0 ? <p class="note">{t('object.noEvents')}</p> : null}
      <Kinds kinds={kinds} only={only} choose={setOnly} />
      {error ? <Failed error={error} again={again} /> : null}
      <ul class="event-list">
        {data?.events.slice(0, most).map((event) => (
          <li key={event.event_id}>
            <EventLine event={event} />
          </li>
        ))}
      </ul>
      {data && data.events.length > most ? (
        <button class="button" onClick={() => setMost(data.events.length)}>
          {t('common.more')}
        </button>
      ) : null}
      {n > SHOWN ? (
        <button class="link" onClick={() => showAll(id, only)}>
          {t('object.allEvents')}
        </button>
      ) : null}
    </Section>
  );
}

function Tracks({ page }: { page: ObjectPage }) {
  if (page.tracks.length === 0) return null;
  return (
    <Section title={t('object.tracks')} count={amount(page.tracks.length)} open={page.tracks.length <= 6}>
      <div class="table-box">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('object.since')}</th>
              <th scope="col">{t('object.until')}</th>
              <th scope="col" class="num">
                {t('object.fixes')}
              </th>
            </tr>
          </thead>
          <tbody>
            {page.tracks.slice(0, 200).map((track) => (
              <tr key={track.track_id}>
                <td>
                  <button class="link" title={t('common.goToTime')} onClick={() => jumpTo(Date.parse(track.t_start))}>
                    {utc(track.t_start)}
                  </button>
                </td>
                <td>
                  {utc(track.t_end)}
                  <br />
                  <small>
                    {lasting((Date.parse(track.t_end) - Date.parse(track.t_start)) / 1000)}
                    {track.shared_identity ? ` · ${t('object.shared')}` : ''}
                  </small>
                </td>
                <td class="num">{amount(track.n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Sources({ page }: { page: ObjectPage }) {
  if (page.sources.length === 0) return null;
  return (
    <Section title={t('object.sources')} count={amount(page.sources.length)}>
      <ul class="plain">
        {page.sources.map((source) => (
          <li key={source} class="mono wrap">
            {source}
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function ObjectDrawer({ id }: { id: string }) {
  const { data, error, again } = useAsk(`${id}|${url.lang.value}`, (signal) => api.object(id, url.lang.value, signal));
  useEvery(RENEW_S, again, isLive.value);
  if (error && !data) return <Failed error={error} again={again} missing={t('object.notFound')} />;
  if (!data) return <Waits rows={10} />;
  const whole = span.value;
  const chosen = { from: whole ? isoSecond(whole[0]) : undefined, to: whole ? isoSecond(whole[1]) : undefined };
  return (
    <article class="page-body" data-object={id}>
      {data.object.simulated ? <SimulatedBanner /> : null}
      <Head object={data.object} />
      <Who page={data} />
      <Now object={brought(data.object, heardNow.value.get(id))} />
      {data.object.fixes ? <Plots id={id} from={chosen.from} to={chosen.to} aircraft={data.object.craft === 'aircraft'} /> : null}
      <EventsOf page={data} />
      <Reports object={id} n={data.sightings} />
      <Identity rows={data.identity} changes={data.object.changes} words={data.changes} />
      <Tracks page={data} />
      <Sources page={data} />
      <Section title={t('export.title')} open={false}>
        <ExportLinks
          sets={[
            ...(data.object.fixes ? [{ what: 'tracks' as const, label: t('export.trackOf') }] : []),
            { what: 'events' as const, label: t('export.eventsOf') },
            ...(data.sightings ? [{ what: 'sightings' as const, label: t('object.sightingsOf') }] : []),
          ]}
          filter={{ object: id, from: filter.value.from, to: filter.value.to }}
        />
      </Section>
      <p class="note">{several('object.changes', data.object.changes)}</p>
    </article>
  );
}
