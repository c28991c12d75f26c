// The page's frame: top bar, rail of tabs, panel, map, drawer, time bar, sheets.
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { MapView } from '../map/view';
import { TimeBar } from '../time/bar';
import { t } from '../words';
import { close, openTab } from './actions';
import { Icon } from './icons';
import { drawers, overlays, sheet, sheets, tabs } from './registry';
import { say, status, statusError, toast } from './state';
import { TopBar } from './topbar';
import { route, url, type Tab } from './url';

/** The tab that is open: the address's path wins over its query. */
function tabNow(): Tab | '' {
  const { view } = route.value;
  return view === 'charts' || view === 'feeds' ? view : url.tab.value;
}

function Rail() {
  const open = tabNow();
  return (
    <nav class="rail" aria-label={t('app.panels')}>
      {tabs.value.map((entry) => (
        <button
          key={entry.id}
          class="rail-tab"
          aria-pressed={open === entry.id}
          onClick={() => openTab(open === entry.id ? '' : entry.id)}
        >
          <Icon name={entry.icon} size={20} />
          <span>{t(entry.label)}</span>
        </button>
      ))}
    </nav>
  );
}

/** The left panel: what the open tab shows. */
function PanelHost() {
  const open = tabNow();
  const entry = tabs.value.find((one) => one.id === open);
  if (!entry) return null;
  const Component = entry.component;
  return (
    <section class={`panel${entry.wide ? ' panel-wide' : ''}`} aria-label={t(entry.label)} id="panel">
      <div class="panel-head">
        <h2>{t(entry.label)}</h2>
        <button class="quiet" aria-label={t('app.hidePanel')} title={t('app.hidePanel')} onClick={() => openTab('')}>
          <Icon name="close" />
        </button>
      </div>
      <div class="panel-body">
        <Component key={entry.id} />
      </div>
    </section>
  );
}

/** The right drawer: the chosen object or event. */
function Drawer() {
  const { view, id } = route.value;
  const Component = drawers.value[view];
  if (!Component || !id) return null;
  return (
    <section class="drawer" aria-label={t('app.details')} id="drawer">
      <button class="quiet drawer-close" aria-label={t('app.close')} title={t('app.close')} onClick={close}>
        <Icon name="close" />
      </button>
      <div class="drawer-body">
        <Component key={`${view}:${id}`} id={id} />
      </div>
    </section>
  );
}

function closeSheet(): void {
  sheet.value = null;
  if (route.peek().view === 'help') close();
}

/** A dialog: keeps the focus inside, gives it back when it closes. */
function Dialog({ label, children }: { label: string; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class="sheet"
      aria-label={label}
      onClose={closeSheet}
      onClick={(event) => {
        if (event.target === box.current) closeSheet();
      }}
    >
      <div class="sheet-inside">
        <div class="panel-head">
          <h2>{label}</h2>
          <button class="quiet" aria-label={t('app.close')} onClick={closeSheet}>
            <Icon name="close" />
          </button>
        </div>
        <div class="sheet-body">{children}</div>
      </div>
    </dialog>
  );
}

function SheetHost() {
  const id = sheet.value ?? (route.value.view === 'help' ? 'help' : null);
  const entry = sheets.value.find((one) => one.id === id);
  if (!entry) return null;
  const Component = entry.component;
  return (
    <Dialog key={entry.id} label={t(entry.label)}>
      <Component close={closeSheet} />
    </Dialog>
  );
}

/** Says that traffic is simulated, or that the server is away: always in sight. */
function Banner() {
  const lost = statusError.value;
  if (lost) {
    return (
      <div class="banner banner-bad" role="alert">
        <Icon name="warn" size={16} />
        <span>
          {lost.message}. {lost.mend ? t('app.mend', { mend: lost.mend }) : ''}
        </span>
      </div>
    );
  }
  if (!status.value?.store.simulated) return null;
  return (
    <div class="banner banner-simulated" role="note">
      <span class="hatched" aria-hidden="true" />
      <span>{t('app.simulated')}</span>
    </div>
  );
}

function Toast() {
  return (
    <div class="toast" role="status" aria-live="polite" data-shown={toast.value ? '1' : '0'} onClick={() => say('')}>
      {toast.value}
    </div>
  );
}

export function Shell() {
  const hasPanel = tabs.value.some((entry) => entry.id === tabNow());
  const { view, id } = route.value;
  const hasDrawer = Boolean(id && drawers.value[view]);
  return (
    <div class="page" data-panel={hasPanel ? '1' : '0'} data-drawer={hasDrawer ? '1' : '0'}>
      <a class="skip" href="#map">
        {t('app.skip')}
      </a>
      <TopBar />
      <Rail />
      <PanelHost />
      <main class="stage">
        <MapView />
        <Banner />
        {overlays.value.map((Overlay, index) => (
          <Overlay key={index} />
        ))}
      </main>
      <Drawer />
      <TimeBar />
      <SheetHost />
      <Toast />
    </div>
  );
}
