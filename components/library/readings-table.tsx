/** Numbers as they were read at several times: the line of one of them, and all of them as a table. */
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { writeCount } from "./format-figures.ts";

export type ReadingRow = { at: string; counts: Readonly<Record<string, number | null>>; source?: string };

const shown = 60;
const chart = { width: 600, height: 96, inset: 6 };

export type ReadingsTableProps = {
  label: string;
  /** Latest first. */
  rows: readonly ReadingRow[];
  /** Which of the counts the line shows. */
  charted: string;
};

export function ReadingsTable({ label, rows, charted }: ReadingsTableProps) {
  const names = Object.keys(rows[0]?.counts ?? {}).filter(name => rows.some(row => row.counts[name] != null));
  const hasSource = rows.some(row => row.source !== undefined);
  return (
    <div className="flex flex-col gap-3">
      <Line label={`${charted} over time`} rows={rows} charted={charted} />
      <div className="rounded-lg border">
        <Table label={label} frameClassName="max-h-80 overflow-y-auto rounded-lg">
          <TableHead>
            <tr>
              <TableHeaderCell>Read</TableHeaderCell>
              {names.map(name => (
                <TableHeaderCell key={name} isNumeric>
                  {name}
                </TableHeaderCell>
              ))}
              {hasSource ? <TableHeaderCell>Source</TableHeaderCell> : null}
            </tr>
          </TableHead>
          <TableBody>
            {rows.slice(0, shown).map(row => (
              <TableRow key={`${row.at} ${row.source ?? ""}`}>
                <TableCell className="whitespace-nowrap">
                  <RelativeTime at={row.at} />
                </TableCell>
                {names.map(name => (
                  <TableCell key={name} isNumeric>
                    {row.counts[name] == null ? "–" : row.counts[name].toLocaleString("en")}
                  </TableCell>
                ))}
                {hasSource ? <TableCell>{row.source}</TableCell> : null}
              </TableRow>
            ))}
          </TableBody>
        </Table>
        {rows.length > shown ? (
          <p className="border-t px-3 py-2 text-muted text-xs">
            The newest {shown} of {rows.length.toLocaleString("en")} readings.
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** A line of one count over time, from nought; nothing below two readings, which make no line. */
function Line({ label, rows, charted }: { label: string; rows: readonly ReadingRow[]; charted: string }) {
  const points = rows
    .flatMap(row => {
      const count = row.counts[charted];
      return count == null ? [] : [{ atMs: Date.parse(row.at), count }];
    })
    .reverse();
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || first === last || first.atMs === last.atMs) return null;
  const most = Math.max(1, ...points.map(point => point.count));
  const x = (atMs: number) =>
    chart.inset + ((atMs - first.atMs) / (last.atMs - first.atMs)) * (chart.width - 2 * chart.inset);
  const y = (count: number) => chart.height - chart.inset - (count / most) * (chart.height - 2 * chart.inset);
  return (
    <figure className="flex flex-col gap-1">
      <svg
        role="img"
        aria-label={`${label}: from ${first.count.toLocaleString("en")} to ${last.count.toLocaleString("en")}`}
        viewBox={`0 0 ${chart.width} ${chart.height}`}
        preserveAspectRatio="none"
        className="h-24 w-full rounded-md border bg-sunken text-chart-1"
      >
        <polyline
          points={points.map(point => `${x(point.atMs).toFixed(1)},${y(point.count).toFixed(1)}`).join(" ")}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="flex justify-between text-muted text-xs">
        <span>
          <RelativeTime at={first.atMs} />: {writeCount(first.count)}
        </span>
        <span>
          {writeCount(last.count)} {charted.toLowerCase()}, <RelativeTime at={last.atMs} />
        </span>
      </figcaption>
    </figure>
  );
}
