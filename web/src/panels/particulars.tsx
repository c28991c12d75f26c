// The detail of an event turned into named fields with their units, signs and criteria.
import type { ComponentChildren } from 'preact';
import type { EventRow } from '../api/types';
import { url } from '../app/url';
import { maybe, t } from '../words';
import { gateName } from './filters';
import { EventLink, ObjectLink } from './links';
import { Fact, Section } from './marks';
import { altitude, amount, degrees, distanceM, distanceNm, lasting, speed, stateName, term, utc, zoneName } from './told';

type Detail = Record<string, unknown>;

/** Shown elsewhere on the page, or for programs only. */
const ELSEWHERE = new Set([
  'names', 'sightings', 'signs', 'untested', 'measures', 'text', 'text_ja', 'criteria', 'observers', 'state', 'lon_before',
  'lat_before', 'port_id', 'tz', 'text_is',
]);
const EVENT_IDS = new Set(['out_event', 'back_event', 'part_of', 'parts']);

const label = (key: string): string => maybe(`detail.field.${key}`, key.replaceAll('_', ' '));
const word = (value: string): string => maybe(`detail.value.${value}`, value);

/** A number with the unit that its name ends in. */
function measured(key: string, n: number): string {
  if (key.endsWith('_nm')) return distanceNm(n);
  if (key.endsWith('_kn')) return speed(n);
  if (key.endsWith('_ft')) return altitude(n);
  if (key.endsWith('_deg')) return degrees(n);
  if (key.endsWith('_m')) return distanceM(n);
  if (key.endsWith('_s')) return lasting(n);
  if (key === 'hours' || key.endsWith('_h') || key.startsWith('hours_')) return lasting(n * 3600);
  if (key === 'minutes' || key.endsWith('_min')) return lasting(n * 60);
  if (key === 'nav_status') return term('navStatus', n);
  return amount(n, 2);
}

function isEventId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{16}$/.test(value);
}

function show(key: string, value: unknown, detail: Detail): ComponentChildren {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  if (typeof value === 'number') return measured(key, value);
  if (EVENT_IDS.has(key)) {
    const ids = (Array.isArray(value) ? value : [value]).filter(isEventId);
    return ids.length ? ids.map((id) => <EventLink key={id} id={id} />) : null;
  }
  if (key === 'gate_id') return gateName(String(value));
  if (key === 'zone') return zoneName(String(value), typeof detail.state === 'string' ? detail.state : null);
  if (key === 'navy') return stateName(String(value));
  if (key === 'objects' && Array.isArray(value)) return value.map((id) => <ObjectLink key={String(id)} id={String(id)} />);
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== 'object')) return value.map((one) => word(String(one))).join(t('common.list'));
    return amount(value.length);
  }
  if (typeof value === 'object') {
    return Object.entries(value as Detail)
      .filter(([, one]) => typeof one === 'number' || typeof one === 'string')
      .map(([name, one]) => `${maybe(`detail.${name}`, label(name))} ${typeof one === 'number' ? measured(key === 'receivers' ? '' : key, one) : word(String(one))}`)
      .join(t('common.list'));
  }
  if (key.startsWith('t_')) return utc(String(value), true);
  return word(String(value));
}

interface Sign {
  sign: string;
  article?: string;
  en?: string;
  ja?: string;
  excuses?: string[];
  supported?: string[];
}

const excuses = (some: readonly string[] | undefined): string => (some ?? []).map((one) => term('detail.excuse', one)).join(t('common.list'));

function Signs({ detail }: { detail: Detail }) {
  if (!Array.isArray(detail.signs)) return null;
  const signs = detail.signs as Sign[];
  const untested = (Array.isArray(detail.untested) ? detail.untested : []) as { sign: string; why?: string }[];
  const ja = url.lang.value === 'ja';
  return (
    <div class="signs">
      <h4>{t('detail.signs')}</h4>
      {signs.length === 0 ? <p>{t('detail.noSigns')}</p> : null}
      <ul class="plain">
        {signs.map((sign) => (
          <li key={sign.sign} class="sign">
            <p>
              <b>{(ja ? sign.ja : sign.en) ?? term('detail.sign', sign.sign)}</b> {sign.article ? <span class="tag">{sign.article}</span> : null}
            </p>
            {sign.supported?.length ? (
              <p class="note">
                {t('detail.speaksFor')}
                {t('common.colon')}
                {excuses(sign.supported)}
              </p>
            ) : null}
            <p class="note">
              {t('detail.mayExcuse')}
              {t('common.colon')}
              {excuses(sign.excuses)}
            </p>
          </li>
        ))}
      </ul>
      {untested.length ? (
        <p class="note">
          {t('detail.untested')}
          {t('common.colon')}
          {untested.map((one) => term('detail.sign', one.sign)).join(t('common.list'))}
        </p>
      ) : null}
      <p class="note">{t('detail.signsMean')}</p>
    </div>
  );
}

interface Criterion {
  what: string;
  value: number | null;
  least: number;
  met: boolean | null;
}

function Criteria({ detail }: { detail: Detail }) {
  if (!Array.isArray(detail.criteria)) return null;
  return (
    <ul class="plain criteria">
      {(detail.criteria as Criterion[]).map((one) => (
        <li key={one.what}>
          <span>
            {t('detail.criterionRow', {
              what: term('detail.criterion', one.what),
              value: one.value === null ? t('detail.notKnown') : measured(one.what, one.value),
              least: measured(one.what, one.least),
            })}
          </span>
          <span class="tag">{one.met === null ? t('detail.notKnown') : one.met ? t('detail.met') : t('detail.notMet')}</span>
        </li>
      ))}
    </ul>
  );
}

interface Observer {
  service?: string;
  unit?: string;
  name?: string;
  base?: string;
}

function Observers({ detail }: { detail: Detail }) {
  if (!Array.isArray(detail.observers)) return null;
  return (
    <>
      <h4>{t('detail.observers')}</h4>
      <ul class="plain">
        {(detail.observers as Observer[]).map((one, k) => (
          <li key={k}>
            <b>{one.name}</b> <span class="dim">{[one.service, one.unit, one.base].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Particulars({ event }: { event: EventRow }) {
  const detail = event.detail;
  const fields = Object.entries(detail).filter(([key, value]) => !ELSEWHERE.has(key) && !(key === 'place' && value === event.where));
  if (fields.length === 0 && !detail.signs && !detail.observers) return null;
  return (
    <Section title={t('event.detail')}>
      <dl class="facts">
        {fields.map(([key, value]) => (
          <Fact key={key} label={label(key)}>
            {show(key, value, detail)}
          </Fact>
        ))}
      </dl>
      <Observers detail={detail} />
      <Criteria detail={detail} />
      <Signs detail={detail} />
      <details class="raw">
        <summary>{t('common.raw')}</summary>
        <pre tabIndex={0}>{JSON.stringify(event, null, 1)}</pre>
      </details>
    </Section>
  );
}
