/** Every look at a test: what both ways showed, and z as a bar against the bound it must pass. */
import { Badge } from "#components/ui/badge.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import type { AbLook, AbTest } from "#lib/operations/shapes/ab-test.ts";
import { writeShare } from "./format-figures.ts";
import { lookStandings, measureReach, writeUplift } from "./test-words.ts";

export function LooksTable({ test }: { test: AbTest }) {
  const [a, b] = test.variants;
  return (
    <div className="rounded-lg border">
      <Table label="Looks at the test" frameClassName="rounded-lg">
        <TableHead>
          <tr>
            <TableHeaderCell>Look</TableHeaderCell>
            <TableHeaderCell>State</TableHeaderCell>
            <TableHeaderCell isNumeric>{a?.label ?? "First way"}</TableHeaderCell>
            <TableHeaderCell isNumeric>{b?.label ?? "Second way"}</TableHeaderCell>
            <TableHeaderCell>z against the bound</TableHeaderCell>
            <TableHeaderCell isNumeric>Information</TableHeaderCell>
            <TableHeaderCell>Uplift</TableHeaderCell>
          </tr>
        </TableHead>
        <TableBody>
          {test.looks.map(look => (
            <TableRow key={look.id}>
              <TableCell className="whitespace-nowrap">
                {look.hours === null ? "When asked" : `${look.hours} h`}
                <RelativeTime at={look.looked_at} className="block text-faint text-xs" />
              </TableCell>
              <TableCell className="whitespace-nowrap">
                <Badge tone={lookStandings[look.state].tone}>{lookStandings[look.state].word}</Badge>
                {look.sample_ratio_p !== null && look.sample_ratio_p < 0.001 ? (
                  <span className="block text-warn text-xs">split p &lt; 0.001</span>
                ) : null}
              </TableCell>
              <Rate events={look.events_a} size={look.size_a} />
              <Rate events={look.events_b} size={look.size_b} />
              <TableCell>
                <Reach look={look} />
              </TableCell>
              <TableCell isNumeric>{writeShare(look.information)}</TableCell>
              <TableCell className="min-w-32 tabular-nums">{writeUplift(look)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <p className="border-t px-3 py-2 text-muted text-xs">
        z is the difference in standard errors, above 0 where {b?.label ?? "the second way"} is ahead. A winner is named
        only when its size passes the bound of that look; all looks together are wrong in at most{" "}
        {writeShare(test.alpha)} of cases.
      </p>
    </div>
  );
}

function Rate({ events, size }: { events: number; size: number }) {
  return (
    <TableCell isNumeric className="whitespace-nowrap">
      {size === 0 ? "–" : `${((100 * events) / size).toFixed(2)} %`}
      <span className="block text-faint text-xs">
        {events.toLocaleString("en")} of {size.toLocaleString("en")}
      </span>
    </TableCell>
  );
}

function Reach({ look }: { look: AbLook }) {
  const reach = measureReach(look);
  return (
    <span className="flex w-32 flex-col gap-1">
      <span className="whitespace-nowrap tabular-nums">
        {look.z.toFixed(2)}
        {look.boundary === null ? null : ` against ${look.boundary.toFixed(2)}`}
      </span>
      {reach === null ? (
        <span className="text-faint text-xs">too early to decide</span>
      ) : (
        <span aria-hidden className="h-1.5 overflow-hidden rounded-full border border-line-strong bg-idle-soft">
          <span
            className={joinClasses("block h-full", reach >= 1 ? "bg-ok" : "bg-accent")}
            style={{ width: `${100 * reach}%` }}
          />
        </span>
      )}
    </span>
  );
}
