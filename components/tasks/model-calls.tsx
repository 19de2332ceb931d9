/** What a task asked a model, how long that took and what it cost, one by one and in all. */
import { Duration } from "#components/ui/duration.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import type { ModelCall } from "#lib/operations/shapes/task.ts";
import { formatMicros } from "./format-micros.ts";

export function ModelCalls({ calls }: { calls: readonly ModelCall[] }) {
  const sum = (read: (call: ModelCall) => number) => calls.reduce((total, call) => total + read(call), 0);
  return (
    <Table label="What models cost">
      <TableHead>
        <tr>
          <TableHeaderCell>For</TableHeaderCell>
          <TableHeaderCell>Model</TableHeaderCell>
          <TableHeaderCell isNumeric>Tokens in</TableHeaderCell>
          <TableHeaderCell isNumeric>Tokens out</TableHeaderCell>
          <TableHeaderCell isNumeric>Took</TableHeaderCell>
          <TableHeaderCell isNumeric>Cost</TableHeaderCell>
        </tr>
      </TableHead>
      <TableBody>
        {calls.map(call => (
          <TableRow key={call.id} id={`call-${call.id}`} className="target:bg-selected">
            <TableCell className="first-letter:uppercase">
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
        {calls.length > 1 ? (
          <TableRow className="font-medium">
            <TableCell>In all</TableCell>
            <TableCell />
            <TableCell isNumeric>{sum(call => call.input_tokens).toLocaleString("en")}</TableCell>
            <TableCell isNumeric>{sum(call => call.output_tokens).toLocaleString("en")}</TableCell>
            <TableCell isNumeric>
              <Duration durationMs={sum(call => call.duration_ms)} />
            </TableCell>
            <TableCell isNumeric>{formatMicros(sum(call => call.cost_micros))}</TableCell>
          </TableRow>
        ) : null}
      </TableBody>
    </Table>
  );
}
