// Theme turned into the colours of the map, its symbols and its lines.
import type { Theme } from '../app/url';
import type { Certainty } from '../api/types';

/** Groups that a ship's type falls into: colours tell them apart, words are in the legend. */
export const GROUPS = [
  'cargo', 'tanker', 'passenger', 'fishing', 'service', 'state', 'pleasure', 'aircraft', 'other',
] as const;
export type Group = (typeof GROUPS)[number];

export interface Palette {
  sea: string;
  land: string;
  coast: string;
  limit: string;
  gate: string;
  coverage: string;
  ink: string;
  dim: string;
  halo: string;
  outline: string;
  chosen: string;
  trail: string;
  cluster: string;
  tool: string;
  groups: Record<Group, string>;
  certainty: Record<Certainty, string>;
  flags: readonly string[];
}

const dark: Palette = {
  sea: '#0d151e',
  land: '#1d2731',
  coast: '#3d4d5d',
  limit: '#6f93ad',
  gate: '#e3c078',
  coverage: '#4f86a8',
  ink: '#dfe7ee',
  dim: '#93a5b6',
  halo: '#0d151e',
  outline: '#070b10',
  chosen: '#ffffff',
  trail: '#7fa6c2',
  cluster: '#22303d',
  tool: '#ffd166',
  groups: {
    cargo: '#7ccf9f', tanker: '#f08b6d', passenger: '#7eaaf7', fishing: '#f2cb5e', service: '#b9a1e6',
    state: '#e8eef4', pleasure: '#f3a0c4', aircraft: '#5fd6dc', other: '#9fb0bf',
  },
  certainty: { observed: '#59c2f0', reported: '#c9a2ff', inferred: '#f0b252', simulated: '#ff9d6b' },
  flags: ['#7eaaf7', '#7ccf9f', '#f2cb5e', '#f08b6d', '#b9a1e6', '#5fd6dc', '#f3a0c4', '#c3d56b', '#d8a878', '#9fb0bf'],
};

const light: Palette = {
  sea: '#d9e5ed',
  land: '#f6f4ef',
  coast: '#a3b1bc',
  limit: '#3d627a',
  gate: '#8a5a00',
  coverage: '#3f7ea5',
  ink: '#14202b',
  dim: '#4a5b6a',
  halo: '#f3f7fa',
  outline: '#ffffff',
  chosen: '#14202b',
  trail: '#4b738d',
  cluster: '#ffffff',
  tool: '#9c4a00',
  groups: {
    cargo: '#1f7a4b', tanker: '#b8431f', passenger: '#2a58b8', fishing: '#8a6400', service: '#6a3fb0',
    state: '#33424f', pleasure: '#ad2c6a', aircraft: '#00707a', other: '#5c6d7b',
  },
  certainty: { observed: '#0a6a9c', reported: '#7038b8', inferred: '#8a5a00', simulated: '#b04412' },
  flags: ['#2a58b8', '#1f7a4b', '#8a6400', '#b8431f', '#6a3fb0', '#00707a', '#ad2c6a', '#5d6b00', '#7a4a20', '#5c6d7b'],
};

export const PALETTES: Record<Theme, Palette> = { dark, light };

/** A flag's colour: told by its letters alone, so that no State stands out. */
export function colourOfFlag(flag: string | null, palette: Palette): string {
  if (!flag) return palette.groups.other;
  let sum = 0;
  for (const letter of flag) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return palette.flags[sum % (palette.flags.length - 1)] ?? palette.groups.other;
}

const WORDS_OF_GROUP: [RegExp, Group][] = [
  [/tanker|replenish|oiler/i, 'tanker'],
  [/cargo|bulk|container|carrier of/i, 'cargo'],
  [/passenger|ferry|cruise|high-speed/i, 'passenger'],
  [/fish|trawl/i, 'fishing'],
  [/military|law enforcement|coast guard|navy|destroyer|frigate|corvette|-class|patrol|warship/i, 'state'],
  [/tug|tow|pilot|dredg|diving|search and rescue|port tender|anti-pollution|medical|service|wing in ground/i, 'service'],
  [/sail|pleasure|yacht/i, 'pleasure'],
];

/** A type in words, as the server tells it, turned into its group. */
export function groupOf(type: string | null, craft: string | null): Group {
  if (craft === 'aircraft') return 'aircraft';
  if (!type) return 'other';
  return WORDS_OF_GROUP.find(([words]) => words.test(type))?.[1] ?? 'other';
}

/** A number of AIS (ITU-R M.1371-5, table 53) turned into its group. */
export function groupOfCode(code: number | null, craft: string | null): Group {
  if (craft === 'aircraft') return 'aircraft';
  if (code === null) return 'other';
  if (code >= 80 && code < 90) return 'tanker';
  if (code >= 70 && code < 80) return 'cargo';
  if ((code >= 60 && code < 70) || (code >= 40 && code < 50)) return 'passenger';
  if (code === 30) return 'fishing';
  if (code === 35 || code === 55) return 'state';
  if (code === 36 || code === 37) return 'pleasure';
  if ((code >= 31 && code <= 34) || (code >= 50 && code <= 59)) return 'service';
  return 'other';
}
