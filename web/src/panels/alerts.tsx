// Alerts turned into a list: which rule, how it went, and a way to send them again.
import { api } from '../api/client';
import type { AlertRow } from '../api/types';
import { isLive, status } from '../app/state';
import { t } from '../words';
import { useAsk, useEvery } from './ask';
import { attempt, mayOperate } from './feeds';
import { EventLink } from './links';
import { Section } from './marks';
import { Failed } from './states';
import { amount, term, utc } from './told';

const RENEW_S = 10;
const text = (row: AlertRow, name: string): string => {
  const value = row[name];
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

function Alert({ row, again }: { row: AlertRow; again: () => void }) {
  const event = text(row, 'event_id');
  const next = text(row, 'next_try') || text(row, 'due');
  const tries = text(row, 'tries');
  return (
    <li class="alert" data-state={row.state}>
      <p>
        <span class="tag">{term('alertState', row.state)}</span> <b>{text(row, 'rule')}</b>
      </p>
      <p>{event ? <EventLink id={event}>{text(row, 'words') || text(row, 'title') || text(row, 'subject') || event}</EventLink> : text(row, 'title')}</p>
      <p class="note">
        {[
          text(row, 'to'),
          text(row, 'created') || text(row, 't') ? utc(text(row, 'created') || text(row, 't')) : '',
          tries ? `${t('feeds.alertTries')} ${amount(Number(tries))}` : '',
          next ? `${t('feeds.alertNext')} ${utc(next)}` : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {row.error ? <p class="feed-error">{row.error}</p> : null}
      {mayOperate() && row.state !== 'sent' && row.state !== 'delivered' ? (
        <button class="button" onClick={() => void attempt(() => api.retryAlert(row.id)).then(again)}>
          {t('feeds.alertRetry')}
        </button>
      ) : null}
    </li>
  );
}

export function Alerts() {
  const may = mayOperate();
  const { data, error, again } = useAsk(may ? `alerts|${status.value?.access.name ?? ''}` : null, (signal) => api.alerts(signal));
  useEvery(RENEW_S, again, may && isLive.value);
  return (
    <Section title={t('feeds.alerts')} count={data?.alerts.length ? amount(data.alerts.length) : undefined}>
      {!may ? <p class="note">{t('feeds.alertsHidden')}</p> : null}
      {error && error.status !== 404 ? <Failed error={error} again={again} /> : null}
      {may && (error?.status === 404 || data?.alerts.length === 0) ? (
        <p class="note">
          {t('feeds.noAlerts')} {t('feeds.noRules')}
        </p>
      ) : null}
      <ul class="plain">{data?.alerts.map((row) => <Alert key={row.id} row={row} again={again} />)}</ul>
    </Section>
  );
}
