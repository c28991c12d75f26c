// Japanese: every visible word of the page. The shell's, the map's and the tools' are in ja_shell.ts.
import type { Words } from './index';
import { jaDetail } from './ja_detail';
import { jaPanels } from './ja_panels';
import { jaShell } from './ja_shell';
import { jaTerms } from './ja_terms';

export const ja: Words = {
  ...jaShell,
  ...jaTerms,
  ...jaDetail,
  ...jaPanels,
};
