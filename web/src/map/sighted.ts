// A sighting's objects turned into words and identities.
import type { SightingRow } from '../api/types';
import { t } from '../words';

/** Who was seen: the first by name, how many more. */
export function whoIn(row: SightingRow): string {
  const all = row.objects ?? [];
  const [first] = all;
  if (!first) return row.place ?? '';
  const name = first.name ?? first.class ?? first.as_written ?? '';
  const called = first.hull ? `${name} (${first.hull})` : name;
  const many = first.count && first.count > 1 && !first.name ? `${first.count} × ${called}` : called;
  return all.length > 1 ? t('map.andMore', { name: many, n: all.length - 1 }) : many;
}

/** Text identities of ships with a hull number, as the store names them. */
export function idsIn(row: SightingRow): string[] {
  return (row.objects ?? []).filter((one) => one.navy && one.hull).map((one) => `hull:${one.navy}/${one.hull}`);
}
