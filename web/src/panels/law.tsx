// The legal basis of an event turned into articles, each with what it says of the place.
import type { GateRow } from '../api/types';
import { url } from '../app/url';
import { t } from '../words';
import { Fact, Section } from './marks';
import { distanceNm, stateName, term } from './told';

export interface Rule {
  /** `UNCLOS 36, 58, 87`; empty where the words name none. */
  articles: string;
  words: string;
}

// A citation begins a sentence: a treaty's name, a number, and a colon before the sentence ends.
const EN = /(?<=^|[.)] )(?=[A-Z][A-Za-z' -]* \d[^.:]*: )/;
const JA = /(?<=。) /;

/** Cut a legal basis into its rules. */
export function rulesOf(basis: string, lang: string): Rule[] {
  return basis
    .split(lang === 'ja' ? JA : EN)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf(': ');
      const head = at > 0 ? part.slice(0, at) : '';
      const cites = lang === 'ja' ? /\d+条/.test(head) : /^[A-Z][A-Za-z' -]* \d/.test(head);
      return cites ? { articles: head, words: part.slice(at + 2) } : { articles: '', words: part };
    });
}

const opened = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

export function Law({ basis }: { basis: string | null }) {
  return (
    <Section title={t('event.law')}>
      {basis ? (
        <ul class="law">
          {rulesOf(basis, url.lang.value).map((rule) => (
            <li key={rule.articles + rule.words}>
              {rule.articles ? <p class="articles">{rule.articles}</p> : null}
              <p>{opened(rule.words)}</p>
            </li>
          ))}
        </ul>
      ) : null}
      <p class="note">{basis ? t('event.lawNote') : t('event.noLaw')}</p>
    </Section>
  );
}

function Position({ by, says, source }: { by: string; says: string; source: string }) {
  return (
    <li>
      <b>{by.split(/[|,]\s*/).map(stateName).join(t('common.list'))}</b>
      <p lang="en">{says}</p>
      <small lang="en">{source}</small>
    </li>
  );
}

/** A gate: how wide it is, its regime, and where States disagree. */
export function Gate({ gate }: { gate: GateRow }) {
  const text = (name: string): string => (typeof gate[name] === 'string' ? (gate[name] as string) : '');
  const corridor = gate.corridor_nm;
  const ja = url.lang.value === 'ja';
  return (
    <Section title={t('event.gate')} open={false}>
      <dl class="facts">
        <Fact label={t('event.gate')}>{ja ? gate.name_ja : gate.name}</Fact>
        <Fact label={t('event.gateWidth')}>{distanceNm(gate.width_nm)}</Fact>
        <Fact label={t('event.gateCorridor')}>{typeof corridor === 'number' ? distanceNm(corridor) : null}</Fact>
        <Fact label={t('event.gateRegime')}>{term('zone', gate.regime)}</Fact>
        <Fact label={t('event.articles')}>{gate.articles}</Fact>
      </dl>
      {gate.note && !ja ? <p class="note">{gate.note}</p> : null}
      {text('position_1') ? (
        <>
          <h4>{t('event.gatePositions')}</h4>
          <ul class="positions">
            <Position by={text('position_1_by')} says={text('position_1')} source={text('position_1_source')} />
            {text('position_2') ? <Position by={text('position_2_by')} says={text('position_2')} source={text('position_2_source')} /> : null}
          </ul>
        </>
      ) : null}
    </Section>
  );
}
