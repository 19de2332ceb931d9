/** The axis of the bars: its round moments, and how lengths of time are written with no more digits than they mean. */

/** Three to six round moments between zero and the end of an axis, in milliseconds. */
export function listTicks(spanMs: number): number[] {
  const rough = spanMs / 5;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 0.01)));
  const nice = rough >= 60_000 ? niceTimes(rough) : ([1, 2, 5, 10].find(one => one * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(spanMs / nice) + 1 }, (_, at) => at * nice).filter(
    tick => tick < spanMs * 0.97,
  );
}

function niceTimes(rough: number): number {
  const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080];
  return (minutes.find(one => one * 60_000 >= rough) ?? Math.ceil(rough / 604_800_000) * 10_080) * 60_000;
}

/** "0", "0.4 ms", "120 ms", "1.5 s", "3 min". */
export function writeTick(ms: number): string {
  if (ms === 0) return "0";
  if (ms < 0.1) return "< 0.1 ms";
  if (ms < 1) return `${Number(ms.toPrecision(2))} ms`;
  if (ms < 1_000) return `${Number(ms.toPrecision(3))} ms`;
  if (ms < 60_000) return `${Number((ms / 1_000).toPrecision(3))} s`;
  if (ms < 3_600_000) return `${Number((ms / 60_000).toPrecision(3))} min`;
  if (ms < 86_400_000) return `${Number((ms / 3_600_000).toPrecision(3))} h`;
  return `${Number((ms / 86_400_000).toPrecision(3))} d`;
}
