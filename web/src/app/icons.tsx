// Names turned into small line drawings of one weight, 20 by 20.
const PATHS = {
  objects: 'M10 2.5l4.5 14-4.5-3-4.5 3z',
  events: 'M10 2.5v9M10 15.5v.5M3 17.5h14M5.5 5.5l-1.5-1.5M14.5 5.5l1.5-1.5',
  charts: 'M3 17h14M5.5 17v-5M10 17V5M14.5 17v-8',
  feeds: 'M4 16a1 1 0 1 0 .01 0M3.5 10.5a6 6 0 0 1 6 6M3.5 5a11.5 11.5 0 0 1 11.5 11.5',
  search: 'M8.5 3.500a5 5 0 1 0 .01 0M12.2 12.200l4.8 4.8',
  layers: 'M10 3l7.5 4-7.5 4-7.5-4zM2.5 10.500l7.5 4 7.5-4M2.5 13.700l7.5 4 7.5-4',
  theme: 'M10 3a7 7 0 1 0 .01 0zM10 3v14M10 6a4 4 0 0 1 0 8',
  help: 'M7.3 7.500a2.7 2.7 0 1 1 3.9 2.400c-.9.5-1.2 1-1.2 2M10 15v.3',
  close: 'M5 5l10 10M15 5L5 15',
  play: 'M6 4l10 6-10 6z',
  pause: 'M6.5 4v12M13.5 4v12',
  back: 'M12.5 4.500L7 10l5.5 5.5',
  forward: 'M7.5 4.500L13 10l-5.5 5.5',
  measure: 'M3 14L14 3l3 3L6 17zM6 11l1.5 1.500M8.5 8.500l2 2M11 6l1.5 1.5',
  rings: 'M10 2.500a7.5 7.5 0 1 0 .01 0M10 6.200a3.8 3.8 0 1 0 .01 0M10 9.800v.4',
  place: 'M10 17.500s-5.5-5-5.5-9a5.5 5.5 0 0 1 11 0c0 4-5.5 9-5.5 9zM10 6.700a1.8 1.8 0 1 0 .01 0',
  picture: 'M3 4.500h14v11H3zM3 13l4-4 3.5 3.500L13 10l4 4M12.8 7.200v.1',
  full: 'M3.5 7.500v-4h4M12.5 3.500h4v4M16.5 12.500v4h-4M7.5 16.500h-4v-4',
  wall: 'M2.5 4h15v10h-15zM7 17h6',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  download: 'M10 3v9.500M6 9l4 4 4-4M3.5 16.500h13',
  key: 'M6.5 8.500a3.5 3.5 0 1 0 .01 0M9.5 10.500L17 3M14 6l2 2',
  link: 'M8.5 11.500l3-3M7 9.500L5 11.500a2.5 2.5 0 0 0 3.5 3.500l2-2M13 10.500l2-2A2.5 2.5 0 0 0 11.5 5l-2 2',
  filter: 'M3 4.500h14L12 11v5l-4-2v-3z',
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h13',
  chevron: 'M5.5 7.500L10 12l4.5-4.5',
  home: 'M3.5 9L10 3.5 16.5 9v7.500h-13zM8 16.500v-4h4v4',
  warn: 'M10 3.500l7.5 13h-15zM10 8.500v3.500M10 14v.3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
