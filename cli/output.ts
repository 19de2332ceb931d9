/** Owns what is written where: data to stdout, talk to stderr, and nothing from outside that could steer a terminal. */
import { styleText } from "node:util";
import Table from "cli-table3";

export type Output = {
  isJson: boolean;
  /** One thing: as a line of JSON, or as the text that `write` makes of it. */
  item(value: unknown, write: () => string): void;
  /** Rows of a table, or a line of JSON for each. */
  rows<T>(
    values: readonly T[],
    columns: readonly (readonly [title: string, cell: (value: T) => string])[],
    empty: string,
  ): void;
  /** Talk for a person: on stderr, silent with --quiet. */
  say(text: string): void;
  /** Lines that are painted over where they stand, on a terminal; null where nobody watches, and with --quiet and --json. */
  live: ((lines: readonly string[]) => void) | null;
  /** What went wrong: on stderr, never silent. */
  complain(text: string, problem: unknown): void;
  dim(text: string): string;
  bold(text: string): string;
};

/** Where a command writes. Colours only on a terminal, and never with NO_COLOR. */
export function openOutput({ isJson, isQuiet }: { isJson: boolean; isQuiet: boolean }): Output {
  const style = (format: "dim" | "bold" | "red", text: string, stream: NodeJS.WriteStream) =>
    styleText(format, text, { stream, validateStream: true });
  let painted = 0;
  const print = (text: string) => process.stdout.write(`${text}\n`);
  return {
    isJson,
    item(value, write) {
      print(isJson ? JSON.stringify(value) : clean(write()));
    },
    rows(values, columns, empty) {
      if (isJson) {
        for (const value of values) print(JSON.stringify(value));
        return;
      }
      if (values.length === 0) {
        if (!isQuiet) process.stderr.write(`${empty}\n`);
        return;
      }
      const table = new Table({
        head: columns.map(([title]) => style("dim", title, process.stdout)),
        chars: blankFrame,
        style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
      });
      for (const value of values) table.push(columns.map(([, cell]) => clean(cell(value)).replaceAll("\n", " ")));
      print(table.toString().replaceAll(/ +$/gm, ""));
    },
    say(text) {
      if (!isQuiet) process.stderr.write(`${clean(text)}\n`);
    },
    live:
      process.stderr.isTTY && !isJson && !isQuiet
        ? lines => {
            const up = painted === 0 ? "" : `\u001b[${painted}A`;
            process.stderr.write(
              up + lines.map(line => `\u001b[2K${clean(line).slice(0, (process.stderr.columns || 80) - 1)}\n`).join(""),
            );
            painted = lines.length;
          }
        : null,
    complain(text, problem) {
      const line = isJson
        ? JSON.stringify(problem ?? { detail: text })
        : `${style("red", "error:", process.stderr)} ${clean(text)}`;
      process.stderr.write(`${line}\n`);
    },
    dim: text => style("dim", text, process.stdout),
    bold: text => style("bold", text, process.stdout),
  };
}

const blankFrame = Object.fromEntries(
  ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right", "left", "left-mid"]
    .concat(["mid", "mid-mid", "right", "right-mid", "middle"])
    .map(name => [name, ""]),
);

/** Without control characters, except line breaks, tabs and the colours that we ourselves set. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
  return text.replaceAll(/\u001b(?!\[\d{1,2}m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g, "");
}

/** A moment as how long ago it was. */
export function writeAge(moment: string | null, now = Date.now()): string {
  if (moment === null) return "";
  const seconds = Math.round((now - Date.parse(moment)) / 1_000);
  if (seconds < 0) return `in ${writeSpan(-seconds)}`;
  return seconds < 5 ? "now" : `${writeSpan(seconds)} ago`;
}

function writeSpan(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** A duration as a person would say it. */
export function writeDuration(durationMs: number | null): string {
  if (durationMs === null) return "";
  return durationMs < 1_000 ? `${durationMs} ms` : `${(durationMs / 1_000).toFixed(1)} s`;
}
