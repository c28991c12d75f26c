// What an object said of itself turned into a timeline, changes flagged.
import type { IdentityRow } from '../api/types';
import { url } from '../app/url';
import { t } from '../words';
import { Section } from './marks';
import { amount, dayOf, several, stateName, term, typeOfCode } from './told';

const ORDER = ['name', 'callsign', 'imo', 'flag', 'ship_type', 'aircraft_type', 'length_m', 'beam_m', 'draught_m', 'destination', 'eta'];
/** What an object may change from voyage to voyage: no change of identity. */
const OF_A_VOYAGE = new Set(['destination', 'eta', 'draught_m']);

const rank = (attribute: string): number => (ORDER.indexOf(attribute) + 1 || ORDER.length + 1);

function valueOf(row: IdentityRow): string {
  if (row.attribute === 'flag') return stateName(row.value);
  if (row.attribute.endsWith('_m')) return `${amount(Number(row.value), 1)} m`;
  if (row.attribute === 'ship_type') return typeOfCode(Number(row.value));
  return row.value;
}

/** Rows by attribute, each by time; the second and later values of one are changes. */
export function byAttribute(rows: readonly IdentityRow[]): { attribute: string; rows: IdentityRow[] }[] {
  const all = new Map<string, IdentityRow[]>();
  for (const row of rows) all.set(row.attribute, [...(all.get(row.attribute) ?? []), row]);
  return [...all.entries()]
    .sort((a, b) => rank(a[0]) - rank(b[0]))
    .map(([attribute, some]) => ({
      attribute,
      rows: some.sort((a, b) => (a.t_first ?? '').localeCompare(b.t_first ?? '')),
    }));
}

function Bar({ row, low, high }: { row: IdentityRow; low: number; high: number }) {
  if (!row.t_first || high <= low) return null;
  const [a, b] = [Date.parse(row.t_first), Date.parse(row.t_last ?? row.t_first)];
  const left = (100 * (a - low)) / (high - low);
  return (
    <span class="life" aria-hidden="true">
      <i style={{ left: `${left}%`, width: `${Math.max(1.5, (100 * (b - a)) / (high - low))}%` }} />
    </span>
  );
}

function dates(row: IdentityRow): string {
  if (!row.t_first) return t('common.notDated');
  const [a, b] = [dayOf(Date.parse(row.t_first)), dayOf(Date.parse(row.t_last ?? row.t_first))];
  return a === b ? a : `${a} – ${b}`;
}

export function Identity({ rows, changes, words }: { rows: readonly IdentityRow[]; changes: number; words: readonly string[] }) {
  if (rows.length === 0) return null;
  const moments = rows.flatMap((row) => [row.t_first, row.t_last]).filter((iso): iso is string => iso !== null).map(Date.parse);
  const [low, high] = [Math.min(...moments), Math.max(...moments)];
  return (
    <Section title={t('object.identity')} count={changes ? several('object.changes', changes) : undefined}>
      <p class="note">{t('object.identityNote')}</p>
      <dl class="identity">
        {byAttribute(rows).map((group) => (
          <div key={group.attribute} class="identity-group">
            <dt>{term('attribute', group.attribute)}</dt>
            {group.rows.map((row, k) => (
              <dd key={row.value} data-changed={k > 0 && !OF_A_VOYAGE.has(group.attribute) ? '1' : '0'}>
                <span class="identity-value">
                  {valueOf(row)}
                  {k > 0 && !OF_A_VOYAGE.has(group.attribute) ? <span class="tag changed">{t('object.changed')}</span> : null}
                </span>
                <small title={row.sources.join(', ')}>
                  {dates(row)} · {amount(row.n)}×
                </small>
                <Bar row={row} low={low} high={high} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
      {words.length && url.lang.value === 'en' ? (
        <ul class="plain note">
          {words.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}
