/** Owns how a number of things is written in a sentence: "1 message", "1,204 messages". */
export function writeCount(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}
