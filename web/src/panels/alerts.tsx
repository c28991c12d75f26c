// Alerts turned into a list: which rule, how it went, and a way to send them again.
import { api } from '../api/client';
import type { AlertRow } from '../api/types';
import { isLive, status } from '../app/state';
import { t } from '../words';
import { useAsk, useEvery } from './ask';
import { attempt, mayOperate } from './feeds';
import { EventLink } from './links';
import { Section, Simulated } from './marks';
import { Failed } from './states';
import { amount, identity, term, utc } from './told';

const RENEW_S = 10;
const RETRIED = new Set(['failed', 'unsure', 'waiting']);
const text = (row: AlertRow, name: string): string => {
  const value = row[name];
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

function Alert({ row, again }: { row: AlertRow; again: () => void }) {
  const [event, due, sent, planned] = [text(row, 'event_id'), text(row, 'due'), text(row, 'sent'), text(row, 'planned')];
  const tries = Number(text(row, 'tries') || 0);
  return (
    <li class="alert" data-state={row.state}>
      <p>
        <span class="tag">{term('alertState', row.state)}</span> <b>{text(row, 'rule')}</b>
        {row.certainty === 'simulated' ? <Simulated /> : null}
      </p>
      <p>
        <EventLink id={event}>
          {[term('kind', text(row, 'kind')), text(row, 'object_name') || identity(text(row, 'object_id')), text(row, 'where')].filter(Boolean).join(' · ')}
        </EventLink>
      </p>
      <p class="note">
        {[
          text(row, 'to'),
          sent ? utc(sent) : planned ? utc(planned) : '',
          tries ? `${t('feeds.alertTries')} ${amount(tries)}` : '',
          due ? `${t('feeds.alertNext')} ${utc(due)}` : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {text(row, 'reason') ? <p class="feed-error">{text(row, 'reason')}</p> : null}
      {mayOperate() && RETRIED.has(row.state) ? (
        <button class="button" onClick={() => void attempt(() => api.retryAlert(String(row.id))).then(again)}>
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
      <ul class="plain">{data?.alerts.map((row) => <Alert key={`${row.id} ${text(row, 'part')} ${text(row, 'to')}`} row={row} again={again} />)}</ul>
    </Section>
  );
}
