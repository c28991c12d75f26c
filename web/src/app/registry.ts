// Where panels, drawers, sheets, layers of the top bar and keys sign in, so that the shell knows none.
import type { ComponentType } from 'preact';
import { signal } from '@preact/signals';
import type { WordKey } from '../words';
import type { IconName } from './icons';
import type { Tab } from './url';

export interface TabEntry {
  id: Tab;
  label: WordKey;
  icon: IconName;
  component: ComponentType;
  /** Shown wider than a list: charts. */
  wide?: boolean;
}

export interface DrawerProps {
  id: string;
}

/** A dialog above the page: help, export, key entry. */
export interface SheetEntry {
  id: string;
  label: WordKey;
  component: ComponentType<{ close: () => void }>;
}

export type KeyGroup = 'keys.view' | 'keys.time' | 'keys.map' | 'keys.tools';

export interface KeyEntry {
  /** As `KeyboardEvent.key` tells it, or with `Shift+` before it; several do the same. */
  keys: string[];
  /** What it does, in a few words. */
  says: WordKey;
  group: KeyGroup;
  run: (event: KeyboardEvent) => void;
  /** Also while a button or the map holds the focus (never in a text field); true by default. */
  anywhere?: boolean;
}

export const tabs = signal<readonly TabEntry[]>([]);
export const drawers = signal<Readonly<Record<string, ComponentType<DrawerProps>>>>({});
export const sheets = signal<readonly SheetEntry[]>([]);
export const barItems = signal<readonly ComponentType[]>([]);
/** What lies over the map: hints, the wall's ticker. */
export const overlays = signal<readonly ComponentType[]>([]);
export const keys = signal<readonly KeyEntry[]>([]);

/** A tab of the left panel, in the order of signing in. */
export const addTab = (entry: TabEntry): void => void (tabs.value = [...tabs.value, entry]);

/** What the right drawer shows for `/object/{id}` or `/event/{id}`. */
export const addDrawer = (view: 'object' | 'event', component: ComponentType<DrawerProps>): void =>
  void (drawers.value = { ...drawers.value, [view]: component });

export const addSheet = (entry: SheetEntry): void => void (sheets.value = [...sheets.value, entry]);

/** An item of the top bar's right side: feed health, export, key entry. */
export const addBarItem = (component: ComponentType): void =>
  void (barItems.value = [...barItems.value, component]);

export const addOverlay = (component: ComponentType): void =>
  void (overlays.value = [...overlays.value, component]);

export const addKeys = (...entries: KeyEntry[]): void => void (keys.value = [...keys.value, ...entries]);

/** The sheet that is open. */
export const sheet = signal<string | null>(null);
