// The filter of the address turned into fields and chips, and back.
import { computed, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Filter } from '../api/types';
import { Icon } from '../app/icons';
import { viewBox } from '../app/state';
import { filter, url } from '../app/url';
import { gates } from '../time/told';
import { t, type WordKey } from '../words';
import { KindIcon } from './marks';
import { dayOf, several, stateName, term, typeName, utc } from './told';
import { useAsk } from './ask';

type Field = 'flag' | 'type' | 'craft' | 'zone' | 'kind' | 'gate' | 'certainty';

export const OBJECT_FIELDS: readonly Field[] = ['craft', 'flag', 'type', 'zone', 'kind', 'gate'];
export const EVENT_FIELDS: readonly Field[] = ['kind', 'certainty', 'gate', 'flag'];

const KINDS = [
  'transit', 'crossing', 'deployment', 'entry', 'exit', 'passage', 'proximity', 'gap', 'encounter', 'group',
  'loitering', 'anchoring', 'port_visit', 'flight_operations', 'deck_takeoff', 'deck_landing', 'takeoff', 'landing',
  'observation', 'scramble', 'joint_flight', 'first_sighting', 'live_firing', 'reported_absence', 'absence',
  'identity_shared', 'impossible_position',
];
const CERTAINTIES = ['observed', 'reported', 'inferred', 'simulated'];
const ZONES = [
  'internal_waters', 'territorial_sea', 'contiguous_zone', 'exclusive_economic_zone', 'high_seas', 'archipelagic_waters',
];
const CRAFTS = ['ship', 'aircraft', 'station', 'reported'];

/** Only what lies in the map's view. */
export const inView = signal(false);
/** Flags and types that were met so far: what the fields offer. */
export const met = { flags: signal<ReadonlySet<string>>(new Set()), types: signal<ReadonlySet<string>>(new Set()) };

export function gateName(id: string | null | undefined): string {
  const gate = gates.value.find((one) => one.gate_id === id);
  return gate ? (url.lang.value === 'ja' && gate.name_ja ? gate.name_ja : gate.name) : (id ?? '');
}

/** The filter with the map's box where it is asked for. */
export const filterHere = computed<Filter>(() => {
  const box = inView.value ? viewBox.value : null;
  return box ? { ...filter.value, bbox: box.map((x) => x.toFixed(2)).join(',') } : filter.value;
});

const split = (value: string): string[] => value.split(',').filter(Boolean);

function toggle(at: Signal<string>, value: string): void {
  const now = split(at.value);
  at.value = (now.includes(value) ? now.filter((one) => one !== value) : [...now, value]).join(',');
}

export function nameOf(field: Field, value: string): string {
  if (field === 'flag') return stateName(value);
  if (field === 'type') return typeName(value);
  if (field === 'gate') return gateName(value);
  return term(field, value);
}

function options(field: Field): string[] {
  const here = split(url[field].value);
  const by = (all: Iterable<string>): string[] =>
    [...new Set([...all, ...here])].sort((a, b) => nameOf(field, a).localeCompare(nameOf(field, b)));
  if (field === 'flag') return by(met.flags.value);
  if (field === 'type') return by(met.types.value);
  if (field === 'gate') return by(gates.value.map((gate) => gate.gate_id));
  return { zone: ZONES, craft: CRAFTS, kind: KINDS, certainty: CERTAINTIES }[field] ?? [];
}

function Choice({ field }: { field: Field }) {
  const value = url[field].value;
  return (
    <label class="field">
      {t(`filter.${field}` as WordKey)}
      <select name={field} value={value} onChange={(event) => void (url[field].value = event.currentTarget.value)}>
        <option value="">{t('common.any')}</option>
        {value.includes(',') ? <option value={value}>{split(value).map((one) => nameOf(field, one)).join(t('common.list'))}</option> : null}
        {options(field).map((one) => (
          <option key={one} value={one}>
            {nameOf(field, one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Toggles({ field }: { field: 'kind' | 'certainty' }) {
  const now = split(url[field].value);
  return (
    <fieldset class="toggles">
      <legend>{t(`filter.${field}`)}</legend>
      {options(field).map((one) => (
        <button key={one} class="toggle" aria-pressed={now.includes(one)} onClick={() => toggle(url[field], one)}>
          {field === 'kind' ? <KindIcon kind={one} size={14} /> : null}
          {nameOf(field, one)}
        </button>
      ))}
    </fieldset>
  );
}

function Chip({ what, off }: { what: string; off: () => void }) {
  return (
    <button class="chip" aria-label={t('filter.remove', { what })} title={t('filter.remove', { what })} onClick={off}>
      {what}
      <Icon name="close" size={11} />
    </button>
  );
}

const DAY_MS = 86_400_000;

/** A moment; the day alone where it is the day's beginning, or its last second. */
function short(ms: number, end = false): string {
  const [since, left] = [ms % DAY_MS, DAY_MS - (ms % DAY_MS)];
  if (since === 0 && !end) return dayOf(ms);
  return end && left <= 1000 ? dayOf(ms) : utc(ms).replace(' UTC', '');
}

/** What is on, as chips that can be taken off. */
function chips(fields: readonly Field[]): { key: string; what: string; off: () => void }[] {
  const all = fields.flatMap((field) =>
    split(url[field].value).map((one) => ({ key: `${field}:${one}`, what: nameOf(field, one), off: () => toggle(url[field], one) })),
  );
  if (url.q.value) all.unshift({ key: 'q', what: `“${url.q.value}”`, off: () => void (url.q.value = '') });
  const [from, to] = [url.from.value, url.to.value];
  if (from !== null || to !== null) {
    const what = t('filter.since', { from: from === null ? '…' : short(from), to: to === null ? '…' : short(to, true) });
    all.push({ key: 'span', what, off: () => void ((url.from.value = null), (url.to.value = null)) });
  }
  if (inView.value) all.push({ key: 'view', what: t('filter.inView'), off: () => void (inView.value = false) });
  return all;
}

/** Flags and types are those of the store's objects: asked for when the fields are opened first. */
function useMet(on: boolean): void {
  useAsk(on && met.flags.value.size === 0 ? 'met' : null, async (signal) => meet((await api.objects({ limit: 10_000 }, signal)).objects));
}

export function meet(rows: readonly { flag: string | null; type: string | null }[]): void {
  const flags = new Set(met.flags.peek());
  const types = new Set(met.types.peek());
  for (const row of rows) {
    if (row.flag) flags.add(row.flag);
    if (row.type) types.add(row.type.split(",")[0] ?? row.type); // a comma parts values in the query
  }
  if (flags.size !== met.flags.peek().size) met.flags.value = flags;
  if (types.size !== met.types.peek().size) met.types.value = types;
}

/** The bar above a list: a button that opens the fields, and what is on. */
export function Filters({ fields }: { fields: readonly Field[] }) {
  const [open, setOpen] = useState(false);
  useMet(open);
  const on = chips(fields);
  return (
    <div class="filters">
      <div class="filters-bar">
        <button class="button filters-open" aria-expanded={open} aria-controls="filter-fields" onClick={() => setOpen(!open)}>
          <Icon name="filter" size={14} />
          {t('filter.open')}
          {on.length ? <span class="count" aria-label={several('filter.active', on.length)}>{on.length}</span> : null}
        </button>
        {on.slice(0, 6).map((chip) => (
          <Chip key={chip.key} what={chip.what} off={chip.off} />
        ))}
        {on.length > 1 ? (
          <button class="link" onClick={() => on.forEach((chip) => chip.off())}>
            {t('filter.clearAll')}
          </button>
        ) : null}
      </div>
      {open ? (
        <div class="filters-fields" id="filter-fields" role="group" aria-label={t('filter.title')}>
          {fields.filter((field) => field !== 'kind' && field !== 'certainty').map((field) => (
            <Choice key={field} field={field} />
          ))}
          {fields.includes('certainty') ? <Toggles field="certainty" /> : null}
          {fields.includes('kind') ? <Toggles field="kind" /> : null}
          <label class="check">
            <input type="checkbox" checked={inView.value} onChange={(event) => void (inView.value = event.currentTarget.checked)} />
            {t('filter.inView')}
          </label>
        </div>
      ) : null}
    </div>
  );
}
