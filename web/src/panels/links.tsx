// Ids turned into links of this page: they open beside the map, or in a tab of their own.
import type { ComponentChildren } from 'preact';
import { inPath } from '../api/client';
import { chooseEvent, chooseObject } from '../app/actions';
import { identity } from './told';

/** True for a press that the browser itself shall follow: another tab or window. */
export const elsewhere = (click: MouseEvent): boolean => click.ctrlKey || click.metaKey || click.shiftKey || click.button > 0;

function Inside({ href, go, children }: { href: string; go: () => void; children: ComponentChildren }) {
  return (
    <a
      href={href}
      onClick={(click) => {
        if (elsewhere(click)) return;
        click.preventDefault();
        go();
      }}
    >
      {children}
    </a>
  );
}

export function ObjectLink({ id, name }: { id: string; name?: string | null }) {
  return (
    <span class="ident-link">
      <Inside href={`/object/${inPath(id)}`} go={() => chooseObject(id)}>
        {name || identity(id)}
      </Inside>
      {name ? <small> {identity(id)}</small> : null}
    </span>
  );
}

export function EventLink({ id, children }: { id: string; children?: ComponentChildren }) {
  return (
    <Inside href={`/event/${inPath(id)}`} go={() => chooseEvent(id)}>
      {children ?? <span class="mono">{id}</span>}
    </Inside>
  );
}
