/** What models cost on each of the last days as bars, with the limit as a line; the same as a table for who reads it so. */
import { formatMicros } from "#components/tasks/format-micros.ts";
import type { Spend } from "./settings-data.ts";

export type BudgetChartProps = { days: Spend["days"]; limitMicros: number };

const height = 96;
const slot = 12;

export function BudgetChart({ days, limitMicros }: BudgetChartProps) {
  const most = Math.max(...days.map(day => day.spent_micros));
  const total = days.reduce((sum, day) => sum + day.spent_micros, 0);
  if (most === 0) {
    return <p className="px-4 py-6 text-muted text-sm">Nothing was spent in the last {days.length} days.</p>;
  }
  // The limit is drawn only where it helps to read the bars: far above them it would flatten them all.
  const hasLimit = limitMicros > 0 && limitMicros <= most * 4;
  const top = hasLimit ? Math.max(most, limitMicros) : most;
  const width = days.length * slot;
  const scale = (micros: number) => (micros / top) * (height - 2);
  const words = `What models cost on each of the last ${days.length} days: ${formatMicros(total)} in all, at most ${formatMicros(most)} on one day.`;
  return (
    <figure className="px-4 py-4">
      <svg
        role="img"
        aria-label={words}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-24 w-full"
      >
        {days.map((day, index) => (
          <g key={day.day}>
            <title>{`${writeDay(day.day)}: ${formatMicros(day.spent_micros)}`}</title>
            <rect x={index * slot} y={0} width={slot} height={height} fill="transparent" />
            <rect
              x={index * slot + 1.5}
              y={height - Math.max(scale(day.spent_micros), 1)}
              width={slot - 3}
              height={Math.max(scale(day.spent_micros), 1)}
              rx={1}
              className={day.spent_micros === 0 ? "fill-line-strong" : "fill-chart-1"}
            />
          </g>
        ))}
        {hasLimit ? (
          <line
            x1={0}
            x2={width}
            y1={height - scale(limitMicros)}
            y2={height - scale(limitMicros)}
            vectorEffect="non-scaling-stroke"
            strokeDasharray="4 3"
            className="stroke-danger"
          />
        ) : null}
      </svg>
      <figcaption className="mt-1.5 flex justify-between text-faint text-xs tabular-nums">
        <span>{writeDay(days[0]?.day ?? "")}</span>
        <span>
          {hasLimit ? `dashed: ${formatMicros(limitMicros)} a day` : `at most ${formatMicros(most)} on a day`}
        </span>
        <span>today</span>
      </figcaption>
      <details className="mt-2 text-xs">
        <summary className="w-fit rounded-xs text-muted hover:text-text max-md:min-h-11 max-md:content-center">
          As a table
        </summary>
        <table className="mt-1 tabular-nums">
          <tbody>
            {days
              .filter(day => day.spent_micros > 0)
              .map(day => (
                <tr key={day.day}>
                  <th scope="row" className="pr-6 text-left font-normal text-muted">
                    {writeDay(day.day)}
                  </th>
                  <td className="text-right">{formatMicros(day.spent_micros)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function writeDay(day: string): string {
  if (day === "") return "";
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
