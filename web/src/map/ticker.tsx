// The wall's ticker: the newest events at the time shown, the clock and the state.
import { isLive } from '../app/state';
import { isoSecond } from '../app/url';
import { maybe, t } from '../words';
import { events } from '../time/told';
import { eventTime, shownAt } from './draw';

const SHOWN = 5;
const SIMULATED_SHOWN = 2; // at most, while there are others

export function Ticker() {
  const at = shownAt();
  const all = events.value.rows
    .map((row) => ({ row, when: eventTime(row)?.[0] ?? Infinity }))
    .filter((one) => one.when <= at)
    .sort((a, b) => b.when - a.when);
  const real = all.filter((one) => one.row.certainty !== 'simulated').slice(0, SHOWN);
  const rest = all.filter((one) => one.row.certainty === 'simulated').slice(0, Math.max(SIMULATED_SHOWN, SHOWN - real.length));
  const rows = [...real.slice(0, SHOWN - Math.min(rest.length, SIMULATED_SHOWN)), ...rest].sort((a, b) => b.when - a.when).slice(0, SHOWN);
  const japan = isoSecond(at + 9 * 3_600_000);
  return (
    <aside class="float ticker" aria-label={t('map.newest')}>
      <div class="ticker-clock">
        <b>{isoSecond(at).slice(11, 16)}</b>
        <span>
          {isoSecond(at).slice(0, 10)} {t('app.utc')}
          <br />
          {japan.slice(11, 16)} {t('app.jst')}
        </span>
        <span class={`pill ${isLive.value ? 'pill-live' : 'pill-replay'}`}>{t(isLive.value ? 'app.live' : 'app.replay')}</span>
      </div>
      <ol>
        {rows.map(({ row, when }) => (
          <li key={row.event_id} data-certainty={row.certainty}>
            <time>{isoSecond(when).slice(5, 16).replace('T', ' ')}</time>
            <b>{maybe(`kind.${row.kind}`, row.kind.replaceAll('_', ' '))}</b>
            <span>{row.words}</span>
            {row.certainty === 'simulated' ? <em>{t('certainty.simulated')}</em> : null}
          </li>
        ))}
      </ol>
    </aside>
  );
}
