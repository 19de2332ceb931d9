/** Tells the person at the terminal what is happening, how long it took, and where to go. */

const isTerminal = process.stdout.isTTY === true;
const paint = (code: number, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

export function formatDuration(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

export function say(message: string): void {
  process.stdout.write(`${message}\n`);
}

/** Runs one phase and prints a line when it is over. The result's `note` is shown beside its time. */
export async function runPhase<T>(label: string, work: () => Promise<T>, note?: (result: T) => string): Promise<T> {
  const startedAtMs = performance.now();
  try {
    const result = await work();
    const details = [formatDuration(performance.now() - startedAtMs), note?.(result)].filter(Boolean).join("  ");
    say(`  ${paint(32, "✓")} ${label.padEnd(18)} ${paint(2, details)}`);
    return result;
  } catch (error) {
    say(`  ${paint(31, "✗")} ${label}`);
    throw error;
  }
}

export function sayNotice(message: string): void {
  say(`  ${paint(33, "!")} ${new Date().toLocaleTimeString("en-GB")} ${message}`);
}

export function sayFailure(message: string): void {
  process.stderr.write(`\n${paint(31, "Quarterdeck did not start.")} ${message}\n`);
}
