// Cards of the tools at work: legs measured, range rings, what a place is.
import { useEffect, useState } from 'preact/hooks';
import { api, ApiError } from '../api/client';
import type { ZoneSays } from '../api/types';
import { Icon } from '../app/icons';
import { url } from '../app/url';
import { dms, wrapped } from '../map/geo';
import { t } from '../words';
import { asked, degrees, legsMeasured, length, measured, RING_PRESETS_NM, ringsAt, tool } from './state';
import { zoneLines } from './zone';

function Card({ title, children, onClose }: { title: string; children: preact.ComponentChildren; onClose: () => void }) {
  return (
    <section class="float tool-card" aria-label={title}>
      <div class="popover-head">
        <h2>{title}</h2>
        <button class="quiet" aria-label={t('app.close')} onClick={onClose}>
          <Icon name="close" size={16} />
        </button>
      </div>
      {children}
    </section>
  );
}

function MeasureCard() {
  const legs = legsMeasured.value;
  const sum = legs.reduce((so, leg) => so + leg.metres, 0);
  const end = (): void => {
    tool.value = null;
    url.measure.value = '';
  };
  return (
    <Card title={t('tool.measure')} onClose={end}>
      {legs.length === 0 ? (
        <p class="note">{measured.value.length ? t('tool.measureNext') : t('tool.measureFirst')}</p>
      ) : (
        <table class="small">
          <tbody>
            {legs.map((leg, index) => (
              <tr key={index}>
                <td>{index + 1}</td>
                <td>{length(leg.metres)}</td>
                <td>{degrees(leg.bearing)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>Σ</td>
              <td>{length(sum)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      )}
      <p class="note">{t('tool.measureHow')}</p>
    </Card>
  );
}

function RingsCard() {
  const [said, setSaid] = useState(url.rings.value.join(', '));
  const put = (text: string): void => {
    setSaid(text);
    url.rings.value = text.split(/[,;\s]+/).map(Number).filter((one) => Number.isFinite(one) && one > 0 && one <= 2000);
  };
  const end = (): void => {
    tool.value = null;
    url.rings.value = [];
    url.at.value = '';
  };
  return (
    <Card title={t('tool.rings')} onClose={end}>
      <div class="segments">
        {RING_PRESETS_NM.map((one) => (
          <button
            key={one}
            aria-pressed={url.rings.value.includes(one)}
            onClick={() => {
              const has = url.rings.value.includes(one);
              put((has ? url.rings.value.filter((other) => other !== one) : [...url.rings.value, one].sort((a, b) => a - b)).join(', '));
            }}
          >
            {one}
          </button>
        ))}
      </div>
      <label class="field">
        {t('tool.radii', { unit: url.units.value })}
        <input class="input" value={said} inputMode="decimal" onInput={(event) => put(event.currentTarget.value)} />
      </label>
      <p class="note">{ringsAt.value ? t('tool.ringsMove') : t('tool.ringsWhere')}</p>
    </Card>
  );
}

function PlaceCard({ lon, lat }: { lon: number; lat: number }) {
  const [said, setSaid] = useState<ZoneSays | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const lines = said && zoneLines(said);
  useEffect(() => {
    const control = new AbortController();
    setSaid(null);
    setError(null);
    api.zone(lon, lat, control.signal).then(
      (told) => setSaid(told),
      (failed: unknown) => {
        if (failed instanceof ApiError) setError(failed);
        else if (!(failed instanceof DOMException)) throw failed;
      },
    );
    return () => control.abort();
  }, [lon, lat]);
  return (
    <Card title={t('tool.place')} onClose={() => void (asked.value = null)}>
      <p class="mono place-coordinates">
        {lat.toFixed(5)}, {lon.toFixed(5)}
        <br />
        {dms(lat, 'N', 'S')} {dms(lon, 'E', 'W')}
      </p>
      {error ? (
        <p class="error">
          {error.message}
          <small>{error.mend}</small>
        </p>
      ) : null}
      {!lines && !error ? <p class="note">{t('app.asked')}</p> : null}
      <dl class="pairs">
        {lines?.map((line) => (
          <div key={line.label}>
            <dt>{line.label}</dt>
            <dd>{line.words}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

export function ToolCards() {
  const place = asked.value;
  return (
    <>
      {tool.value ? <span class="crosshair" aria-hidden="true" /> : null}
      <div class="tool-cards">
      {tool.value === 'measure' || url.measure.value ? <MeasureCard /> : null}
      {tool.value === 'rings' || (url.rings.value.length > 0 && ringsAt.value) ? <RingsCard /> : null}
      {tool.value === 'place' && !place ? (
        <Card title={t('tool.place')} onClose={() => void (tool.value = null)}>
          <p class="note">{t('tool.placeHow')}</p>
        </Card>
      ) : null}
      {place ? <PlaceCard lon={wrapped(place[0])} lat={place[1]} /> : null}
      </div>
    </>
  );
}
