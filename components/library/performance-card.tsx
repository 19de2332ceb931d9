/** How niches did: each against what its accounts usually get, with its interval drawn around nought. */
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { writeCount, writePercent, writeShare } from "./format-figures.ts";
import type { ContentMix } from "./library-data.ts";

type Performance = NonNullable<ContentMix["performance"]>;
type Niche = Performance["niches"][number];

export function PerformanceCard({ performance }: { performance: Performance }) {
  const { niches } = performance;
  const reach = Math.max(10, ...niches.flatMap(niche => [Math.abs(niche.percent_low), Math.abs(niche.percent_high)]));
  return (
    <Card>
      <CardHeader
        title={`How niches did, ${performance.period_start} to ${performance.period_end}`}
        description={
          <>
            Against what the same accounts usually got. The fewer posts, the nearer to the mean of all
            {performance.task_id === null ? null : (
              <>
                ; from{" "}
                <EntityLink entity="task" id={performance.task_id}>
                  this task
                </EntityLink>
              </>
            )}
            .
          </>
        }
      />
      <Table label="How niches did">
        <TableHead>
          <tr>
            <TableHeaderCell>Niche</TableHeaderCell>
            <TableHeaderCell isNumeric>Against usual</TableHeaderCell>
            <TableHeaderCell>80 % likely</TableHeaderCell>
            <TableHeaderCell isNumeric>Raw</TableHeaderCell>
            <TableHeaderCell isNumeric>Posts</TableHeaderCell>
            <TableHeaderCell isNumeric>Above usual</TableHeaderCell>
            <TableHeaderCell isNumeric>Reactions</TableHeaderCell>
          </tr>
        </TableHead>
        <TableBody>
          {niches.map(niche => (
            <TableRow key={niche.niche}>
              <TableCell className="whitespace-nowrap font-medium">
                {niche.niche}{" "}
                {niche.is_discovered ? (
                  <Badge tone="outline" title="A term found in posts without a label.">
                    Found
                  </Badge>
                ) : null}
              </TableCell>
              <TableCell isNumeric>{writePercent(niche.percent)}</TableCell>
              <TableCell>
                <Interval niche={niche} reach={reach} />
              </TableCell>
              <TableCell isNumeric>{writePercent(niche.percent_raw)}</TableCell>
              <TableCell isNumeric>{writeCount(niche.posts)}</TableCell>
              <TableCell isNumeric>{writeShare(niche.above_usual)}</TableCell>
              <TableCell isNumeric>{writeCount(niche.engagement)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function Interval({ niche, reach }: { niche: Niche; reach: number }) {
  const place = (percent: number) => 50 + (50 * percent) / reach;
  return (
    <span className="flex items-center gap-3">
      <span aria-hidden className="relative h-3 w-28 shrink-0 rounded-full bg-idle-soft">
        <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
        <span
          className="absolute inset-y-[4px] rounded-full bg-chart-1/50"
          style={{
            left: `${place(niche.percent_low)}%`,
            width: `${place(niche.percent_high) - place(niche.percent_low)}%`,
          }}
        />
        <span
          className="absolute inset-y-[2px] w-1 -translate-x-1/2 rounded-full bg-chart-1"
          style={{ left: `${place(niche.percent)}%` }}
        />
      </span>
      <span className="whitespace-nowrap text-muted tabular-nums">
        {writePercent(niche.percent_low)} to {writePercent(niche.percent_high)}
      </span>
    </span>
  );
}
