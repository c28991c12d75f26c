// New events turned into words for those who listen.
import { useEffect } from 'preact/hooks';
import { status } from '../app/state';
import { url } from '../app/url';
import { t } from '../words';
import { listenToEvents, newest, stopListening } from './newest';

/** Says each new event to screen readers, politely; draws nothing. */
export function Announcer() {
  const live = status.value?.live;
  const lang = url.lang.value;
  useEffect(() => {
    stopListening();
    if (live) listenToEvents();
    return stopListening;
  }, [live, lang]);
  const said = newest.value.said;
  return (
    <p class="sr" aria-live="polite" data-announcer="1">
      {said ? t('events.announce', { sentence: said }) : ''}
    </p>
  );
}
