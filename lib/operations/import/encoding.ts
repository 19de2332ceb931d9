/** Owns how the bytes of a file become text: the encoding is recognised, and bytes that it does not know stay visible. */
import { isUtf8 } from "node:buffer";
import { refuseFields } from "#lib/core/fields.ts";
import type { InputFile } from "../input-file.ts";

export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "iso-8859-2",
  "shift_jis",
  "gb18030",
  "big5",
  "euc-kr",
] as const;
export type Encoding = (typeof encodings)[number];

export type Reading = {
  encoding: Encoding;
  /** Some bytes are not valid in it: they read as U+FFFD, or in Windows-1252 as what it leaves undefined. */
  isDamaged: boolean;
  /** What ends a line: old files have carriage returns alone. */
  lineEnd: "\n" | "\r";
};

/** What stands for bytes that are not valid in the encoding, in a file that has such. */
export const damage: Record<"windows-1252" | "other", RegExp> = {
  // The five positions that it leaves undefined.
  "windows-1252": /[\u0081\u008d\u008f\u0090\u009d]/,
  other: /\ufffd/,
};

/**
 * How a file is to be read: by its byte order mark, else as UTF-8 where that is mostly right, else as Windows-1252, which is what
 * office programs of the West write. `wanted` says otherwise. Throws `invalid` for what is no text.
 */
export async function recogniseEncoding(file: InputFile, wanted?: Encoding): Promise<Reading> {
  const survey = await surveyBytes(file);
  if (survey.isArchive) refuse("is a spreadsheet or an archive");
  const encoding = wanted ?? survey.marked ?? survey.striped ?? null;
  if (encoding !== null && encoding !== "utf-8") {
    const { unknown, hasLineFeed } = await surveyText(file, encoding);
    return { encoding, isDamaged: unknown > 0, lineEnd: hasLineFeed ? "\n" : "\r" };
  }
  if (survey.nulls > Math.max(16, survey.bytes * 0.01)) refuse("is no text");
  const lineEnd = survey.hasLineFeed || !survey.hasReturn ? "\n" : "\r";
  if (survey.isUtf8) return { encoding: "utf-8", isDamaged: false, lineEnd };
  const asUtf8 = await surveyText(file, "utf-8");
  if (encoding === "utf-8" || asUtf8.known >= asUtf8.unknown)
    return { encoding: "utf-8", isDamaged: asUtf8.unknown > 0, lineEnd };
  const asWestern = await surveyText(file, "windows-1252");
  return { encoding: "windows-1252", isDamaged: asWestern.unknown > 0, lineEnd };
}

/** The text of a file, piece by piece, without its byte order mark. */
export async function* decodeFile(file: InputFile, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of file.read()) yield decoder.decode(piece, { stream: true });
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

type Survey = {
  bytes: number;
  nulls: number;
  hasLineFeed: boolean;
  hasReturn: boolean;
  isUtf8: boolean;
  isArchive: boolean;
  marked: Encoding | null;
  /** UTF-16 without a mark: every other byte of Western text is zero. */
  striped: Encoding | null;
};

async function surveyBytes(file: InputFile): Promise<Survey> {
  const survey: Survey = {
    bytes: 0,
    nulls: 0,
    hasLineFeed: false,
    hasReturn: false,
    isUtf8: true,
    isArchive: false,
    marked: null,
    striped: null,
  };
  let tail: Uint8Array = new Uint8Array(0);
  for await (const raw of file.read()) {
    const piece = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    if (survey.bytes === 0) {
      survey.marked = readMark(piece);
      survey.striped = survey.marked === null ? findStripes(piece.subarray(0, 4096)) : null;
      survey.isArchive = isArchive(piece);
    }
    survey.bytes += piece.length;
    survey.hasLineFeed ||= piece.includes(10);
    survey.hasReturn ||= piece.includes(13);
    if (piece.includes(0)) survey.nulls += countNulls(piece);
    if (!survey.isUtf8) continue;
    const whole = tail.length === 0 ? piece : Buffer.concat([tail, piece]);
    const end = findCharacterEnd(whole);
    survey.isUtf8 = isUtf8(whole.subarray(0, end));
    tail = whole.subarray(end);
  }
  if (tail.length > 0) survey.isUtf8 = false;
  return survey;
}

function readMark(piece: Uint8Array): Encoding | null {
  if (piece[0] === 0xff && piece[1] === 0xfe) return "utf-16le";
  if (piece[0] === 0xfe && piece[1] === 0xff) return "utf-16be";
  if (piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf) return "utf-8";
  return null;
}

function findStripes(piece: Uint8Array): Encoding | null {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < piece.length; at++) {
    if (piece[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const half = piece.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return "utf-16le";
  if (even > half * 0.4 && odd < half * 0.05) return "utf-16be";
  return null;
}

/** Spreadsheets are ZIP archives or OLE files; both begin with a signature that no text has. */
function isArchive(piece: Uint8Array): boolean {
  const head = Buffer.from(piece.subarray(0, 4)).toString("hex");
  return head === "504b0304" || head === "d0cf11e0" || head.startsWith("1f8b");
}

function countNulls(piece: Uint8Array): number {
  let count = 0;
  for (const byte of piece) if (byte === 0) count += 1;
  return count;
}

/** Where the last character that has begun also ends; what follows is completed by the next piece. */
function findCharacterEnd(piece: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, piece.length); back++) {
    const byte = piece[piece.length - back] ?? 0;
    if (byte < 0x80) return piece.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? piece.length - back : piece.length;
  }
  return piece.length;
}

async function surveyText(file: InputFile, encoding: Encoding) {
  const unknownCharacter = encoding === "windows-1252" ? damage["windows-1252"] : damage.other;
  const counted = { known: 0, unknown: 0, hasLineFeed: false };
  for await (const text of decodeFile(file, encoding)) {
    counted.hasLineFeed ||= text.includes("\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII.
    const foreign = text.match(/[^\u0000-\u007f]/gu) ?? [];
    const unknown = foreign.filter(character => unknownCharacter.test(character)).length;
    counted.unknown += unknown;
    counted.known += foreign.length - unknown;
  }
  return counted;
}

function refuse(what: string): never {
  throw refuseFields([
    { path: "csv", message: `the file ${what}: in your spreadsheet choose "Save as" and CSV (UTF-8)` },
  ]);
}
