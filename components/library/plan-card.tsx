/** The recommended week: how many posts of each niche, against what was posted so far, and why. */
import { delegateNiche } from "#components/delegate/delegables.ts";
import { DelegateButton } from "#components/delegate/delegate-button.tsx";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { writeShare } from "./format-figures.ts";
import type { ContentMix } from "./library-data.ts";

export function PlanCard({ plan }: { plan: NonNullable<ContentMix["plan"]> }) {
  const total = plan.niches.reduce((sum, niche) => sum + niche.posts, 0);
  return (
    <Card>
      <CardHeader
        title={`Recommended for the week of ${plan.week_start}`}
        description={
          <>
            {total.toLocaleString("en")} {total === 1 ? "post" : "posts"}
            {plan.task_id === null ? null : (
              <>
                , from{" "}
                <EntityLink entity="task" id={plan.task_id}>
                  this task
                </EntityLink>
              </>
            )}
            .
          </>
        }
      />
      <Table label="The recommended week">
        <TableHead>
          <tr>
            <TableHeaderCell>Niche</TableHeaderCell>
            <TableHeaderCell isNumeric>Posts</TableHeaderCell>
            <TableHeaderCell isNumeric className="max-md:hidden">
              Of these to learn
            </TableHeaderCell>
            <TableHeaderCell isNumeric className="max-md:hidden">
              Share so far
            </TableHeaderCell>
            <TableHeaderCell isNumeric className="max-md:hidden">
              Planned share
            </TableHeaderCell>
            <TableHeaderCell>Why</TableHeaderCell>
            <TableHeaderCell>
              <span className="sr-only">Delegation</span>
            </TableHeaderCell>
          </tr>
        </TableHead>
        <TableBody>
          {plan.niches.map(niche => (
            <TableRow key={niche.niche}>
              <TableCell className="whitespace-nowrap font-medium">{niche.niche}</TableCell>
              <TableCell isNumeric>{niche.posts}</TableCell>
              <TableCell isNumeric className="max-md:hidden">
                {niche.explore_posts}
              </TableCell>
              <TableCell isNumeric className="max-md:hidden">
                {writeShare(niche.current_share)}
              </TableCell>
              <TableCell isNumeric className="max-md:hidden">
                {writeShare(total === 0 ? null : niche.posts / total)}
              </TableCell>
              <TableCell className="min-w-56 whitespace-normal! md:min-w-80 text-muted">{niche.reason}</TableCell>
              <TableCell>
                <DelegateButton row={delegateNiche(niche)} size="sm" />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
