// Many rows turned into the few that are in sight: a list that scrolls through 20,000 of them.
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

export interface RowsProps<R> {
  rows: readonly R[];
  /** Height of a row in px: of the kind that the row is. */
  height: (row: R) => number;
  id: (row: R) => string;
  draw: (row: R, index: number) => ComponentChildren;
  label: string;
  /** Rows that are only headings are passed over by the arrow keys. */
  isHead?: (row: R) => boolean;
}

const BEYOND = 6; // rows drawn above and below what is in sight: ours, a flick of the wheel

/** The first offset that lies beyond a height. */
export function findRow(tops: Float64Array, y: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What of a box is in sight, as it scrolls and changes its size. */
function useSight(box: RefObject<HTMLElement>): { top: number; tall: number } {
  const [view, setView] = useState({ top: 0, tall: 600 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = (): void => setView({ top: element.scrollTop, tall: element.clientHeight });
    const watch = new ResizeObserver(look);
    watch.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return view;
}

export function Rows<R>({ rows, height, id, draw, label, isHead }: RowsProps<R>) {
  const box = useRef<HTMLDivElement>(null);
  const view = useSight(box);
  const tops = useMemo(() => {
    const all = new Float64Array(rows.length + 1);
    rows.forEach((row, k) => void (all[k + 1] = (all[k] ?? 0) + height(row)));
    return all;
  }, [rows, height]);
  const first = Math.max(0, findRow(tops, view.top) - BEYOND);
  const last = Math.min(rows.length, findRow(tops, view.top + view.tall) + 1 + BEYOND);
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const held = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (!by || !held) return;
    event.preventDefault();
    let to = Number(held.dataset.row) + by;
    for (let row = rows[to]; row !== undefined && isHead?.(row); row = rows[to]) to += by;
    focusRow(box.current, tops, to);
  };
  return (
    <div class="rows" ref={box} onKeyDown={step} tabIndex={-1}>
      <div class="rows-all" role="list" aria-label={label} style={{ height: `${tops[rows.length] ?? 0}px` }}>
        {rows.slice(first, last).map((row, k) => (
          <One key={id(row)} index={first + k} n={rows.length} tops={tops}>
            {draw(row, first + k)}
          </One>
        ))}
      </div>
    </div>
  );
}

function One({ index, n, tops, children }: { index: number; n: number; tops: Float64Array; children: ComponentChildren }) {
  const [top, bottom] = [tops[index] ?? 0, tops[index + 1] ?? 0];
  const style = { transform: `translateY(${top}px)`, height: `${bottom - top}px` };
  return (
    <div class="rows-one" role="listitem" aria-setsize={n} aria-posinset={index + 1} data-row={index} style={style}>
      {children}
    </div>
  );
}

function focusRow(box: HTMLElement | null, tops: Float64Array, index: number): void {
  if (!box || index < 0 || index >= tops.length - 1) return;
  const [top, bottom] = [tops[index] ?? 0, tops[index + 1] ?? 0];
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
  requestAnimationFrame(() => requestAnimationFrame(() => box.querySelector<HTMLElement>(`[data-row="${index}"] a, [data-row="${index}"] button`)?.focus()));
}
