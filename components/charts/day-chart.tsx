"use client";
/** A chart over days: the drawing comes later into a frame that already stands; each day is one place for pointer and keys. */
import dynamic from "next/dynamic";
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";
import { type ChartDay, type ChartSeries, inks, plot } from "./chart-shapes.ts";

const DrawnChart = dynamic(() => import("./drawn-chart.tsx").then(module => module.DrawnChart), { ssr: false });

export type DayChartProps = {
  label: string;
  kind: "bars" | "lines";
  days: readonly ChartDay[];
  series: readonly ChartSeries[];
  ticks: readonly number[];
  formatTick: (value: number) => string;
  formatValue: (value: number) => string;
  /** Said of a day beside its numbers: "still open". */
  noteOf?: (index: number) => string | null;
  /** Opens the rows of a day; the series is the one that was pointed at, or the first that has any. */
  onOpen: (day: string, seriesKey: string) => void;
};

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 };

export function DayChart(props: DayChartProps) {
  const { label, kind, days, series, ticks, formatTick, formatValue, noteOf, onOpen } = props;
  const id = useId().replaceAll(/[^a-z0-9]/gi, "");
  const [place, setPlace] = useState(days.length - 1);
  const [shown, setShown] = useState<number | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const current = Math.min(place, days.length - 1);

  function onKeyDown(event: KeyboardEvent) {
    const next =
      event.key === "Home" ? 0 : event.key === "End" ? days.length - 1 : current + (steps[event.key] ?? Number.NaN);
    if (Number.isNaN(next)) return;
    event.preventDefault();
    const bounded = Math.min(days.length - 1, Math.max(0, next));
    setPlace(bounded);
    frame.current?.querySelector<HTMLElement>(`[data-index="${bounded}"]`)?.focus();
  }

  /** Which series a point of a column belongs to; keys have no point, and get the first that has any. */
  function chooseSeries(index: number, height: number | null): string {
    const filled = series.filter(one => (one.values[index] ?? 0) > 0);
    const fallback = filled[0] ?? series[0];
    if (height === null || kind === "lines") return fallback?.key ?? "";
    let value = height * (ticks.at(-1) ?? 1);
    for (const one of filled) {
      value -= one.values[index] ?? 0;
      if (value <= 0) return one.key;
    }
    return fallback?.key ?? "";
  }

  function readHeight(event: PointerEvent | React.MouseEvent): number | null {
    if (event.detail === 0) return null;
    const box = event.currentTarget.getBoundingClientRect();
    return box.height === 0 ? null : 1 - (event.clientY - box.top) / box.height;
  }

  const describe = (index: number) =>
    [
      days[index]?.label,
      series.map(one => `${one.label} ${writeValue(one.values[index], formatValue)}`).join(", "),
      noteOf?.(index),
    ]
      .filter(part => part)
      .join(": ");

  return (
    <div ref={frame} className="relative h-52">
      <div aria-hidden className="absolute inset-0">
        <DrawnChart id={id} kind={kind} days={days} series={series} ticks={ticks} formatTick={formatTick} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame and cannot be laid out as columns. */}
      <div
        role="group"
        aria-label={`${label}: arrow keys go from day to day, Enter opens its rows`}
        className="absolute flex"
        style={{ left: plot.leftPx, right: plot.rightPx, top: plot.topPx, bottom: plot.bottomPx }}
        onKeyDown={onKeyDown}
        onPointerLeave={() => setShown(null)}
        onBlur={() => setShown(null)}
      >
        {days.map((day, index) => (
          <button
            key={day.day}
            type="button"
            data-index={index}
            tabIndex={index === current ? 0 : -1}
            aria-label={describe(index)}
            className={joinClasses(
              "min-w-0 flex-1 rounded-xs outline-offset-[-1px]",
              shown === index && "bg-[color-mix(in_oklch,var(--accent)_9%,transparent)]",
            )}
            onPointerEnter={event => event.pointerType === "mouse" && setShown(index)}
            onFocus={event => {
              setPlace(index);
              if (event.currentTarget.matches(":focus-visible")) setShown(index);
            }}
            onClick={event => onOpen(day.day, chooseSeries(index, readHeight(event)))}
          />
        ))}
      </div>
      {shown === null ? null : (
        <Bubble
          index={shown}
          count={days.length}
          title={days[shown]?.label ?? ""}
          series={series}
          formatValue={formatValue}
          note={noteOf?.(shown) ?? null}
        />
      )}
    </div>
  );
}

type BubbleProps = {
  index: number;
  count: number;
  title: string;
  series: readonly ChartSeries[];
  formatValue: (value: number) => string;
  note: string | null;
};

function Bubble({ index, count, title, series, formatValue, note }: BubbleProps) {
  const share = (index + 0.5) / count;
  const isLeft = share < 0.5;
  const offset = `calc(${plot.leftPx}px + (100% - ${plot.leftPx + plot.rightPx}px) * ${share} + 14px)`;
  const fromRight = `calc(${plot.rightPx}px + (100% - ${plot.leftPx + plot.rightPx}px) * ${1 - share} + 14px)`;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-1 z-10 min-w-36 rounded-md bg-raised px-2.5 py-2 text-xs shadow-float"
      style={isLeft ? { left: offset } : { right: fromRight }}
    >
      <p className="mb-1 font-medium">{title}</p>
      {series.map(one => (
        <p key={one.key} className="flex items-center gap-1.5">
          <Swatch ink={one.ink} />
          <span className="flex-1 text-muted">{one.label}</span>
          <span className="pl-3 tabular-nums">{writeValue(one.values[index], formatValue)}</span>
        </p>
      ))}
      {note === null ? null : <p className="mt-1 text-muted">{note}</p>}
    </div>
  );
}

/** The little square that says which colour and texture is meant. */
export function Swatch({ ink }: { ink: keyof typeof inks }) {
  const { color, texture } = inks[ink];
  const background =
    texture === "stripes"
      ? `repeating-linear-gradient(45deg, ${color} 0 2px, color-mix(in oklch, ${color} 45%, var(--surface)) 2px 3.5px)`
      : texture === "dots"
        ? `radial-gradient(color-mix(in oklch, ${color} 30%, var(--surface)) 25%, ${color} 30%) 0 0 / 4px 4px`
        : color;
  return <span aria-hidden className="size-2.5 shrink-0 rounded-xs" style={{ background }} />;
}

export function writeValue(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "none" : format(value);
}
