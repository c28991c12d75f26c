// A key and its parameters turned into words in the page's language.
import type { Language } from '../api/types';
import { url } from '../app/url';
import { en } from './en';
import { ja } from './ja';

export type WordKey = keyof typeof en;
/** Another language says every word that English says: the compiler asks for it. */
export type Words = Record<WordKey, string>;

const ALL: Record<Language, Words> = { en, ja };

export type Params = Record<string, string | number>;

/** Words in the page's language; `{name}` is filled in from the parameters. */
export function t(key: WordKey, params?: Params): string {
  const words = ALL[url.lang.value][key];
  if (!params) return words;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** Words for a key that is made from data, such as `kind.transit`; the data itself where none are. */
export function maybe(key: string, otherwise: string): string {
  return (ALL[url.lang.value] as Record<string, string>)[key] ?? otherwise;
}

export const locale = (): string => (url.lang.value === 'ja' ? 'ja-JP' : 'en-GB');

/** A number with the language's separators. */
export function count(n: number): string {
  return n.toLocaleString(locale());
}
