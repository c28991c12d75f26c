// Japanese: every visible word of the page. The shell's, the map's and the tools' are in ja_shell.ts.
import type { Words } from './index';
import { jaShell } from './ja_shell';

export const ja: Words = {
  ...jaShell,
};
