// Buttons of the top bar: layers and legend, measure, rings, place, picture, wall.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Icon, type IconName } from '../app/icons';
import { addKeys } from '../app/registry';
import { url } from '../app/url';
import { LayersSheet } from '../map/layers';
import { t, type WordKey } from '../words';
import { switchLanguage, switchTheme } from '../app/look';
import { savePicture } from './picture';
import { take, tool, type Tool } from './state';

const opened = signal<'layers' | 'tools' | null>(null);

export const toggleLayers = (): void => void (opened.value = opened.value === 'layers' ? null : 'layers');

const TOOLS: { id: Tool; icon: IconName; label: WordKey; key: string }[] = [
  { id: 'measure', icon: 'measure', label: 'tool.measure', key: 'm' },
  { id: 'rings', icon: 'rings', label: 'tool.rings', key: 'r' },
  { id: 'place', icon: 'place', label: 'tool.place', key: 'i' },
];

function ToolList() {
  const row = (icon: IconName, label: WordKey, key: string, run: () => void, pressed?: boolean) => (
    <button
      class="menu-row"
      role="menuitem"
      aria-pressed={pressed}
      onClick={() => {
        opened.value = null;
        run();
      }}
    >
      <Icon name={icon} />
      <span>{t(label)}</span>
      <kbd>{key}</kbd>
    </button>
  );
  return (
    <div class="float popover menu" role="menu" aria-label={t('tool.tools')}>
      {TOOLS.map((one) => row(one.icon, one.label, one.key, () => take(one.id), tool.value === one.id))}
      <hr />
      {row('picture', 'tool.picture', 'p', () => void savePicture())}
      {row('wall', 'app.wall', 'w', () => void (url.wall.value = true))}
      <div class="only-narrow">
        <hr />
        {row('theme', 'app.theme', 'd', switchTheme)}
        {row('help', 'app.language', 'j', switchLanguage)}
      </div>
    </div>
  );
}

export function ToolMenu() {
  useEffect(() => {
    addKeys({ keys: ['y'], says: 'app.layers', group: 'keys.map', run: toggleLayers });
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Element && !event.target.closest('.popover, .popover-opener')) opened.value = null;
    };
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, []);
  const button = (id: 'layers' | 'tools', icon: IconName, label: WordKey) => (
    <button
      class="quiet popover-opener"
      aria-label={t(label)}
      title={t(label)}
      aria-expanded={opened.value === id}
      onClick={() => void (opened.value = opened.value === id ? null : id)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <>
      {button('tools', 'measure', 'tool.tools')}
      {button('layers', 'layers', 'app.layers')}
      {opened.value === 'layers' ? <LayersSheet close={() => void (opened.value = null)} /> : null}
      {opened.value === 'tools' ? <ToolList /> : null}
    </>
  );
}
