"use client";
/** The figures over the days: each chart says what its colours mean, and each day of it opens its rows. */
import { ChartCard } from "#components/charts/chart-card.tsx";
import type { ChartSeries, Ink } from "#components/charts/chart-shapes.ts";
import { findDurationScale, findNiceScale } from "#components/charts/nice-scale.ts";
import { formatMicros } from "#components/tasks/format-micros.ts";
import type { Analytics, DayFigures, MeasureName } from "#lib/operations/shapes/analytics.ts";
import { writeCost, writeCount, writeDay, writeSeconds } from "./figure-words.ts";
import { measures } from "./measures.ts";
import type { OpenRows } from "./use-analytics.ts";

type CountName = Extract<MeasureName, keyof DayFigures>;

export function DayCharts({ analytics, onOpen }: { analytics: Analytics; onOpen: OpenRows }) {
  const { days, totals } = analytics;
  const common = {
    days: days.map(({ day }) => ({ day, label: writeDay(day) })),
    onOpen: (day: string, key: string) => onOpen({ measure: key as MeasureName, first: day, last: day }),
    noteOf: (index: number) => (days[index]?.is_counted === false ? "still to be counted" : null),
  };
  const count = (key: CountName, ink: Ink, label: string = measures[key].title): ChartSeries => ({
    key,
    label,
    ink,
    values: days.map(day => day[key]),
  });
  const topOf = (series: readonly ChartSeries[]) =>
    Math.max(0, ...days.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0)));
  const bars = (series: ChartSeries[]) => ({
    kind: "bars" as const,
    series,
    ticks: findNiceScale(topOf(series)),
    formatTick: writeTick,
    formatValue: writeCount,
  });
  const answered = bars([
    count("answered", "accent"),
    {
      key: "unanswered",
      label: "Not answered",
      ink: "faint",
      values: days.map(day => (day.are_answers_open ? 0 : day.addressed - day.answered)),
    },
    {
      key: "still-open",
      label: "Still open",
      ink: "info",
      values: days.map(day => (day.are_answers_open ? day.addressed - day.answered : 0)),
    },
  ]);
  const cost = days.map(day => day.cost_micros);
  const medians = days.map(day => day.median_seconds);
  const slowest = Math.max(0, ...days.map(day => day.p90_seconds ?? 0));
  const [perDelivered, perAnswer] = [writeCost(totals.cost_per_delivered), writeCost(totals.cost_per_answer)];
  return (
    <div className="mb-5 grid gap-4 lg:grid-cols-2">
      <ChartCard
        {...common}
        {...bars([
          count("approved_unedited", "ok"),
          count("approved_edited", "info"),
          count("done", "second"),
          count("rejected", "danger"),
          count("expired", "warn"),
        ])}
        title="Approvals"
        label="Approvals by day"
        description="What people decided, by the day of the decision"
        emptyText="Nothing was decided in these days. Each approval, edit and rejection will show here."
      />
      <ChartCard
        {...common}
        {...bars([count("tasks_succeeded", "ok", "Succeeded"), count("tasks_failed", "danger", "Failed")])}
        title="Success"
        label="Tasks by day"
        description="How the agents' tasks ended"
        emptyText="No task ended in these days."
      />
      <ChartCard
        {...common}
        {...answered}
        title="Responses"
        label="Responses by day of the delivery"
        description="What became of messages to your contacts, by the day they were delivered"
        emptyText="Nothing was delivered to a contact in these days. What is kept in the outbox is not sent, and nobody can answer it."
        noteOf={index => (days[index]?.are_answers_open ? "can still be answered" : common.noteOf(index))}
        onOpen={(day, key) => common.onOpen(day, key === "answered" ? "answered" : "unanswered")}
      />
      <ChartCard
        {...common}
        kind="lines"
        title="Time to decision"
        label="Time to decision by day"
        description="How long proposals waited for a person"
        emptyText="Nobody decided about a proposal in these days."
        series={[
          { key: "median", label: "Half within", ink: "accent", values: medians },
          {
            key: "p90",
            label: "9 of 10 within",
            ink: "warn",
            values: days.map(day => day.p90_seconds),
            isBroken: true,
          },
        ]}
        ticks={findDurationScale(slowest)}
        formatTick={value => (value === 0 ? "0" : writeSeconds(value))}
        formatValue={writeSeconds}
        onOpen={day => common.onOpen(day, "decided")}
      />
      <ChartCard
        {...common}
        kind="bars"
        title="Cost"
        label="Cost of models by day"
        description="What calls to models cost"
        emptyText="No model was called in these days, so nothing was spent. Agents also work from templates and arithmetic."
        series={[{ key: "model_calls", label: "Cost of models", ink: "accent", values: cost }]}
        ticks={findNiceScale(Math.max(0, ...cost), { isWhole: false })}
        formatTick={value => (value === 0 ? "$0" : formatMicros(value))}
        formatValue={value => formatMicros(value)}
        footer={`Per delivery ${perDelivered.value} (${perDelivered.interval}), per answer ${perAnswer.value} (${perAnswer.interval}).`}
        className="lg:col-span-1"
      />
      <ChartCard
        {...common}
        {...bars([
          count("delivered", "ok"),
          count("kept", "faint"),
          count("delivery_failed", "danger"),
          count("delivery_unknown", "warn"),
        ])}
        title="Deliveries"
        label="Deliveries by day"
        description="What became of what was approved"
        emptyText="Nothing that was approved has left in these days."
      />
    </div>
  );
}

function writeTick(value: number): string {
  return value >= 10_000 ? `${value / 1_000}k` : writeCount(value);
}
