// Columns of numbers turned into a uPlot chart in the page's colours, drawn anew with theme and width.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import { url } from '../app/url';
import { clockOf, dayOf } from './told';

export const UTC_DATE = (seconds: number): Date => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');

export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const DAY_S = 86_400;

/** Labels of a time axis: days where the step is a day or more, else the clock, with the day at midnight. */
export function timeLabels(_plot: uPlot, splits: number[], _axis: number, _space: number, step: number): string[] {
  return splits.map((s) => {
    const short = dayOf(s * 1000).replace(/,? ?\d{4}年?/, '').trim();
    if (step >= DAY_S) return short;
    return s % DAY_S === 0 ? short : clockOf(s * 1000);
  });
}

export function axes(y: Partial<uPlot.Axis> = {}): uPlot.Axis[] {
  const shared = {
    stroke: colour('--ink-3'),
    font: `11px ${colour('--font')}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return [
    { ...shared, space: 64, size: 26, gap: 4, values: timeLabels as uPlot.Axis.Values, grid: { show: false } },
    { ...shared, space: 26, size: 40, gap: 4, ...y },
  ];
}

export interface PlotProps {
  data: uPlot.AlignedData;
  /** Made when it is drawn, so that colours are those of the theme. */
  options: () => Omit<uPlot.Options, 'width' | 'height'>;
  height: number;
  label: string;
  onMade?: (plot: uPlot) => void;
}

export function Plot({ data, options, height, label, onMade }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const theme = url.theme.value;
  const lang = url.lang.value;
  const units = url.units.value;
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const plot = new uPlot({ ...options(), width: Math.max(120, element.clientWidth), height }, data, element);
    onMade?.(plot);
    const watch = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== plot.width) plot.setSize({ width: element.clientWidth, height });
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [data, options, height, theme, lang, units]);
  return <div class="plot" ref={box} role="img" aria-label={label} style={{ minHeight: `${height}px` }} />;
}
