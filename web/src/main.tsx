// The page put together and started.
import { render } from 'preact';
import 'maplibre-gl/dist/maplibre-gl.css';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/map.css';
import { listenToKeys } from './app/keyboard';
import { Shell } from './app/shell';
import { signInKeys } from './app/keys';
import { watchStatus } from './app/state';
import { followAddress } from './app/url';
import './panels';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
followAddress();
signInKeys();
listenToKeys();
watchStatus();
render(<Shell />, root);
