// Names turned into small line drawings of one weight, 20 by 20.
const PATHS = {
  objects: 'M10 2.5l4.5 14-4.5-3-4.5 3z',
  events: 'M10 2.5v9M10 15.5v.5M3 17.5h14M5.5 5.5l-1.5-1.5M14.5 5.5l1.5-1.5',
  charts: 'M3 17h14M5.5 17v-5M10 17V5M14.5 17v-8',
  feeds: 'M4 16a1 1 0 1 0 .01 0M3.5 10.5a6 6 0 0 1 6 6M3.5 5a11.500 11.500 0 0 1 11.500 11.500',
  search: 'M8.500 3.500a5 5 0 1 0 .01 0M12.200 12.200l4.800 4.800',
  layers: 'M10 3l7.500 4-7.500 4-7.500-4zM2.500 10.500l7.500 4 7.500-4M2.500 13.700l7.500 4 7.500-4',
  theme: 'M10 3a7 7 0 1 0 .01 0zM10 3v14M10 6a4 4 0 0 1 0 8',
  help: 'M7.300 7.500a2.700 2.700 0 1 1 3.900 2.400c-.9.5-1.200 1-1.200 2M10 15v.3',
  close: 'M5 5l10 10M15 5L5 15',
  play: 'M6 4l10 6-10 6z',
  pause: 'M6.500 4v12M13.500 4v12',
  back: 'M12.500 4.500L7 10l5.500 5.500',
  forward: 'M7.500 4.500L13 10l-5.500 5.500',
  measure: 'M3 14L14 3l3 3L6 17zM6 11l1.500 1.500M8.500 8.500l2 2M11 6l1.500 1.500',
  rings: 'M10 2.500a7.500 7.500 0 1 0 .01 0M10 6.200a3.800 3.800 0 1 0 .01 0M10 9.800v.4',
  place: 'M10 17.500s-5.500-5-5.500-9a5.500 5.500 0 0 1 11 0c0 4-5.500 9-5.500 9zM10 6.700a1.800 1.800 0 1 0 .01 0',
  picture: 'M3 4.500h14v11H3zM3 13l4-4 3.500 3.500L13 10l4 4M12.800 7.200v.1',
  full: 'M3.500 7.500v-4h4M12.500 3.500h4v4M16.500 12.500v4h-4M7.500 16.500h-4v-4',
  wall: 'M2.500 4h15v10h-15zM7 17h6',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  download: 'M10 3v9.500M6 9l4 4 4-4M3.500 16.500h13',
  key: 'M6.500 8.500a3.500 3.500 0 1 0 .01 0M9.500 10.500L17 3M14 6l2 2',
  link: 'M8.500 11.500l3-3M7 9.500L5 11.500a2.500 2.500 0 0 0 3.500 3.500l2-2M13 10.500l2-2A2.500 2.500 0 0 0 11.500 5l-2 2',
  filter: 'M3 4.500h14L12 11v5l-4-2v-3z',
  menu: 'M3.500 6h13M3.500 10h13M3.500 14h13',
  chevron: 'M5.500 7.500L10 12l4.500-4.500',
  home: 'M3.500 9L10 3.500 16.500 9v7.500h-13zM8 16.500v-4h4v4',
  warn: 'M10 3.500l7.500 13h-15zM10 8.500v3.500M10 14v.3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
