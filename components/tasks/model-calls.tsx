/** What a task asked a model, how long that took and what it cost. */
import { Duration } from "#components/ui/duration.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import type { ModelCall } from "#lib/operations/shapes/task.ts";
import { formatMicros } from "./format-micros.ts";

export function ModelCalls({ calls }: { calls: readonly ModelCall[] }) {
  return (
    <Table label="Model calls">
      <TableHead>
        <tr>
          <TableHeaderCell>Purpose</TableHeaderCell>
          <TableHeaderCell>Model</TableHeaderCell>
          <TableHeaderCell isNumeric>Tokens in</TableHeaderCell>
          <TableHeaderCell isNumeric>Tokens out</TableHeaderCell>
          <TableHeaderCell isNumeric>Took</TableHeaderCell>
          <TableHeaderCell isNumeric>Cost</TableHeaderCell>
        </tr>
      </TableHead>
      <TableBody>
        {calls.map(call => (
          <TableRow key={call.id}>
            <TableCell>
              {call.purpose}
              {call.error ? <span className="block text-danger text-xs">{call.error}</span> : null}
            </TableCell>
            <TableCell>
              {call.provider} {call.model}
            </TableCell>
            <TableCell isNumeric>{call.input_tokens.toLocaleString("en")}</TableCell>
            <TableCell isNumeric>{call.output_tokens.toLocaleString("en")}</TableCell>
            <TableCell isNumeric>
              <Duration durationMs={call.duration_ms} />
            </TableCell>
            <TableCell isNumeric>{formatMicros(call.cost_micros)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
