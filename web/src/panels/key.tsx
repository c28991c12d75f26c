// A key that a person types turned into a session, and who is signed in into words.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, api } from '../api/client';
import { Icon } from '../app/icons';
import { sheet } from '../app/registry';
import { askStatus, status } from '../app/state';
import { maybe, t } from '../words';

const scopes = (all: readonly string[]): string => all.map((one) => maybe(`key.scope.${one}`, one)).join(t('common.list'));

/** Who is signed in, what they may do, and which release bounds what is shown. */
export function KeyState() {
  const said = status.value?.access;
  if (!said) return null;
  return (
    <div class="key-state">
      <p class="note">
        {said.public ? t('key.public') : t('key.signedIn', { name: said.name })} · {t('key.may', { scopes: scopes(said.scopes) })}
      </p>
      {said.release ? <p class="note">{t('key.release', { name: said.release })}</p> : null}
      <button class="button" onClick={() => void (sheet.value = 'key')}>
        <Icon name="key" size={14} />
        {t('key.title')}
      </button>
    </div>
  );
}

/** Do what opens or ends a session; tells why it was refused, or null. */
async function tried(what: () => Promise<unknown>): Promise<string | null> {
  try {
    await what();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 401 || error.status === 403 ? t('key.wrong') : error.message;
  }
  await askStatus();
  return null;
}

/** The field for a key; a name stands beside it, unseen, for those who keep keys. */
function KeyField({ isWrong }: { isWrong: boolean }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const id = setTimeout(() => box.current?.focus()); // once the dialog is open
    return () => clearTimeout(id);
  }, []);
  return (
    <>
      <input class="sr" type="text" name="username" autocomplete="username" value="straitwatch" readOnly tabIndex={-1} aria-hidden="true" />
      <label class="field">
        {t('key.label')}
        <input name="key" type="password" autocomplete="current-password" spellcheck={false} aria-invalid={isWrong} aria-describedby="key-wrong" ref={box} />
      </label>
    </>
  );
}

export function KeySheet({ close }: { close: () => void }) {
  const [wrong, setWrong] = useState<string | null>(null);
  const said = status.value?.access;
  const attempt = async (what: () => Promise<unknown>): Promise<void> => {
    const why = await tried(what);
    setWrong(why);
    if (why === null) close();
  };
  return (
    <form
      class="key-form"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get('key');
        if (typeof typed === 'string' && typed.trim()) void attempt(() => api.openSession(typed.trim()));
      }}
    >
      <p>{t('key.hint')}</p>
      <KeyField isWrong={wrong !== null} />
      <p id="key-wrong" class="feed-error" role="alert">
        {wrong}
      </p>
      <div class="actions">
        <button class="button button-main" type="submit">
          {t('key.submit')}
        </button>
        {said && !said.public ? (
          <button class="button" type="button" onClick={() => void attempt(api.closeSession)}>
            {t('key.leave')}
          </button>
        ) : null}
      </div>
    </form>
  );
}

/** Beside those of the top bar, where a server is open to all: who has a key comes in here. */
export function KeyButton() {
  if (!status.value?.access.public) return null;
  return (
    <button class="quiet" aria-label={t('key.title')} title={t('key.title')} onClick={() => void (sheet.value = 'key')}>
      <Icon name="key" />
    </button>
  );
}
