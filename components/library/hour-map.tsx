"use client";
/** The hours of a week as a map of seven days by 24 hours: every cell has its number, and says more when it is reached. */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import type { PostingWindow } from "#lib/operations/shapes/posting-plan.ts";
import { chooseSteps, dayNames, describeHour, findStep, type Step } from "./hour-words.ts";

type Place = { day: number; hour: number };

const moves: Record<string, Place> = {
  ArrowLeft: { day: 0, hour: -1 },
  ArrowRight: { day: 0, hour: 1 },
  ArrowUp: { day: -1, hour: 0 },
  ArrowDown: { day: 1, hour: 0 },
  Home: { day: 0, hour: -23 },
  End: { day: 0, hour: 23 },
};
const bound = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

export function HourMap({ hours }: { hours: readonly PostingWindow[] }) {
  const steps = chooseSteps(hours);
  const byPlace = new Map(hours.map(row => [`${row.day_of_week} ${row.hour}`, row]));
  const best = hours.reduce<PostingWindow | null>(
    (found, row) => (found === null || row.percent > found.percent ? row : found),
    null,
  );
  const [place, setPlace] = useState<Place>({ day: best?.day_of_week ?? 1, hour: best?.hour ?? 0 });
  const [pointed, setPointed] = useState<Place | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const shown = pointed ?? place;
  const detail = byPlace.get(`${shown.day} ${shown.hour}`);

  // On a narrow screen only a part of the day is in view: begin where the best hour is.
  useEffect(() => {
    const cell = grid.current?.querySelector<HTMLElement>("[tabindex='0']");
    const frame = grid.current?.parentElement;
    if (cell && frame) frame.scrollLeft = cell.offsetLeft - frame.clientWidth / 2;
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = { day: bound(place.day + move.day, 1, 7), hour: bound(place.hour + move.hour, 0, 23) };
    setPlace(next);
    grid.current?.querySelector<HTMLElement>(`[data-place="${next.day} ${next.hour}"]`)?.focus();
  }

  return (
    <div className="flex flex-col gap-3">
      <ScrollRegion label="Map of the week" className="overflow-x-auto">
        <table
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells are reached one by one.
          role="grid"
          aria-label="Expected reactions by day and hour"
          className="w-full min-w-[54rem] table-fixed border-separate border-spacing-px text-[0.6875rem] tabular-nums"
          onKeyDown={onKeyDown}
          onPointerLeave={() => setPointed(null)}
        >
          <thead className="text-muted">
            <tr>
              <th scope="col" className="sticky left-0 z-10 w-12 bg-surface text-left font-normal">
                <span className="sr-only">Day</span>
              </th>
              {Array.from({ length: 24 }, (_, hour) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its own number.
                <th key={hour} scope="col" className="font-normal">
                  {String(hour).padStart(2, "0")}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {dayNames.map((name, index) => (
              <tr key={name}>
                <th scope="row" className="sticky left-0 z-10 bg-surface text-left font-normal text-muted">
                  <abbr title={name} className="no-underline">
                    {name.slice(0, 3)}
                  </abbr>
                </th>
                {Array.from({ length: 24 }, (_, hour) => {
                  const day = index + 1;
                  const row = byPlace.get(`${day} ${hour}`);
                  const isHere = place.day === day && place.hour === hour;
                  return (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its own number.
                      key={hour}
                      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of the grid above.
                      role="gridcell"
                      data-place={`${day} ${hour}`}
                      tabIndex={isHere ? 0 : -1}
                      aria-label={row ? describeHour(row) : `${name} ${hour}:00: not known`}
                      onFocus={() => setPlace({ day, hour })}
                      onPointerEnter={() => setPointed({ day, hour })}
                      className={joinClasses(
                        "h-8 rounded-xs text-center outline-offset-[-1px]",
                        row ? findStep(steps, row.percent).className : "bg-sunken",
                        row?.posts === 0 && "border border-line-strong border-dashed",
                        best === row && row !== undefined && "font-semibold ring-1 ring-text ring-inset",
                      )}
                    >
                      {row ? writeShort(row.percent) : ""}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="min-h-10 text-sm md:min-h-5">{detail ? describeHour(detail) : "Nothing is known of that hour."}</p>
      <Legend steps={steps} />
    </div>
  );
}

function Legend({ steps }: { steps: readonly Step[] }) {
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1.5 text-muted text-xs">
      {steps.map(step => (
        <li key={step.sign} className="inline-flex items-center gap-1.5">
          <span
            aria-hidden
            className={joinClasses(
              "inline-flex h-5 w-7 items-center justify-center rounded-xs border text-text",
              step.className,
            )}
          >
            {step.sign}
          </span>
          {step.words}
        </li>
      ))}
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="h-5 w-7 rounded-xs border border-line-strong border-dashed" />
        no post at that hour yet
      </li>
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden className="h-5 w-7 rounded-xs ring-1 ring-text ring-inset" />
        highest expected
      </li>
    </ul>
  );
}

/** "+23", "−4", "0": the per cent sign is in the legend. */
function writeShort(percent: number): string {
  const whole = Math.round(Math.abs(percent));
  return whole === 0 ? "0" : `${percent > 0 ? "+" : "−"}${whole}`;
}
