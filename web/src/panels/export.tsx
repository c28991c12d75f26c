// What is shown turned into addresses of files: the same filters, the same span.
import { api } from '../api/client';
import type { ExportFormat, Exported, Filter } from '../api/types';
import { Icon } from '../app/icons';
import { sheet } from '../app/registry';
import { status } from '../app/state';
import { url } from '../app/url';
import { t } from '../words';
import { filterHere } from './filters';

const FORMATS: Readonly<Record<Exported, readonly ExportFormat[]>> = {
  events: ['csv', 'geojson', 'kml', 'gpx', 'ndjson'],
  tracks: ['csv', 'geojson', 'kml', 'gpx', 'ndjson'],
  objects: ['csv', 'geojson', 'kml', 'gpx', 'ndjson'],
  sightings: ['csv', 'geojson', 'kml', 'gpx', 'ndjson'],
};
const NAMES: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', geojson: 'GeoJSON', kml: 'KML', gpx: 'GPX', ndjson: 'NDJSON' };

export interface ExportSet {
  what: Exported;
  label: string;
}

export function ExportLinks({ sets, filter }: { sets: readonly ExportSet[]; filter: Filter }) {
  const lang = url.lang.value;
  if (status.value && !status.value.access.scopes.includes('export')) return <p class="note">{t('export.notAllowed')}</p>;
  return (
    <ul class="exports">
      {sets.map((set) => (
        <li key={set.what}>
          <span>{set.label}</span>
          <span class="export-formats">
            {FORMATS[set.what].map((format) => (
              <a key={format} class="button" href={api.exportAddress(set.what, format, { ...filter, lang })} download aria-label={t('export.link', { what: set.label, format: NAMES[format] })}>
                {NAMES[format]}
              </a>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function ExportSheet() {
  const filter = filterHere.value;
  return (
    <div class="export-sheet">
      <p class="note">{t('export.note')}</p>
      <ExportLinks
        filter={filter}
        sets={[
          { what: 'events', label: t('export.events') },
          { what: 'objects', label: t('export.objects') },
          { what: 'tracks', label: t('export.tracks') },
          { what: 'sightings', label: t('export.sightings') },
        ]}
      />
      <ul class="exports">
        <li>
          <span>{t('export.feed')}</span>
          <a class="button" href={api.atomAddress({ ...filter, lang: url.lang.value })}>
            Atom
          </a>
        </li>
        <li>
          <span>{t('export.ogc')}</span>
          <a class="button" href="/ogc">
            /ogc
          </a>
        </li>
        <li>
          <span>{t('export.api')}</span>
          <a class="button" href="/api/docs">
            /api/docs
          </a>
        </li>
      </ul>
    </div>
  );
}

export function ExportButton() {
  return (
    <button class="quiet" aria-label={t('export.open')} title={t('export.open')} onClick={() => void (sheet.value = 'export')}>
      <Icon name="download" />
    </button>
  );
}
