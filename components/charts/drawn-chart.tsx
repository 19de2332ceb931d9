"use client";
/** Loaded after the page stands: the drawing of a chart by recharts, in the colours of the house. Nothing in it reacts. */
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { type ChartDay, type ChartSeries, type Ink, inks, plot } from "./chart-shapes.ts";

export type DrawnChartProps = {
  id: string;
  kind: "bars" | "lines";
  days: readonly ChartDay[];
  series: readonly ChartSeries[];
  ticks: readonly number[];
  formatTick: (value: number) => string;
};

const text = { fill: "var(--faint)", fontSize: 11 } as const;

export function DrawnChart({ id, kind, days, series, ticks, formatTick }: DrawnChartProps) {
  const rows = days.map((day, index) => ({
    label: day.label,
    ...Object.fromEntries(series.map(one => [one.key, one.values[index] ?? null])),
  }));
  const top = ticks.at(-1) ?? 1;
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 1, height: 1 }}>
      <ComposedChart
        data={rows}
        accessibilityLayer={false}
        margin={{ top: plot.topPx, right: plot.rightPx, bottom: 0, left: 0 }}
        barCategoryGap={days.length > 40 ? 1 : "18%"}
      >
        <defs>
          {series.map(one => (
            <Texture key={one.key} id={`${id}-${one.key}`} ink={one.ink} />
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="label"
          height={plot.bottomPx}
          tick={text}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          interval="preserveStartEnd"
          minTickGap={28}
        />
        <YAxis
          width={plot.leftPx}
          domain={[0, top]}
          ticks={[...ticks]}
          tickFormatter={formatTick}
          tick={text}
          tickLine={false}
          axisLine={false}
          interval={0}
        />
        {series.map(one =>
          kind === "bars" ? (
            <Bar
              key={one.key}
              dataKey={one.key}
              stackId="all"
              fill={`url(#${id}-${one.key})`}
              isAnimationActive={false}
              maxBarSize={36}
            />
          ) : (
            <Line
              key={one.key}
              dataKey={one.key}
              type="linear"
              stroke={inks[one.ink].color}
              strokeWidth={1.75}
              strokeDasharray={one.isBroken ? "4 3" : undefined}
              dot={days.length > 40 ? false : { r: 2.5, fill: inks[one.ink].color, strokeWidth: 0 }}
              connectNulls
              isAnimationActive={false}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Texture({ id, ink }: { id: string; ink: Ink }) {
  const { color, texture } = inks[ink];
  return (
    <pattern id={id} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={5} height={5} fill={color} />
      {texture === "stripes" ? <rect width={1.5} height={5} fill="var(--surface)" opacity={0.55} /> : null}
      {texture === "dots" ? <circle cx={2.5} cy={2.5} r={1} fill="var(--surface)" opacity={0.7} /> : null}
    </pattern>
  );
}
