// The card beside the pointer: who or what is there, in three lines.
import { locale, maybe, t } from '../words';
import { url } from '../app/url';
import { isoSecond } from '../app/url';
import { events, gates, ownSightings, sightings } from '../time/told';
import { degrees } from '../tools/state';
import { shownAt, things } from './draw';
import { FRESH_MS, type Moving } from './moving';
import { hovered, type Hit } from './pick';
import { whoIn } from './sighted';

const minute = (ms: number): string => `${isoSecond(ms).slice(0, 16).replace('T', ' ')} UTC`;

/** How long ago, in the largest unit that fits. */
export function ago(ms: number): string {
  const [n, unit] = ms < 3_600_000 ? [Math.round(ms / 60_000), 'minute'] : ms < 86_400_000 ? [Math.round(ms / 3_600_000), 'hour'] : [Math.round(ms / 86_400_000), 'day'];
  return new Intl.RelativeTimeFormat(locale(), { style: 'short' }).format(-(n as number), unit as Intl.RelativeTimeFormatUnit);
}

export function motionWords(one: Moving): string {
  const parts: string[] = [];
  if (one.sog !== null) parts.push(`${one.sog.toFixed(1)} kn`);
  if (one.cog !== null) parts.push(degrees(one.cog));
  if (one.alt !== null) parts.push(`${Math.round(one.alt).toLocaleString(locale())} ft`);
  return parts.join(' · ');
}

function ObjectCard({ one }: { one: Moving }) {
  const age = shownAt() - one.t;
  return (
    <>
      <strong>{one.name || one.id}</strong>
      <span class="card-dim">
        {[one.flag, one.type ?? (one.group === 'other' ? null : t(`group.${one.group}`)), one.id].filter(Boolean).join(' · ')}
      </span>
      <span>{motionWords(one)}</span>
      {age > FRESH_MS ? <span class="card-warn">{t('map.notSeen', { ago: ago(age), time: minute(one.t) })}</span> : null}
      {one.between ? <span class="card-dim">{t('map.between')}</span> : null}
      {one.simulated ? <span class="card-simulated">{t('map.simulated')}</span> : null}
    </>
  );
}

function Inside({ hit }: { hit: Hit }) {
  if (hit.what === 'events') {
    return (
      <>
        <strong>{t('map.nEvents', { n: hit.n })}</strong>
        {hit.simulated ? <span class="card-simulated">{t('map.nSimulated', { n: hit.simulated })}</span> : null}
        <span class="card-dim">{t('map.clickNearer')}</span>
      </>
    );
  }
  if (hit.what === 'object') {
    const one = things.value.get(hit.id);
    return one ? <ObjectCard one={one} /> : null;
  }
  if (hit.what === 'event') {
    const row = events.value.rows.find((one) => one.event_id === hit.id);
    if (!row) return null;
    return (
      <>
        <strong>{maybe(`kind.${row.kind}`, row.kind.replaceAll('_', ' '))}</strong>
        <span>{row.words}</span>
        <span class="tag certainty" data-certainty={row.certainty}>{t(`certainty.${row.certainty}`)}</span>
      </>
    );
  }
  if (hit.what === 'gate') {
    const gate = gates.value.find((one) => one.gate_id === hit.id);
    if (!gate) return null;
    const ja = url.lang.value === 'ja';
    return (
      <>
        <strong>{ja ? gate.name_ja : gate.name}</strong>
        <span>{ja ? `${gate.left_sea_ja} ↔ ${gate.right_sea_ja}` : `${gate.left_sea} ↔ ${gate.right_sea}`}</span>
        <span class="card-dim">{[`${gate.width_nm.toFixed(0)} nm`, gate.regime].filter(Boolean).join(' · ')}</span>
      </>
    );
  }
  const row = [...sightings.value.rows, ...ownSightings.value].find((one) => one.sighting_id === hit.id);
  if (!row) return null;
  return (
    <>
      <strong>{whoIn(row)}</strong>
      <span class="card-dim">{[row.place, row.t_start ? row.t_start.slice(0, 10) : null, row.publisher].filter(Boolean).join(' · ')}</span>
      <span>{t('map.somewhereHere')}</span>
    </>
  );
}

export function HoverCard() {
  const hit = hovered.value;
  if (!hit) return null;
  const left = hit.x > innerWidth * 0.55;
  const above = hit.y > innerHeight * 0.55;
  const place = `${left ? 'right' : 'left'}:${left ? `calc(100% - ${hit.x - 16}px)` : `${hit.x + 16}px`};${above ? 'bottom' : 'top'}:${above ? `calc(100% - ${hit.y - 12}px)` : `${hit.y + 12}px`}`;
  return (
    <div class="float card" style={place} role="tooltip">
      <Inside hit={hit} />
    </div>
  );
}
