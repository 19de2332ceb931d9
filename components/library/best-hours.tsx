/** The best hours of a platform's week as a table, with what is expected and how sure that is. */
import { delegateWindow } from "#components/delegate/delegables.ts";
import { DelegateButton } from "#components/delegate/delegate-button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import type { PostingWindow } from "#lib/operations/shapes/posting-plan.ts";
import { writeCount, writePercent, writeShare } from "./format-figures.ts";
import { nameHour } from "./hour-words.ts";

const shown = 10;

export function BestHours({ hours }: { hours: readonly PostingWindow[] }) {
  const best = [...hours].sort((a, b) => b.percent - a.percent).slice(0, shown);
  const [first] = best;
  return (
    <Card>
      <CardHeader
        title="Best hours"
        description="By what a post is expected to bring there."
        actions={first === undefined ? null : <DelegateButton row={delegateWindow(first)} size="sm" />}
      />
      <Table label="Best hours">
        <TableHead>
          <tr>
            <TableHeaderCell>Hour</TableHeaderCell>
            <TableHeaderCell isNumeric>Expected</TableHeaderCell>
            <TableHeaderCell isNumeric>80 % likely</TableHeaderCell>
            <TableHeaderCell isNumeric>Best of the week</TableHeaderCell>
            <TableHeaderCell isNumeric>Posts so far</TableHeaderCell>
          </tr>
        </TableHead>
        <TableBody>
          {best.map(row => (
            <TableRow key={`${row.day_of_week} ${row.hour}`}>
              <TableCell className="whitespace-nowrap">{nameHour(row)}</TableCell>
              <TableCell isNumeric>{writePercent(row.percent)}</TableCell>
              <TableCell isNumeric className="whitespace-nowrap">
                {writePercent(row.percent_low)} to {writePercent(row.percent_high)}
              </TableCell>
              <TableCell isNumeric>{writeShare(row.best_share)}</TableCell>
              <TableCell isNumeric>{writeCount(row.posts)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
