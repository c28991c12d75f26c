// Dark or light, English or Japanese: switched, and remembered for the next visit.
import { remember, url } from './url';

export function switchTheme(): void {
  url.theme.value = url.theme.value === 'dark' ? 'light' : 'dark';
  remember('theme', url.theme.value);
}

export function switchLanguage(): void {
  url.lang.value = url.lang.value === 'en' ? 'ja' : 'en';
  remember('lang', url.lang.value);
}
