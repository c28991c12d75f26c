// The server's word on a place turned into a few labelled lines.
import type { ZoneSays } from '../api/types';
import { maybe, t, type WordKey } from '../words';
import { length } from './state';

export interface ZoneLine {
  label: string;
  words: string;
}

const RIGHTS = ['ships', 'warships', 'submarines', 'aircraft', 'civil_aircraft'] as const;

const named = (zone: string): string => maybe(`zone.${zone}`, zone.replaceAll('_', ' '));

function stateOf(codes: string): string {
  return codes
    .split(/[,/ ]+/)
    .filter(Boolean)
    .map((code) => {
      const names = new Intl.DisplayNames([document.documentElement.lang], { type: 'region', fallback: 'code' });
      return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
    })
    .join(', ');
}

/** Zone, State, distance and regime first; then who may do what there, and what is in doubt. */
export function zoneLines(said: ZoneSays): ZoneLine[] {
  const lines: [WordKey, string][] = [
    ['place.zone', [named(said.zone), stateOf(said.state)].filter(Boolean).join(' · ')],
    ['place.airspace', maybe(`airspace.${said.airspace}`, said.airspace.replaceAll('_', ' '))],
    ['place.baseline', said.dist_nm === null ? '' : length(said.dist_nm * 1852)],
    ['place.limit', said.to_limit_m === null ? '' : `${length(said.to_limit_m)} · ${said.limit} ± ${length(said.uncertainty_m ?? 0)}`],
    ['place.near', said.within_error ? t('place.withinError') : ''],
    ['place.regime', [said.regime, said.articles].filter(Boolean).join(' · ')],
    ['place.strait', typeof said.strait?.['name'] === 'string' ? said.strait['name'] : ''],
    ['place.doubt', said.doubt],
  ];
  for (const who of RIGHTS) lines.push([`place.${who}`, said[who]]);
  for (const one of said.answers) {
    if (one.agrees === false) lines.push(['place.other', `${named(one.zone)} ${stateOf(one.state)} (${one.baseline})`]);
  }
  lines.push(['place.note', said.note]);
  return lines.filter(([, words]) => words).map(([key, words]) => ({ label: t(key), words }));
}
