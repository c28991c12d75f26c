// The places of an event turned into a small drawing: gate, fixes on either side, uncertainty, scale.
import type { EventRow, GateRow } from '../api/types';
import { t } from '../words';
import { Section } from './marks';
import { clockOf, distanceNm, place } from './told';

const WIDE = 376;
const TALL = 190;
const EDGE = 26;
const NM_A_DEGREE = 60;
const M_A_NM = 1852;
const LEAST_NM = 0.4; // the least that is drawn across: ours
const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

type Point = [number, number];

interface Drawn {
  at: (lon: number, lat: number) => Point;
  px: number;
}

/** A plane around a place, in nautical miles east and north; good to 1 % over 200 nm at 45 degrees. */
export function planeAt(lon0: number, lat0: number): (lon: number, lat: number) => Point {
  const shrink = Math.cos((lat0 * Math.PI) / 180);
  return (lon, lat) => {
    const east = ((((lon - lon0 + 540) % 360) + 360) % 360) - 180;
    return [east * NM_A_DEGREE * shrink, (lat - lat0) * NM_A_DEGREE];
  };
}

function fitted(lon0: number, lat0: number, points: readonly Point[], radiusNm: number): Drawn {
  const plane = planeAt(lon0, lat0);
  const xs = points.flatMap(([lon, lat]) => [plane(lon, lat)[0]]).concat(-radiusNm, radiusNm);
  const ys = points.flatMap(([lon, lat]) => [plane(lon, lat)[1]]).concat(-radiusNm, radiusNm);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const px = Math.min((WIDE - 2 * EDGE) / Math.max(east - west, LEAST_NM), (TALL - 2 * EDGE) / Math.max(north - south, LEAST_NM));
  const [cx, cy] = [(west + east) / 2, (south + north) / 2];
  return {
    px,
    at: (lon, lat) => {
      const [x, y] = plane(lon, lat);
      return [WIDE / 2 + (x - cx) * px, TALL / 2 - (y - cy) * px];
    },
  };
}

interface Fix {
  lon: number;
  lat: number;
  t: string;
}

const fixesOf = (event: EventRow): Fix[] =>
  event.evidence.filter((one) => typeof one.lon === 'number' && typeof one.lat === 'number').map((one) => one as unknown as Fix);

function Scale({ px }: { px: number }) {
  const nm = SCALES.filter((one) => one * px <= 90).at(-1) ?? SCALES[0] ?? 0.1;
  return (
    <g class="sketch-scale" transform={`translate(${EDGE / 2} ${TALL - 10})`}>
      <path d={`M0 -4V0H${nm * px}V-4`} fill="none" stroke="currentColor" />
      <text x={nm * px + 6} y="1">
        {distanceNm(nm)}
      </text>
    </g>
  );
}

export function Sketch({ event, gate }: { event: EventRow; gate: GateRow | null }) {
  const { lon, lat } = event;
  if (lon === null || lat === null) return null;
  const fixes = fixesOf(event);
  const radius = (event.uncertainty_m ?? 0) / M_A_NM;
  if (fixes.length < 2 && radius === 0 && !gate) return null; // one point alone shows nothing
  const points: Point[] = [[lon, lat], ...fixes.map((fix): Point => [fix.lon, fix.lat])];
  if (gate && fixes.length === 0) points.push([gate.lon_a, gate.lat_a], [gate.lon_b, gate.lat_b]);
  const { at, px } = fitted(lon, lat, points, Math.max(radius, fixes.length ? 0 : 5));
  const [x, y] = at(lon, lat);
  const path = fixes.map((fix) => at(fix.lon, fix.lat).map((n) => n.toFixed(1)).join(' ')).join('L');
  const ends = gate ? [at(gate.lon_a, gate.lat_a), at(gate.lon_b, gate.lat_b)] : [];
  return (
    <Section title={t('event.mapHere')}>
      <svg class="sketch" viewBox={`0 0 ${WIDE} ${TALL}`} role="img" aria-label={`${t('event.mapHere')}: ${place(lon, lat)}`} data-certainty={event.certainty}>
        {radius > 0 ? <circle class="sketch-area" cx={x} cy={y} r={Math.max(3, radius * px)} /> : null}
        {ends[0] && ends[1] ? <line class="sketch-gate" x1={ends[0][0]} y1={ends[0][1]} x2={ends[1][0]} y2={ends[1][1]} /> : null}
        {fixes.length > 1 ? <path class="sketch-way" d={`M${path}`} /> : null}
        {fixes.map((fix, k) => {
          const [fx, fy] = at(fix.lon, fix.lat);
          const said = k === 0 || k === fixes.length - 1;
          return (
            <g key={k}>
              <circle class="sketch-fix" cx={fx} cy={fy} r="3" />
              {said && fix.t ? (
                <text x={fx + (fx > WIDE - 60 ? -6 : 6)} y={fy + (k === 0 ? -6 : 13)} text-anchor={fx > WIDE - 60 ? 'end' : 'start'}>
                  {clockOf(Date.parse(fix.t), 'UTC', true)}
                </text>
              ) : null}
            </g>
          );
        })}
        <path class="sketch-here" d={`M${x - 6} ${y}H${x + 6}M${x} ${y - 6}V${y + 6}`} />
        <Scale px={px} />
        <g class="sketch-scale" transform={`translate(${WIDE - 16} 24)`}>
          <path d="M0 8V-8M-4 -3L0 -9L4 -3" fill="none" stroke="currentColor" />
          <text x="0" y="20" text-anchor="middle">
            N
          </text>
        </g>
      </svg>
    </Section>
  );
}
