// English: every visible word of the page. The shell's, the map's and the tools' are in en_shell.ts.
import { enDetail } from './en_detail';
import { enPanels } from './en_panels';
import { enShell } from './en_shell';
import { enTerms } from './en_terms';

export const en = {
  ...enShell,
  ...enTerms,
  ...enDetail,
  ...enPanels,
} as const;
