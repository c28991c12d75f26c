// An empty answer turned into what was covered: that nothing was seen is a claim, too.
import { api } from '../api/client';
import type { CoverageCell, Filter } from '../api/types';
import { t } from '../words';
import { useAsk } from './ask';
import { amount } from './told';

/** Hours, places and sources that cells of coverage name. */
export function sumUp(cells: readonly CoverageCell[]): { hours: number; places: number; sources: string[] } {
  const hours = new Set(cells.map((cell) => cell.t_start));
  const places = new Set(cells.map((cell) => `${cell.west},${cell.south}`));
  const sources = new Set(cells.map((cell) => cell.source ?? '').filter(Boolean));
  return { hours: hours.size, places: places.size, sources: [...sources].sort() };
}

export function Coverage({ filter }: { filter: Filter }) {
  const question = { from: filter.from, to: filter.to, bbox: filter.bbox, limit: 10_000 };
  const { data } = useAsk(JSON.stringify(question), (signal) => api.coverage(question, signal));
  if (!data) return null;
  const { hours, places, sources } = sumUp(data.coverage);
  const more = data.n < data.n_found ? '+' : '';
  return (
    <div class="covered" data-covered={hours}>
      <h3>{t('events.covered')}</h3>
      <p>
        {hours
          ? t('events.coveredBy', { hours: amount(hours) + more, cells: amount(places) + more, sources: sources.join(t('common.list')) })
          : t('events.coveredNone')}
      </p>
      {hours ? <p class="note">{t('events.coveredNote')}</p> : null}
    </div>
  );
}
