// Waiting, failing and finding nothing turned into what the page says of it.
import type { ApiError } from '../api/client';
import { t } from '../words';

/** Grey lines where rows will stand. */
export function Waits({ rows = 6 }: { rows?: number }) {
  return (
    <div class="waits" role="status">
      <span class="sr">{t('common.loading')}</span>
      {Array.from({ length: rows }, (_, k) => (
        <span key={k} class="waits-row" style={{ width: `${92 - ((k * 17) % 40)}%` }} aria-hidden="true" />
      ))}
    </div>
  );
}

export function Failed({ error, again, missing }: { error: ApiError; again: () => void; missing?: string }) {
  if (error.status === 404 && missing) return <p class="empty">{missing}</p>;
  return (
    <div class="error" role="alert">
      {error.status === 0 ? t('common.offline') : `${t('common.failed')}${t('common.colon')}${error.message}`}
      {error.mend && error.status !== 0 ? <small>{error.mend}</small> : null}
      <button class="button" onClick={again}>
        {t('common.retry')}
      </button>
    </div>
  );
}
