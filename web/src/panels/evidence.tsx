// What an event rests on turned into rows: fixes with source and line, texts with their words.
import type { Evidence as Piece, EventRow } from '../api/types';
import { jumpTo, showPlace } from '../app/actions';
import { t } from '../words';
import { Section } from './marks';
import { Address, publishedWords } from './reports';
import { amount, clockOf, dayOf, place, term } from './told';

const isText = (piece: Piece): boolean => typeof piece.text === 'string';
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** One row a text: several sources of the same words stand under them. */
export function byWords(pieces: readonly Piece[]): { words: string; is: string; from: Piece[] }[] {
  const all = new Map<string, { words: string; is: string; from: Piece[] }>();
  for (const piece of pieces) {
    const words = piece.text ?? '';
    const one = all.get(words) ?? { words, is: text(piece.text_is), from: [] };
    one.from.push(piece);
    all.set(words, one);
  }
  return [...all.values()];
}

/** Where a fix lies in time: before the event, in its span, after it. */
export function sideOf(t: string, event: { t_start: string | null; t_end: string | null }): 'before' | 'during' | 'after' | null {
  const [ms, start] = [Date.parse(t), event.t_start ? Date.parse(event.t_start) : NaN];
  const end = event.t_end ? Date.parse(event.t_end) : start;
  if (!Number.isFinite(ms) || !Number.isFinite(start)) return null;
  if (ms < start) return 'before';
  if (ms > end) return 'after';
  return end > start ? 'during' : null;
}

/** Fixes without those that stand twice: the end of one leg is the start of the next. */
export function onlyOnce(fixes: readonly Piece[]): Piece[] {
  const seen = new Set<string>();
  return fixes.filter((fix) => {
    const key = JSON.stringify([fix.source, fix.line, fix.t, fix.lon, fix.lat]);
    return !seen.has(key) && seen.add(key);
  });
}

function FixRow({ fix, event }: { fix: Piece; event: EventRow }) {
  const { lon, lat } = fix as { lon?: number; lat?: number };
  const ms = fix.t ? Date.parse(text(fix.t)) : NaN;
  const side = sideOf(text(fix.t), event);
  return (
    <tr>
      <td>
        {Number.isFinite(ms) ? (
          <button class="link" title={t('common.goToTime')} onClick={() => jumpTo(ms)}>
            {dayOf(ms)} <b>{clockOf(ms, 'UTC', true)}</b>
          </button>
        ) : (
          t('common.notDated')
        )}
        <small class="side">{side ? t(`detail.${side}`) : ''}</small>
      </td>
      <td>
        {lon !== undefined && lat !== undefined ? (
          <button class="link mono" title={t('common.show')} onClick={() => showPlace(lon, lat, 11)}>
            {place(lon, lat)}
          </button>
        ) : null}
        <small class="mono wrap">
          {text(fix.source)}
          {fix.line !== undefined ? ` · ${t('event.line')} ${amount(Number(fix.line))}` : ''}
          {fix.lines ? ` · ${t('event.line')} ${fix.lines.map((line) => amount(line)).join(', ')}` : ''}
          {text(fix.receiver) ? ` · ${text(fix.receiver)}` : ''}
        </small>
      </td>
    </tr>
  );
}

export function Fixes({ event }: { event: EventRow }) {
  const fixes = onlyOnce(event.evidence.filter((piece) => !isText(piece)));
  if (fixes.length === 0) return null;
  return (
    <>
      <h4>{t('event.fixesEvidence')}</h4>
      <table class="table fixes">
        <thead>
          <tr>
            <th scope="col">{t('event.time')} (UTC)</th>
            <th scope="col">
              {t('event.position')}, {t('event.source')}
            </th>
          </tr>
        </thead>
        <tbody>
          {fixes.map((fix, k) => (
            <FixRow key={k} fix={fix} event={event} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Texts({ event }: { event: EventRow }) {
  const texts = byWords(event.evidence.filter(isText));
  if (texts.length === 0) return null;
  return (
    <>
      <h4>{t('event.textsEvidence')}</h4>
      <ul class="reports">
        {texts.map((one) => (
          <li key={one.words} class="report">
            <blockquote>{one.words}</blockquote>
            {one.is ? <p class="note">{term('textIs', one.is)}</p> : null}
            <ul class="plain">
              {one.from.map((piece, k) => (
                <li key={k} class="report-source">
                  <Address href={text(piece.source) || text(piece.document)} words={publishedWords(text(piece.publisher), text(piece.published)) || undefined} />
                  <small class="address">{text(piece.source) || text(piece.document)}</small>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Evidence({ event }: { event: EventRow }) {
  return (
    <Section title={t('event.evidence')} count={event.evidence.length ? amount(event.evidence.length) : undefined}>
      {event.evidence.length === 0 ? <p class="note">{t('event.noEvidence')}</p> : null}
      <Texts event={event} />
      <Fixes event={event} />
    </Section>
  );
}
