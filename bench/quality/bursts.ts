/** Owns the measurement of burst detection: planted bursts, and the tweet volumes of the Numenta anomaly benchmark. */
import { detectSeasonalBursts } from "#lib/stats/seasonal-bursts.ts";
import { averageF1 } from "#lib/stats/testing/planted-bursts.ts";
import { readDataSet } from "#testing/data-set.ts";
import type { QualityFigure, QualityPart } from "./figure.ts";
import { type NabSeries, scoreBest } from "./nab-score.ts";

const HOUR_MS = 3_600_000;
const MONTHS = 100;
/** The benchmark's probation: 15 % of the rows, of 5,000 at most. */
const PROBATION_ROWS = 750;

export const bursts: QualityPart = {
  name: "bursts",
  dataSets: ["nab_twitter_volume.csv", "nab_anomaly_windows.csv"],
  *measure() {
    for (const [rate, reference] of [
      [2, 0.9],
      [8, 0.97],
      [30, 0.99],
    ] as const) {
      const value = averageF1(rate, MONTHS, ({ counts, span }) => {
        const found = new Uint8Array(counts.length);
        for (const { start, end } of detectSeasonalBursts(counts, span).bursts) found.fill(1, start, end);
        return found;
      });
      const note = `F1 by hour, ${MONTHS} planted months at ${rate} events an hour`;
      yield { name: `burst_f1_${rate}`, value, reference, relation: "at-least", note };
    }
    yield* measureTweetVolumes();
  },
};

/** Hourly bins, a detection at the start of each burst, ranked by its weight. Batch: the whole series is known, unlike for the references. */
function* measureTweetVolumes(): Generator<QualityFigure> {
  const best = scoreBest(readSeries());
  const found = { reference: null, relation: "compare" } as const;
  yield {
    name: "nab_twitter_score",
    value: best.score,
    reference: 51.7,
    relation: "compare",
    note: "standard profile, batch with hindsight; streaming Random Cut Forest 51.7, HTM 70.5",
  };
  const windowShare = best.windowsFound / best.windows;
  yield { ...found, name: "nab_windows_found", value: windowShare, note: `of ${best.windows} windows` };
  const alarmShare = best.windowsFound / (best.windowsFound + best.falseAlarms);
  yield { ...found, name: "nab_precision", value: alarmShare, note: `${best.falseAlarms} bursts outside of windows` };
}

function readSeries(): NabSeries[] {
  const rows = readDataSet("nab_twitter_volume.csv");
  const windows = readDataSet("nab_anomaly_windows.csv");
  const times = rows.map(row => Date.parse(`${row.timestamp}Z`));
  const startMs = times[0] as number;
  const endMs = times.at(-1) as number;
  const names = Object.keys(rows[0] ?? {}).filter(name => name !== "timestamp");
  return names.map(name => {
    const counts = new Float64Array(Math.ceil((endMs - startMs + 1) / HOUR_MS));
    rows.forEach((row, i) => {
      const bin = Math.floor(((times[i] as number) - startMs) / HOUR_MS);
      counts[bin] = (counts[bin] as number) + Number(row[name]);
    });
    const found = detectSeasonalBursts(counts, { startMs, binMs: HOUR_MS }).bursts;
    return {
      firstMs: times[PROBATION_ROWS] as number,
      windows: windows
        .filter(window => window.series === `Twitter_${name}`)
        .map(window => [Date.parse(`${window.window_start}Z`), Date.parse(`${window.window_end}Z`)]),
      detections: found.map(({ start, weight }) => ({ atMs: startMs + start * HOUR_MS, strength: weight })),
    };
  });
}
