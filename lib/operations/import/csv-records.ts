/**
 * Owns the cutting of CSV text into records (RFC 4180, and the ways in which real files leave it). Text that no record can be made
 * of costs only the line on which the trouble begins: reading goes on at the next one. Holds one record in memory, at most.
 */

export type CsvRecord = {
  /** Where the record begins; the first line of the file is 1. */
  line: number;
  /** The line on which it ends: the same unless a quoted field has line breaks. */
  lastLine: number;
} & ({ fields: string[] } | { problem: string });

export type CsvForm = { delimiter: string; lineEnd: "\n" | "\r"; longestRecord: number };

const unclosed = "a quote is opened on this line and never closed: close it, or write quotes inside a field twice";
const tooLong = "is longer than any row may be: is a line break missing?";

/** What stands at a position: a record, a line that cannot be one, or too little text to tell. */
type Parsed =
  | { kind: "record"; fields: string[]; end: number; breaks: number }
  | { kind: "problem"; problem: string }
  | { kind: "more" };

/** A cutter that is fed text in pieces of any size. `read` returns the records that are complete; `end` those at the end of the text. */
export function createCsvCutter(form: CsvForm) {
  let text = "";
  let line = 1;
  /** The rest of a line that is refused is still to come. */
  let isSkipping = false;

  function cut(isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < text.length) {
      if (isSkipping) {
        const end = text.indexOf(form.lineEnd, at);
        at = end < 0 ? text.length : end + 1;
        if (end < 0) break;
        isSkipping = false;
        line += 1;
        continue;
      }
      const parsed = parseRecord(text, at, form, isEnd);
      if (parsed.kind === "more") break;
      if (parsed.kind === "problem") {
        records.push({ line, lastLine: line, problem: parsed.problem });
        isSkipping = true;
        continue;
      }
      const isBlank = parsed.fields.length === 1 && parsed.fields[0]?.trim() === "" && text[at] !== '"';
      const lastLine = line + parsed.breaks;
      if (!isBlank) records.push({ line, lastLine, fields: parsed.fields });
      line = lastLine + 1;
      at = parsed.end;
    }
    text = text.slice(at);
    return records;
  }

  return {
    read(piece: string): CsvRecord[] {
      text += piece;
      return cut(false);
    },
    end: () => cut(true),
  };
}

function parseRecord(text: string, start: number, form: CsvForm, isEnd: boolean): Parsed {
  const { delimiter, lineEnd, longestRecord } = form;
  const fields: string[] = [];
  const limit = start + longestRecord;
  let breaks = 0;
  let at = start;
  let nextLineEnd = -1;
  for (;;) {
    if (text[at] === '"') {
      const quoted = parseQuoted(text, at, form, isEnd);
      if (quoted === "more") return text.length > limit ? { kind: "problem", problem: unclosed } : { kind: "more" };
      if (quoted === "unclosed" || quoted.end > limit) return { kind: "problem", problem: unclosed };
      fields.push(quoted.value);
      breaks += quoted.breaks;
      at = quoted.end;
    } else {
      if (nextLineEnd < at) {
        nextLineEnd = text.indexOf(lineEnd, at);
        if (nextLineEnd < 0) {
          if (text.length > limit) return { kind: "problem", problem: tooLong };
          if (!isEnd) return { kind: "more" };
          nextLineEnd = text.length;
        }
      }
      const nextDelimiter = text.indexOf(delimiter, at);
      const end = nextDelimiter < 0 || nextDelimiter > nextLineEnd ? nextLineEnd : nextDelimiter;
      const isLast = end === nextLineEnd;
      fields.push(text.slice(at, isLast && lineEnd === "\n" && text[end - 1] === "\r" && end > at ? end - 1 : end));
      at = end;
    }
    if (at >= text.length) return isEnd ? { kind: "record", fields, end: at, breaks } : { kind: "more" };
    if (text[at] === delimiter) {
      at += 1;
      if (at < text.length) continue;
      if (!isEnd) return { kind: "more" };
      fields.push("");
      return { kind: "record", fields, end: at, breaks };
    }
    // What ends a quoted field may be the two characters of a Windows line end.
    if (text[at] === "\r" && lineEnd === "\n") at += 1;
    return { kind: "record", fields, end: Math.min(at + 1, text.length), breaks };
  }
}

type Quoted = { value: string; end: number; breaks: number } | "more" | "unclosed";

/**
 * A field that begins with a quote. A quote inside that is not written twice is taken as it stands while the field is on one line;
 * once it has a line break it means that an earlier quote was never closed.
 */
function parseQuoted(text: string, open: number, form: CsvForm, isEnd: boolean): Quoted {
  let value = "";
  let from = open + 1;
  let isLoose = false;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return isEnd ? "unclosed" : "more";
    value += text.slice(from, quote);
    const after = text[quote + 1];
    if (after === undefined && !isEnd) return "more";
    if (after === '"') {
      value += '"';
      from = quote + 2;
      continue;
    }
    const isClosing =
      after === undefined ||
      after === form.delimiter ||
      after === form.lineEnd ||
      (after === "\r" && (text[quote + 2] === "\n" || (text[quote + 2] === undefined && isEnd)));
    if (after === "\r" && text[quote + 2] === undefined && !isEnd) return "more";
    const breaks = countOf(value, form.lineEnd);
    if (isClosing) return isLoose && breaks > 0 ? "unclosed" : { value, end: quote + 1, breaks };
    if (breaks > 0) return "unclosed";
    isLoose = true;
    value += '"';
    from = quote + 1;
  }
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
