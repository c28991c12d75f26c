// The sheet of layers and the legend: what is drawn, in which colours and why.
import { Icon } from '../app/icons';
import { LAYERS, url, type ColourBy, type LayerName } from '../app/url';
import { t } from '../words';
import { GROUPS, PALETTES } from './palette';

function toggle(name: LayerName): void {
  const next = new Set(url.layers.value);
  if (!next.delete(name)) next.add(name);
  url.layers.value = next;
}

const CERTAINTIES = ['observed', 'reported', 'inferred', 'simulated'] as const;

function Colours() {
  const palette = PALETTES[url.theme.value];
  if (url.colour.value === 'type') {
    return (
      <ul class="legend">
        {GROUPS.map((group) => (
          <li key={group}>
            <i class="swatch" style={`background:${palette.groups[group]}`} />
            {t(`group.${group}`)}
          </li>
        ))}
      </ul>
    );
  }
  if (url.colour.value === 'certainty') {
    return (
      <ul class="legend">
        {(['observed', 'reported', 'simulated'] as const).map((one) => (
          <li key={one}>
            <i class="swatch" style={`background:${palette.certainty[one]}`} />
            {t(`certainty.${one}`)}
          </li>
        ))}
      </ul>
    );
  }
  return <p class="note">{t('layers.flagNote')}</p>;
}

const LIMITS = [['12', 'layers.nm12'], ['24', 'layers.nm24'], ['200', 'layers.nm200']] as const;

export function LayersSheet({ close }: { close: () => void }) {
  return (
    <div class="float popover layers" role="dialog" aria-label={t('app.layers')}>
      <div class="popover-head">
        <h2>{t('app.layers')}</h2>
        <button class="quiet" aria-label={t('app.close')} onClick={close}>
          <Icon name="close" size={16} />
        </button>
      </div>
      <div class="checks">
        {LAYERS.map((name) => (
          <label key={name} class="check">
            <input type="checkbox" checked={url.layers.value.has(name)} onChange={() => toggle(name)} />
            {t(`layer.${name}`)}
          </label>
        ))}
      </div>
      <h3>{t('layers.colour')}</h3>
      <div class="segments" role="radiogroup" aria-label={t('layers.colour')}>
        {(['type', 'flag', 'certainty'] as ColourBy[]).map((by) => (
          <button key={by} role="radio" aria-checked={url.colour.value === by} onClick={() => void (url.colour.value = by)}>
            {t(`layers.by.${by as 'type'}`)}
          </button>
        ))}
      </div>
      <Colours />
      <h3>{t('layers.certainty')}</h3>
      <ul class="legend">
        {CERTAINTIES.map((one) => (
          <li key={one}>
            <i class="badge" data-certainty={one} />
            {t(`certainty.${one}`)}
          </li>
        ))}
      </ul>
      <h3>{t('layers.limits')}</h3>
      <ul class="legend legend-limits">
        {LIMITS.map(([nm, key]) => (
          <li key={nm}>
            <i class="line" data-nm={nm} />
            {t(key)}
          </li>
        ))}
      </ul>
      <p class="note">{t('layers.limitNote')}</p>
    </div>
  );
}
