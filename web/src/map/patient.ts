// Tiles that the server has not made yet turned into another question later: a browser has six
// connections to a server, and limits that are traced for seconds would hold up land and names.
import { addProtocol } from 'maplibre-gl';

const NAME = 'patient';
const WAIT_S = 0.4; // that the server may take before it says "later" (202)
const PAUSE_MS = 600; // before the second question; each pause after it is longer
const LONGEST_MS = 3_000;

/** Address of a tile that may take long, for a source of the style. */
export const patient = (layer: string): string => `${NAME}://tiles/${layer}/{z}/{x}/{y}.mvt`;

/** Teach MapLibre to ask again: once, before a map is made. */
export function teachPatience(): void {
  addProtocol(NAME, async (asked, abort) => {
    const url = `${location.origin}/${asked.url.slice(NAME.length + 3)}?wait=${WAIT_S}`;
    for (let pause = PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_MS)) {
      const answer = await fetch(url, { signal: abort.signal });
      if (answer.status !== 202) {
        if (!answer.ok) throw new Error(`${answer.status}: ${url}`);
        return { data: await answer.arrayBuffer() };
      }
      await new Promise((go) => setTimeout(go, pause));
      abort.signal.throwIfAborted();
    }
  });
}
