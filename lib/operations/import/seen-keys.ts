/** Owns the memory of which line a key was last seen on, in twelve bytes a key; never keeps the keys themselves. */

const emptyLine = 0;
const mostKeys = 4_000_000;

/**
 * An open-addressing table from 64 bits of hash to a line. Two keys out of a million share all 64 bits with a probability of
 * 3 in 100 million. Beyond four million keys it keeps no new ones.
 */
export function createSeenKeys() {
  let capacity = 1 << 12;
  let slots = new Uint32Array(capacity * 3);
  let count = 0;

  function findSlot(table: Uint32Array, size: number, high: number, low: number): number {
    for (let at = low & (size - 1); ; at = (at + 1) & (size - 1)) {
      const slot = at * 3;
      if (table[slot + 2] === emptyLine || (table[slot] === high && table[slot + 1] === low)) return slot;
    }
  }

  function grow(): void {
    const larger = new Uint32Array(capacity * 2 * 3);
    for (let slot = 0; slot < slots.length; slot += 3) {
      const line = slots[slot + 2] ?? emptyLine;
      if (line === emptyLine) continue;
      const high = slots[slot] ?? 0;
      const low = slots[slot + 1] ?? 0;
      larger.set([high, low, line], findSlot(larger, capacity * 2, high, low));
    }
    slots = larger;
    capacity *= 2;
  }

  return {
    /** Notes a key on a line (1 or more) and returns the line it was on before, or null. */
    see(key: string, line: number): number | null {
      const high = hash(key, 0x9e3779b1, 0x85ebca6b);
      const low = hash(key, 0xc2b2ae35, 0x27d4eb2f);
      const slot = findSlot(slots, capacity, high, low);
      const before = slots[slot + 2] ?? emptyLine;
      if (before === emptyLine) {
        if (count >= mostKeys) return null;
        count += 1;
      }
      slots[slot] = high;
      slots[slot + 1] = low;
      slots[slot + 2] = line;
      if (count * 2 > capacity) grow();
      return before === emptyLine ? null : before;
    },
  };
}

/** A multiplicative hash over the text's units, mixed at the end so that near texts lie far apart. */
function hash(text: string, seed: number, factor: number): number {
  let value = seed ^ text.length;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), factor);
    value ^= value >>> 15;
  }
  value = Math.imul(value ^ (value >>> 13), seed | 1);
  return (value ^ (value >>> 16)) >>> 0;
}
