// Dated reports by people turned into quotations with their source.
import { api } from '../api/client';
import type { ReportedObject, SightingRow } from '../api/types';
import { jumpTo, showPlace } from '../app/actions';
import { url } from '../app/url';
import { t } from '../words';
import { useAsk } from './ask';
import { Section } from './marks';
import { Failed } from './states';
import { amount, dayOf, stateName, term, utc } from './told';

/** An address is a link only where it is one of the web; a path or other scheme stays text. */
export function Address({ href, words }: { href: string; words?: string }) {
  if (!/^https?:\/\//i.test(href)) return <span class="mono wrap">{words ?? href}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" class="wrap" title={href}>
      {words ?? href}
      <span class="sr"> ({t('common.newTab')})</span>
    </a>
  );
}

/** Who published it and when, in a line. */
export function publishedWords(publisher: string | null | undefined, published: string | null | undefined): string {
  const day = published ? dayOf(Date.parse(published)) : '';
  if (!publisher) return day;
  return day ? t('object.published', { publisher, date: day }) : t('object.published.undated', { publisher });
}

function named(object: ReportedObject): string {
  const number = object.hull ? `(${object.hull})` : '';
  const n = object.count && object.count > 1 ? `${term('nIs', object.count_is)}${amount(object.count)} × ` : '';
  return [n + (object.name ?? object.class ?? ''), number, stateName(object.navy)].filter(Boolean).join(' ');
}

/** Reports that say the same words of the same thing: one quotation, several sources. */
export function together(rows: readonly SightingRow[]): SightingRow[][] {
  const all = new Map<string, SightingRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.text ?? row.sighting_id, row.kind, row.t_start, row.place]);
    all.set(key, [...(all.get(key) ?? []), row]);
  }
  return [...all.values()];
}

function Source({ row }: { row: SightingRow }) {
  const words = publishedWords(row.publisher, row.published);
  return <p class="report-source">{row.document ? <Address href={row.document} {...(words ? { words } : {})} /> : words}</p>;
}

export function Report({ rows }: { rows: readonly SightingRow[] }) {
  const [row] = rows;
  if (!row) return null;
  const { lon, lat, t_start: start } = row;
  const which = row.objects?.map(named).filter(Boolean).join(t('common.list'));
  return (
    <li class="report">
      {row.text ? (
        <blockquote lang={row.language ?? undefined} class={row.superseded_by ? 'superseded' : undefined}>
          {row.text}
        </blockquote>
      ) : null}
      {rows.map((one) => (
        <Source key={one.sighting_id} row={one} />
      ))}
      <p class="note">{[term('kind', row.kind), row.place, start ? utc(start) : '', which].filter(Boolean).join(' · ')}</p>
      <p class="actions">
        {lon !== null && lat !== null ? (
          <button class="link" onClick={() => showPlace(lon, lat, 7)}>
            {t('common.show')}
          </button>
        ) : null}
        {start ? (
          <button class="link" onClick={() => jumpTo(Date.parse(start))}>
            {t('common.goToTime')}
          </button>
        ) : null}
      </p>
    </li>
  );
}

export function Reports({ object, n }: { object: string; n: number }) {
  const question = { object, lang: url.lang.value, limit: 200 };
  const { data, error, again } = useAsk(n ? JSON.stringify(question) : null, (signal) => api.sightings(question, signal));
  if (!n) return null;
  return (
    <Section title={t('object.sightingsOf')} count={amount(n)}>
      {error ? <Failed error={error} again={again} /> : null}
      <ul class="reports">
        {together(data?.sightings ?? []).map((rows) => (
          <Report key={rows[0]?.sighting_id} rows={rows} />
        ))}
      </ul>
    </Section>
  );
}
