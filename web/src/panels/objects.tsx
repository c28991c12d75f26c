// Objects that the filter leaves turned into a list: who, where, how fast, what happened.
import { useMemo, useState } from 'preact/hooks';
import { api, inPath, only } from '../api/client';
import type { ObjectRow } from '../api/types';
import { chooseObject, pointed } from '../app/actions';
import { isLive, now, storeSpan } from '../app/state';
import { route, url } from '../app/url';
import { locale, t, type WordKey } from '../words';
import { allPages, useAsk, useEvery } from './ask';
import { Coverage } from './coverage';
import { Filters, OBJECT_FIELDS, filterHere, meet } from './filters';
import { heardNow, overlaid } from './heard_now';
import { Flag, KindIcon, Simulated, objectName } from './marks';
import { Rows } from './rows';
import { Failed, Waits } from './states';
import { amount, clockOf, dayOf, degrees, identity, lasting, monthDayOf, speed, term, typeName, utc, zoneName } from './told';

export const SORTS = ['t', 'name', 'flag', 'type', 'speed', 'events'] as const;
export type Sort = (typeof SORTS)[number];

const PAGE = 5_000; // rows a question: ours, about 2 MB
const MOST = 50_000;
const ROW_PX = 70;
const RENEW_S = 20;
const YEAR_MS = 300 * 86_400_000; // so far back a day needs no year: ours

const seenAt = (row: ObjectRow): string | null => row.t ?? row.t_last;
const height = (): number => ROW_PX;
const idOf = (row: ObjectRow): string => row.object_id;

const minute = (row: ObjectRow): string => (seenAt(row) ?? '').slice(0, 16);

/** Sort rows for a list; what a row does not tell comes last. */
export function sorted(rows: readonly ObjectRow[], by: Sort, collate: Intl.Collator): ObjectRow[] {
  const text = (a: string | null, b: string | null): number => (a && b ? collate.compare(a, b) : Number(!a) - Number(!b));
  const orders: Record<Sort, (a: ObjectRow, b: ObjectRow) => number> = {
    // by the minute, then by name: what is heard each second keeps its place
    t: (a, b) => minute(b).localeCompare(minute(a)) || text(a.name, b.name) || a.object_id.localeCompare(b.object_id),
    name: (a, b) => text(a.name, b.name),
    flag: (a, b) => text(a.flag, b.flag) || text(a.name, b.name),
    type: (a, b) => text(a.type, b.type) || text(a.name, b.name),
    speed: (a, b) => (b.sog_kn ?? -1) - (a.sog_kn ?? -1),
    events: (a, b) => b.kinds.length - a.kinds.length || text(a.name, b.name),
  };
  return [...rows].sort(orders[by]);
}

/** All rows of the filter, page by page: the first are shown while the rest come. */
function useObjects() {
  const [part, setPart] = useState<{ rows: ObjectRow[]; found: number } | null>(null);
  const question = only('objects', filterHere.value);
  const key = JSON.stringify(question);
  const asked = useAsk(key, async (signal) => {
    let last = { rows: [] as ObjectRow[], found: 0 };
    await allPages(
      async (offset) => {
        const page = await api.objects({ ...question, limit: PAGE, offset }, signal);
        return { ...page, rows: page.objects };
      },
      (rows, found) => {
        last = { rows, found };
        if (rows.length < found) setPart(last);
      },
      MOST,
    );
    meet(last.rows);
    setPart(null);
    return last;
  });
  return { ...asked, data: part ?? asked.data };
}

function When({ row }: { row: ObjectRow }) {
  const iso = seenAt(row);
  if (!iso) return null;
  const ms = Date.parse(iso);
  if (isLive.value && now.value - ms < 3_600_000) return <time dateTime={iso}>{lasting((now.value - ms) / 1000)}</time>;
  const last = storeSpan.value?.[1] ?? now.value;
  return (
    <time dateTime={iso} title={utc(ms, true)}>
      {last - ms < YEAR_MS ? monthDayOf(ms) : dayOf(ms)} {clockOf(ms)}
    </time>
  );
}

function ObjectLine({ row }: { row: ObjectRow }) {
  const chosen = route.value.view === 'object' && route.value.id === row.object_id;
  const about = [typeName(row.type) || term('craft', row.craft), zoneName(row.zone, row.state)].filter(Boolean).join(' · ');
  return (
    <a
      class="row object-row"
      href={`/object/${inPath(row.object_id)}`}
      aria-current={chosen ? 'true' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        chooseObject(row.object_id);
      }}
      onMouseEnter={() => void (pointed.value = row.object_id)}
      onMouseLeave={() => void (pointed.value = null)}
      onFocus={() => void (pointed.value = row.object_id)}
      onBlur={() => void (pointed.value = null)}
    >
      <span class="row-title">
        <Flag code={row.flag} />
        <b>{objectName(row.name, row.object_id)}</b>
      </span>
      <span class="row-side row-speed">
        {row.sog_kn === null ? null : speed(row.sog_kn)}
        {row.cog_deg === null || row.sog_kn === null || row.sog_kn < 0.5 ? null : <small>{degrees(row.cog_deg)}</small>}
      </span>
      <span class="row-sub row-who">
        {row.simulated ? <Simulated /> : null}
        <span>{identity(row.object_id)}</span>
      </span>
      <span class="row-side row-kinds">
        {row.kinds.slice(0, 5).map((kind) => (
          <span key={kind} title={term('kind', kind)}>
            <KindIcon kind={kind} size={13} />
            <span class="sr">{term('kind', kind)}</span>
          </span>
        ))}
        {row.kinds.length > 5 ? <small>+{row.kinds.length - 5}</small> : null}
      </span>
      <span class="row-sub" title={about}>
        {about}
      </span>
      <span class="row-side row-when">
        <When row={row} />
      </span>
    </a>
  );
}

export function Objects() {
  const [sort, setSort] = useState<Sort>('t');
  const { data, error, waits, again } = useObjects();
  useEvery(RENEW_S, again, isLive.value);
  const lang = url.lang.value;
  const [heard, asked] = [heardNow.value, filterHere.value];
  const rows = useMemo(() => (data ? sorted(overlaid(data.rows, heard, asked), sort, new Intl.Collator(locale())) : []), [data, heard, asked, sort, lang]);
  return (
    <div class="list-panel">
      <Filters fields={OBJECT_FIELDS} />
      <div class="list-head">
        <span role="status" data-count="objects" data-waits={waits ? '1' : '0'}>
          {data ? countWords('objects', rows.length, Math.max(rows.length, data.found)) : ''}
        </span>
        <label class="sort">
          <span class="sr">{t('common.sortBy')}</span>
          <select value={sort} onChange={(event) => setSort(event.currentTarget.value as Sort)}>
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {t(`objects.sort.${one}` as WordKey)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error ? <Failed error={error} again={again} /> : null}
      {!data && !error ? <Waits /> : null}
      {data && rows.length === 0 && !error ? (
        <div class="empty">
          <p>{t('objects.none')}</p>
          <Coverage filter={filterHere.value} />
        </div>
      ) : null}
      {rows.length ? <Rows rows={rows} height={height} id={idOf} label={t('objects.title')} draw={(row) => <ObjectLine row={row} />} /> : null}
    </div>
  );
}

export function countWords(of: 'objects' | 'events', n: number, found: number): string {
  if (found === 1 && n === 1) return t(`${of}.count.one`);
  const words = { n: amount(n), m: amount(found) };
  return n === found ? t(`${of}.count.all`, words) : t(`${of}.count`, words);
}
