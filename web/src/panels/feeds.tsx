// Feeds turned into what an operator must know of each: state, last heard, counters, faults.
import { useState } from 'preact/hooks';
import { ApiError, api } from '../api/client';
import type { FeedHealth } from '../api/types';
import { now, say, status } from '../app/state';
import { t } from '../words';
import { Alerts } from './alerts';
import { Sparkline } from './feed_lines';
import { feeds, feedsError, lookAtFeeds, worstState } from './feed_history';
import { KeyState } from './key';
import { Fact, Simulated } from './marks';
import { Failed, Waits } from './states';
import { amount, clockOf, lasting, several, term, utc } from './told';

export const mayOperate = (): boolean => status.value?.access.scopes.includes('operate') ?? false;

function Ago({ iso }: { iso: string | null }) {
  if (!iso) return <>{t('feeds.never')}</>;
  const seconds = Math.max(0, (now.value - Date.parse(iso)) / 1000);
  return (
    <time dateTime={iso} title={utc(iso, true)}>
      {seconds < 86_400 ? t('feeds.ago', { span: lasting(seconds) }) : utc(iso)}
    </time>
  );
}

function Count({ label, n, bad = false }: { label: string; n: number; bad?: boolean }) {
  return (
    <div class={`counter${bad && n > 0 ? ' counter-bad' : ''}`}>
      <dt>{label}</dt>
      <dd>{amount(n)}</dd>
    </div>
  );
}

function Counters({ feed }: { feed: FeedHealth }) {
  const rejected = Object.values(feed.rejects).reduce((a, b) => a + b, 0);
  return (
    <>
      <dl class="counters">
        <Count label={t('feeds.lines')} n={feed.lines} />
        <Count label={t('feeds.messages')} n={feed.messages} />
        <Count label={t('feeds.fixes')} n={feed.fixes} />
        <Count label={t('feeds.statics')} n={feed.statics} />
        <Count label={t('feeds.committed')} n={feed.committed} />
        <Count label={t('feeds.late')} n={feed.late} />
        <Count label={t('feeds.rejects')} n={rejected} bad />
        <Count label={t('feeds.reconnects')} n={feed.reconnects} bad />
      </dl>
      {rejected ? (
        <details class="raw">
          <summary>{t('feeds.why')}</summary>
          <table class="table">
            <tbody>
              {Object.entries(feed.rejects)
                .sort((a, b) => b[1] - a[1])
                .map(([fault, n]) => (
                  <tr key={fault}>
                    <th scope="row">{term('fault', fault)}</th>
                    <td class="num">{amount(n)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </details>
      ) : null}
    </>
  );
}

/** Do something that the server may refuse, and say how it went. */
export async function attempt(what: () => Promise<unknown>): Promise<boolean> {
  try {
    await what();
    say(t('feeds.done'));
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say(`${error.message}${error.mend ? ` – ${error.mend}` : ''}`);
    return false;
  }
}

function Actions({ feed }: { feed: FeedHealth }) {
  const [busy, setBusy] = useState(false);
  const paused = feed.state === 'paused';
  const act = async (what: (name: string) => Promise<unknown>): Promise<void> => {
    setBusy(true);
    await attempt(() => what(feed.name));
    await lookAtFeeds();
    setBusy(false);
  };
  return (
    <div class="actions">
      <button class="button" disabled={busy || paused} onClick={() => void act(api.pauseFeed)}>
        {t('feeds.pause')}
      </button>
      <button class="button" disabled={busy || !paused} onClick={() => void act(api.resumeFeed)}>
        {t('feeds.resume')}
      </button>
    </div>
  );
}

function Heard({ feed }: { feed: FeedHealth }) {
  return (
    <dl class="facts">
      <Fact label={t('feeds.lastHeard')}>
        <Ago iso={feed.last_heard} />
      </Fact>
      <Fact label={t('feeds.since')}>{feed.since ? utc(feed.since) : '–'}</Fact>
      <Fact label={t('feeds.perSecond')}>
        <span class="feed-rate">
          <b>{amount(feed.per_s, 1)}</b>
          <Sparkline name={feed.name} wide={150} />
        </span>
      </Fact>
    </dl>
  );
}

function Feed({ feed }: { feed: FeedHealth }) {
  return (
    <li class="feed" data-feed={feed.name} data-state={feed.state}>
      <div class="feed-head">
        <span class="feed-state" data-state={feed.state}>
          <i class="dot" aria-hidden="true" />
          {term('feedState', feed.state)}
        </span>
        <h3 class="title">{feed.name}</h3>
        {feed.simulated ? <Simulated /> : null}
      </div>
      <p class="mono wrap dim">
        {feed.url}
        {feed.format ? ` · ${feed.format}` : ''}
      </p>
      {feed.error ? (
        <p class="feed-error" role="alert">
          {feed.error}
        </p>
      ) : null}
      <Heard feed={feed} />
      <Counters feed={feed} />
      {feed.notes.length ? (
        <ul class="plain note" aria-label={t('feeds.notes')}>
          {feed.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
      {mayOperate() ? <Actions feed={feed} /> : null}
    </li>
  );
}

function Watch() {
  const said = status.value?.watch;
  if (!said || said.state === 'off') return null;
  return (
    <p class="note">
      {t('feeds.watch')}
      {t('common.colon')}
      {term('watchState', said.state)}
      {said.pid ? ` · PID ${said.pid}` : ''} · {several('feeds.restarts', said.restarts)}
      {said.error ? <span class="feed-error"> {said.error}</span> : null}
    </p>
  );
}

export function Feeds() {
  const all = feeds.value;
  const error = feedsError.value;
  return (
    <div class="feeds">
      {error ? <Failed error={error} again={() => void lookAtFeeds()} /> : null}
      {!all && !error ? <Waits /> : null}
      {all && all.length === 0 ? (
        <div class="empty">
          <p>{t('feeds.none')}</p>
          <p class="note">{t('feeds.noneHint')}</p>
        </div>
      ) : null}
      <ul class="plain">{all?.map((feed) => <Feed key={feed.name} feed={feed} />)}</ul>
      <Watch />
      <Alerts />
      <KeyState />
    </div>
  );
}

/** The pill of the top bar: the worst state of all feeds, and how many lines a second come. */
export function FeedPill() {
  const all = feeds.value;
  if (!all || all.length === 0) return null;
  const state = worstState(all) ?? 'open';
  const rate = all.reduce((sum, feed) => sum + feed.per_s, 0);
  return (
    <a class="pill feed-pill" data-state={state} href="/feeds" title={`${t('feeds.title')}: ${term('feedState', state)} · ${clockOf(now.value)}`}>
      <i class="dot" aria-hidden="true" />
      <span class="sr">{`${t('feeds.title')}: ${term('feedState', state)}`}</span>
      {amount(rate, rate < 10 ? 1 : 0)} {t('feeds.perSecond')}
    </a>
  );
}
