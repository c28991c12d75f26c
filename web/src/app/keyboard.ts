// Key presses turned into what the registry says of them.
import { keys, sheet } from './registry';

const TYPED = new Set(['INPUT', 'TEXTAREA', 'SELECT']);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(target.type)) return false;
  return TYPED.has(target.tagName) || target.isContentEditable;
}

/** How a press is written in the registry: `Shift+ArrowLeft`, `?`, `Escape`. */
export function spelled(event: KeyboardEvent): string {
  const named = event.key.length > 1;
  return named && event.shiftKey ? `Shift+${event.key}` : event.key;
}

export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = isTyping(event.target);
    if (typing && event.key !== 'Escape') return;
    if (sheet.value !== null && event.key !== 'Escape') return;
    const name = spelled(event);
    const held = event.target instanceof HTMLElement && event.target.matches('button, a, [role=tab], [role=slider], summary, input');
    const entry = keys.value.find((one) => one.keys.includes(name));
    if (!entry) return;
    if (held && (name === ' ' || name === 'Enter' || event.defaultPrevented || name.includes('Arrow'))) return;
    event.preventDefault();
    entry.run(event);
  });
}
