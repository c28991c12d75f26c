// A first visit turned into a few words on what is seen; once read they do not come again.
import { signal } from '@preact/signals';
import { status } from '../app/state';
import { remember, url } from '../app/url';
import { t } from '../words';

const KEY = 'straitwatch.hint';

function wasRead(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch (error) {
    if (error instanceof DOMException) return true; // nothing can be remembered: it would come every time
    throw error;
  }
}

const read = signal(wasRead());

export function Hint() {
  if (read.value || url.wall.value || !status.value) return null;
  return (
    <aside class="hint float" aria-label={t('hint.title')}>
      <h2>{t('hint.title')}</h2>
      <p>{t('hint.text')}</p>
      {status.value.store.simulated ? <p class="hint-simulated">{t('hint.simulated')}</p> : null}
      <button
        class="button button-main"
        onClick={() => {
          remember('hint', '1');
          read.value = true;
        }}
      >
        {t('hint.ok')}
      </button>
    </aside>
  );
}
