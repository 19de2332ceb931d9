"use client";
/** What each column of a file becomes: the guess, its reason, the first values, and a way to say otherwise. */
import { Select } from "#components/ui/select.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { type ImportPreview, nameTarget, type Target } from "./import-types.ts";

export type ColumnMappingProps = {
  preview: ImportPreview;
  mapping: Readonly<Record<string, Target>>;
  errors: Readonly<Record<string, string>>;
  onChange: (column: string, target: Target) => void;
};

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function ColumnMapping({ preview, mapping, errors, onChange }: ColumnMappingProps) {
  const options = preview.targets.map(value => ({ value, label: nameTarget(value) }));
  return (
    <Table label="What each column becomes">
      <TableHead>
        <tr>
          <TableHeaderCell>Column</TableHeaderCell>
          <TableHeaderCell>Becomes</TableHeaderCell>
          <TableHeaderCell>First values</TableHeaderCell>
        </tr>
      </TableHead>
      <TableBody>
        {preview.columns.map(column => {
          const target = mapping[column.name] ?? "ignore";
          const isGuess = target === column.target;
          return (
            <TableRow key={column.name}>
              <TableCell className="font-medium">{column.name}</TableCell>
              <TableCell className="w-64 min-w-52">
                <Select
                  aria-label={`What ${column.name} becomes`}
                  size="sm"
                  options={options}
                  value={target}
                  onValueChange={next => onChange(column.name, next)}
                />
                {errors[column.name] ? (
                  <p role="alert" className="mt-1 whitespace-normal text-danger text-xs">
                    {errors[column.name]}
                  </p>
                ) : column.reason && isGuess ? (
                  <p className="mt-1 whitespace-normal text-muted text-xs">{capitalise(column.reason)}</p>
                ) : null}
              </TableCell>
              <TableCell className="max-w-80 truncate text-muted">
                {column.samples.filter(sample => sample !== "").join(" · ") || "empty"}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
