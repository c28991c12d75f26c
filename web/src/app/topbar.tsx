// The top bar: name, LIVE or REPLAY, clocks, search, and what others signed in for it.
import { useRef } from 'preact/hooks';
import { t } from '../words';
import { openTab } from './actions';
import { Icon } from './icons';
import { barItems, sheet } from './registry';
import { isLive, now, status, statusError, storeSpan, time } from './state';
import { switchLanguage, switchTheme } from './look';
import { url } from './url';
import { liveState } from '../map/live_source';
import { ToolMenu } from '../tools/menu';

const hhmmss = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const JST_MS = 9 * 3_600_000;

function ModePill() {
  const said = status.value;
  if (statusError.value && !said) return <span class="pill pill-bad">{t('app.noServer')}</span>;
  if (!said) return <span class="pill">{t('app.asked')}</span>;
  if (isLive.value && liveState.value.state !== 'open') {
    return (
      <span class="pill pill-bad" data-mode={liveState.value.state} title={liveState.value.why}>
        {t(liveState.value.state === 'refused' ? 'app.refused' : 'app.reconnecting')}
      </span>
    );
  }
  if (isLive.value) {
    return (
      <span class="pill pill-live" data-mode="live">
        <i class="dot" />
        {t('app.live')}
      </span>
    );
  }
  return (
    <span class="pill pill-replay" data-mode="replay">
      {storeSpan.value ? t('app.replay') : t('app.empty')}
    </span>
  );
}

/** The time that the map shows, in UTC and in Japan. */
function Clock() {
  const ms = isLive.value ? now.value : (time.value ?? now.value);
  const japan = ms + JST_MS;
  return (
    <div class="clock" role="timer" aria-label={`${day(ms)} ${hhmmss(ms)} ${t('app.utc')}`}>
      <span class="clock-date">{day(ms)}</span>
      <span class="clock-time">{hhmmss(ms)}</span>
      <span class="clock-zone">{t('app.utc')}</span>
      <span class="clock-second">
        {hhmmss(japan).slice(0, 5)}
        {day(japan) !== day(ms) ? <sup>+1</sup> : null} <span class="clock-zone">{t('app.jst')}</span>
      </span>
    </div>
  );
}

function Search() {
  const wait = useRef(0);
  return (
    <label class="search">
      <Icon name="search" size={16} />
      <input
        id="search"
        type="search"
        value={url.q.value}
        placeholder={t('app.search')}
        aria-label={t('app.search')}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => {
          const said = event.currentTarget.value;
          clearTimeout(wait.current);
          wait.current = window.setTimeout(() => {
            url.q.value = said.trim();
            if (said.trim() && url.tab.value === '') openTab('objects');
          }, 250);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <kbd>/</kbd>
    </label>
  );
}

export function TopBar() {
  return (
    <header class="bar">
      <a
        class="brand"
        href="/"
        onClick={(event) => {
          event.preventDefault();
          openTab(url.tab.value);
        }}
      >
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <path d="M5 7c6 4 6 14 0 18M27 7c-6 4-6 14 0 18" fill="none" stroke="var(--ink-3)" stroke-width="2.4" stroke-linecap="round" />
          <path d="M16 6l5 19-5-3.5-5 3.500z" fill="var(--accent)" />
        </svg>
        <h1 class="brand-name">{t('app.name')}</h1>
      </a>
      <ModePill />
      <Clock />
      <Search />
      <div class="bar-right">
        {barItems.value.map((Item, index) => (
          <Item key={index} />
        ))}
        <ToolMenu />
        <button class="quiet only-wide" aria-label={t('app.theme')} title={t('app.theme')} onClick={switchTheme}>
          <Icon name="theme" />
        </button>
        <button
          class="quiet lang only-wide"
          aria-label={`${t('app.language')}: ${t('app.languageName')}`}
          title={t('app.languageName')}
          onClick={switchLanguage}
        >
          {t('app.language')}
        </button>
        <button class="quiet" aria-label={t('app.help')} title={t('app.help')} onClick={() => void (sheet.value = 'help')}>
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}
