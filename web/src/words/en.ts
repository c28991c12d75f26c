// English: every visible word of the page. The shell's, the map's and the tools' are in en_shell.ts.
import { enShell } from './en_shell';

export const en = {
  ...enShell,
} as const;
