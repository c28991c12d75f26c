// Lines a second of each feed turned into small lines, as long as the page has looked.
import { t } from '../words';
import { LOOK_S, feeds, rates } from './feed_history';
import { amount, lasting } from './told';

const WIDE = 220;
const TALL = 34;

/** A polyline of values, the newest at the right. */
export function lineOf(values: readonly number[], wide: number, tall: number): string {
  const most = Math.max(1, ...values);
  const step = wide / Math.max(1, values.length - 1);
  return values.map((value, k) => `${(k * step).toFixed(1)},${(tall - 2 - (value / most) * (tall - 4)).toFixed(1)}`).join(' ');
}

export function Sparkline({ name, wide = WIDE }: { name: string; wide?: number }) {
  const values = rates.value[name] ?? [];
  if (values.length < 2) return null;
  return (
    <svg class="sparkline" viewBox={`0 0 ${wide} ${TALL}`} width={wide} height={TALL} role="img" aria-label={t('feeds.sparkline', { name })} preserveAspectRatio="none">
      <polyline points={lineOf(values, wide, TALL)} fill="none" stroke="currentColor" stroke-width="1.4" vector-effect="non-scaling-stroke" />
    </svg>
  );
}

export function FeedLines() {
  const all = feeds.value ?? [];
  return (
    <figure class="chart" data-chart="feeds">
      <figcaption>
        <h3 class="title">{t('charts.feeds')}</h3>
      </figcaption>
      {all.length === 0 ? <p class="empty">{t('charts.noFeeds')}</p> : null}
      <ul class="feed-lines">
        {all.map((feed) => (
          <li key={feed.name}>
            <span class="wrap">{feed.name}</span>
            <Sparkline name={feed.name} />
            <b>
              {amount(feed.per_s, 1)} <small>{t('feeds.perSecond')}</small>
            </b>
          </li>
        ))}
      </ul>
      {all.length ? (
        <p class="note">
          {t('charts.feedsNote')} ({lasting(LOOK_S * Math.max(0, (rates.value[all[0]?.name ?? '']?.length ?? 1) - 1))})
        </p>
      ) : null}
    </figure>
  );
}
