// An empty answer turned into what was covered: that nothing was seen is a claim, too.
import { api } from '../api/client';
import type { CoverageCell, Filter } from '../api/types';
import { t } from '../words';
import { useAsk } from './ask';
import { amount } from './told';

const isSimulated = (cell: CoverageCell): boolean => cell.source?.startsWith('simulated:') ?? false;

/** Hours, places and sources that cells of coverage name. What is simulated was heard by nobody. */
export function sumUp(cells: readonly CoverageCell[]): { hours: number; places: number; sources: string[]; simulated: boolean } {
  const real = cells.filter((cell) => !isSimulated(cell));
  const hours = new Set(real.map((cell) => cell.t_start));
  const places = new Set(real.map((cell) => `${cell.west},${cell.south}`));
  const sources = new Set(real.map((cell) => cell.source ?? '').filter(Boolean));
  return { hours: hours.size, places: places.size, sources: [...sources].sort(), simulated: real.length < cells.length };
}

export function Coverage({ filter }: { filter: Filter }) {
  const question = { from: filter.from, to: filter.to, bbox: filter.bbox, limit: 10_000 };
  const { data } = useAsk(JSON.stringify(question), (signal) => api.coverage(question, signal));
  if (!data) return null;
  const { hours, places, sources, simulated } = sumUp(data.coverage);
  const more = data.n < data.n_found ? '+' : '';
  return (
    <div class="covered" data-covered={hours}>
      <h3>{t('events.covered')}</h3>
      <p>
        {hours
          ? t('events.coveredBy', { hours: amount(hours) + more, cells: amount(places) + more, sources: sources.join(t('common.list')) })
          : t('events.coveredNone')}
      </p>
      {simulated ? <p class="note">{t('events.coveredSimulated')}</p> : null}
      {hours ? <p class="note">{t('events.coveredNote')}</p> : null}
    </div>
  );
}
