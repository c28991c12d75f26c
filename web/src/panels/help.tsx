// The page explained: its keys, how sure it is, what an empty answer means, whose data it shows.
import { keys, type KeyGroup } from '../app/registry';
import { status } from '../app/state';
import { t, type WordKey } from '../words';
import { Certainty } from './marks';
import { term } from './told';
import type { Certainty as Sure } from '../api/types';

const GROUPS: readonly KeyGroup[] = ['keys.view', 'keys.time', 'keys.map', 'keys.tools'];
const SURE: readonly Sure[] = ['observed', 'reported', 'inferred', 'simulated'];
const TEXTS = ['coverage', 'simulated', 'law', 'uncertainty'] as const;
const LICENCES: readonly WordKey[] = ['help.licenceText.0', 'help.licenceText.1', 'help.licenceText.2', 'help.licenceText.3', 'help.licenceText.4', 'help.licenceText.5'];
const SIGNS: Readonly<Record<string, string>> = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };

const keyName = (key: string): string => key.split('+').map((part) => SIGNS[part] ?? part).join(' + ') || key;

function Keys() {
  return (
    <div class="help-keys">
      {GROUPS.map((group) => {
        const some = keys.value.filter((entry) => entry.group === group);
        if (some.length === 0) return null;
        return (
          <section key={group}>
            <h3>{t(group)}</h3>
            <dl>
              {some.map((entry) => (
                <div key={entry.keys.join()} class="help-key">
                  <dt>
                    {entry.keys.map((key) => (
                      <kbd key={key}>{key === '+' ? '+' : keyName(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{t(entry.says)}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

export function Help() {
  return (
    <div class="help">
      <Keys />
      <section>
        <h3>{t('help.certainty')}</h3>
        <dl class="help-sure">
          {SURE.map((one) => (
            <div key={one}>
              <dt>
                <Certainty value={one} />
              </dt>
              <dd>{term('certaintyMeans', one)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {TEXTS.map((one) => (
        <section key={one}>
          <h3>{t(`help.${one}`)}</h3>
          <p>{t(`help.${one}Text`)}</p>
        </section>
      ))}
      <section>
        <h3>{t('help.about')}</h3>
        <p>
          Straitwatch {status.value?.version ?? ''} · {t('help.notNavigation')}
        </p>
        <p>{t('help.limits')}</p>
        <p>
          {t('help.apiText')} <a href="/api/docs">/api/docs</a> · <a href="/openapi.json">/openapi.json</a> · <a href="/ogc">/ogc</a> ·{' '}
          <a href="/metrics">/metrics</a>
        </p>
        <h3>{t('help.licences')}</h3>
        <ul class="plain">
          {LICENCES.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}
