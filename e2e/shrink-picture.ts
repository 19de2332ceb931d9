/**
 * Makes a picture of a page small enough to keep. Its most frequent colours stay exactly as they are; what else is far from all of them
 * and not too rare gets a place too, and the soft edges of letters become the nearest of these. Takes only what a browser's screenshot
 * is: a PNG in 8-bit colour, not interlaced.
 */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const signatureBytes = 8;
const mostColours = 256;
const frequentColours = 48;

type Bitmap = { width: number; height: number; colours: Uint32Array };

/** A PNG with the same pixels in at most 256 colours. */
export function shrinkPicture(png: Buffer): Buffer {
  const { width, height, colours } = readBitmap(png);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = choosePalette(counts);
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const rows = Buffer.alloc(height * (width + 1));
  colours.forEach((colour, at) => {
    const place = places.get(colour) ?? findNearest(palette, colour);
    places.set(colour, place);
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = place;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const table = Buffer.from(palette.flatMap(colour => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    png.subarray(0, signatureBytes),
    writeChunk("IHDR", header),
    writeChunk("PLTE", table),
    writeChunk("IDAT", deflateSync(rows, { level: 9 })),
    writeChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The most frequent colours, then one after the other whichever would be changed most by the choice so far. */
function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const palette = sorted.slice(0, frequentColours).map(([colour]) => colour);
  const rest = sorted.slice(frequentColours).map(([colour, count]) => ({
    colour,
    weight: Math.sqrt(count),
    distance: Math.min(...palette.map(chosen => measureDistance(chosen, colour))),
  }));
  while (palette.length < Math.min(mostColours, counts.size)) {
    const [first] = rest;
    if (first === undefined) break;
    const next = rest.reduce(
      (best, one) => (one.distance * one.weight > best.distance * best.weight ? one : best),
      first,
    );
    palette.push(next.colour);
    for (const one of rest) one.distance = Math.min(one.distance, measureDistance(next.colour, one.colour));
  }
  return palette;
}

function findNearest(palette: readonly number[], colour: number): number {
  const distances = palette.map(chosen => measureDistance(chosen, colour));
  return distances.indexOf(Math.min(...distances));
}

/** The squared distance of two colours, channel by channel. */
function measureDistance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = (one & 255) - (other & 255);
  return red * red + green * green + blue * blue;
}

function writeChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** The pixels of a PNG as 0xRRGGBB, from left to right and from top to bottom. */
function readBitmap(png: Buffer): Bitmap {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [bits, kind, , , interlaced] = png.subarray(24, 29);
  if (bits !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0)
    throw new Error("a picture must be a PNG in 8-bit colour that is not interlaced");
  const parts: Buffer[] = [];
  for (let at = signatureBytes; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const bytes = kind === 2 ? 3 : 4;
  const pixels = undoFilters(inflateSync(Buffer.concat(parts)), width * bytes, bytes);
  const colours = Uint32Array.from({ length: width * height }, (_, at) => pixels.readUIntBE(at * bytes, 3));
  return { width, height, colours };
}

/** Each line of a PNG begins with how it was filtered (PNG specification, section 9); undone from what is left and above. */
function undoFilters(data: Buffer, lineBytes: number, pixelBytes: number): Buffer {
  const lines = data.length / (lineBytes + 1);
  const out = Buffer.alloc(lines * lineBytes);
  for (let line = 0; line < lines; line += 1) {
    const filter = data[line * (lineBytes + 1)] ?? 0;
    for (let x = 0; x < lineBytes; x += 1) {
      const at = line * lineBytes + x;
      const left = x < pixelBytes ? 0 : (out[at - pixelBytes] ?? 0);
      const above = line === 0 ? 0 : (out[at - lineBytes] ?? 0);
      const corner = x < pixelBytes || line === 0 ? 0 : (out[at - lineBytes - pixelBytes] ?? 0);
      out[at] = (data[at + line + 1] ?? 0) + predict(filter, left, above, corner);
    }
  }
  return out;
}

function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map(one => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
