// Keys of the shell signed in; the map, time and tools sign in their own.
import { close, openTab } from './actions';
import { addKeys, sheet } from './registry';
import { switchLanguage, switchTheme } from './look';
import { route, url } from './url';
import { leaveTool } from '../tools/draw';

export function signInKeys(): void {
  addKeys(
    { keys: ['?'], says: 'app.help', group: 'keys.view', run: () => void (sheet.value = 'help') },
    { keys: ['/'], says: 'app.searchShort', group: 'keys.view', run: () => document.getElementById('search')?.focus() },
    { keys: ['1'], says: 'tab.objects', group: 'keys.view', run: () => openTab('objects') },
    { keys: ['2'], says: 'tab.events', group: 'keys.view', run: () => openTab('events') },
    { keys: ['3'], says: 'tab.charts', group: 'keys.view', run: () => openTab('charts') },
    { keys: ['4'], says: 'tab.feeds', group: 'keys.view', run: () => openTab('feeds') },
    { keys: ['0'], says: 'app.hidePanel', group: 'keys.view', run: () => openTab('') },
    { keys: ['d'], says: 'app.theme', group: 'keys.view', run: switchTheme },
    { keys: ['j'], says: 'app.languageName', group: 'keys.view', run: switchLanguage },
    { keys: ['w'], says: 'app.wall', group: 'keys.view', run: () => void (url.wall.value = !url.wall.value) },
    {
      keys: ['Escape'],
      says: 'app.close',
      group: 'keys.view',
      run: () => {
        if (sheet.value !== null) sheet.value = null;
        else if (leaveTool()) return;
        else if (route.value.id) close();
        else if (url.wall.value) url.wall.value = false;
      },
    },
  );
}
