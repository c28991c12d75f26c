// Kinds, certainty, flags and identities turned into small marks that lists and pages share.
import type { ComponentChildren } from 'preact';
import type { Certainty as Sure } from '../api/types';
import { t } from '../words';
import { cleanName, identity, stateName, term } from './told';

const PLANE = 'M8 1.5v5.500l6 3.500v1.500l-6-2v3l1.500 1.200v1L8 14.600l-1.500.6v-1L8 13v-3l-6 2v-1.500L8 7';
const ANCHOR = 'M8 4.500a1.500 1.500 0 1 0 0-.01M8 4.500v10M5 7h6M2.500 9.500c.4 3 2.600 5 5.500 5s5.100-2 5.500-5';
const EYE = 'M1.500 8C3.500 4.700 5.600 3.500 8 3.500S12.500 4.700 14.500 8c-2 3.300-4.100 4.500-6.500 4.500S3.500 11.300 1.500 8zM8 6.200a1.800 1.800 0 1 0 .01 0';

const KIND_PATHS: Record<string, string> = {
  transit: 'M4 2v12M12 2v12M1.500 8h13M11 5.200L14.500 8 11 10.800',
  crossing: 'M8 1.500v13M2 8h12M11 5.200L14 8l-3 2.800',
  deployment: 'M3 13V6.500a4.500 4.500 0 0 1 9 0V12M9.300 9.600L12 12.500l2.700-2.900',
  entry: 'M6.500 2.500h7v11h-7M1.500 8h8M7 5.200L9.800 8 7 10.800',
  exit: 'M9.500 2.500h-7v11h7M6 8h8.500M11.700 5.200L14.500 8l-2.800 2.800',
  could_have_entered: 'M6.500 2.500h7v11h-7M1.500 8h2M5.500 8h1.800',
  passage: 'M1.500 6c2-2 4.300-2 6.500 0s4.500 2 6.500 0M1.500 11c2-2 4.300-2 6.500 0s4.500 2 6.500 0',
  proximity: 'M13.500 2a9 9 0 0 0 0 12M3 8h6M6.500 5.500L9 8l-2.500 2.500',
  gap: 'M1.500 8h3.500M11 8h3.500M6.700 8h.1M9.200 8h.1',
  encounter: 'M5.500 5.500a2.500 2.500 0 1 0 .01 5a2.500 2.500 0 1 0-.01-5M10.500 5.500a2.500 2.500 0 1 0 .01 5a2.500 2.500 0 1 0-.01-5',
  group: 'M8 2v4M4 8.500v4M12 8.500v4M8 2L6.500 6h3zM4 8.500l-1.500 4h3zM12 8.500l-1.500 4h3z',
  loitering: 'M3 13.500c-2-5 3-11 7.500-9s1 7.500-2.500 6.500.5-5 5-2',
  port_visit: 'M2 14h12M4 14V7h8v7M6.500 7V3.500h3V7M7 10h2',
  anchoring: ANCHOR,
  identity_shared: 'M2.500 3.500h6v5h-6zM7.500 7.500h6v5h-6z',
  impossible_position: 'M2 13L6 4l3 7 2.500-6 2.500 4M13.500 12.500v.1',
  deck_landing: 'M1.500 13.500h13M3 4l8 6M11 6v4H7',
  landing: 'M1.500 13.500h13M3 4l8 6M11 6v4H7',
  deck_takeoff: 'M1.500 13.500h13M4 10.500L12 4.500M8 4.300h4.200v4',
  takeoff: 'M1.500 13.500h13M4 10.500L12 4.500M8 4.300h4.200v4',
  flight_operations: PLANE,
  joint_flight: PLANE,
  scramble: PLANE,
  observation: EYE,
  first_sighting: EYE,
  sighting: EYE,
  absence: `${EYE}M3 14L13 2`,
  reported_absence: `${EYE}M3 14L13 2`,
  live_firing: 'M8 2v3M8 11v3M2 8h3M11 8h3M4 4l2 2M10 10l2 2M12 4l-2 2M6 10l-2 2',
};
const ANY = 'M8 3v6M8 12v.2';

export function KindIcon({ kind, size = 16 }: { kind: string; size?: number }) {
  return (
    <svg class="kind-icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={KIND_PATHS[kind] ?? ANY} fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

export function Certainty({ value }: { value: Sure }) {
  return (
    <span class="tag certainty" data-certainty={value} title={term('certaintyMeans', value)}>
      {term('certainty', value)}
    </span>
  );
}

export function Status({ value }: { value: string }) {
  return (
    <span class="tag status" data-status={value} title={term('statusMeans', value)}>
      {term('status', value)}
    </span>
  );
}

/** Drawn beside whatever is simulated, in a list and on a page. */
export function Simulated() {
  return (
    <span class="tag certainty" data-certainty="simulated" title={t('common.simulatedBanner')}>
      {t('common.simulated')}
    </span>
  );
}

export function SimulatedBanner() {
  return (
    <p class="sim-banner" role="note">
      <span class="hatched" aria-hidden="true" />
      {t('common.simulatedBanner')}
    </p>
  );
}

/** A flag as its code, its State's name beside it or as a title. */
export function Flag({ code, named = false }: { code: string | null | undefined; named?: boolean }) {
  if (!code) return null;
  const name = stateName(code);
  return (
    <span class="flag" title={name}>
      <span class="flag-code" aria-hidden={named}>
        {code}
      </span>
      {named ? <span>{name}</span> : <span class="sr">{name}</span>}
    </span>
  );
}

export const objectName = (name: string | null | undefined, id: string): string => cleanName(name) || identity(id);

/** One thing that is known, with its name. */
export function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  if (children === null || children === undefined || children === '' || children === false) return null;
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A part of a page that can be folded; open at first unless it is said. */
export function Section({ title, count, open = true, children }: { title: string; count?: string; open?: boolean; children: ComponentChildren }) {
  return (
    <details class="section" open={open}>
      <summary>
        <h3>{title}</h3>
        {count ? <span class="section-count">{count}</span> : null}
      </summary>
      <div class="section-body">{children}</div>
    </details>
  );
}
