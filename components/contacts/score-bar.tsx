/** A score of 0 to 100 as a number and a bar of its named parts; each part differs in shade and is said in words. */
import { joinClasses } from "#components/ui/join-classes.ts";

const shades = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4", "bg-chart-5"];

export type ScoreBarProps = { score: number | null; parts: unknown; isDetailed?: boolean; className?: string };

export function ScoreBar({ score, parts, isDetailed, className }: ScoreBarProps) {
  if (score === null) return <span className="text-faint text-xs">Not scored</span>;
  const named = readParts(parts);
  const words = named.map(({ name, points }) => `${name} ${points.toFixed(1)}`).join(" + ");
  return (
    <span className={joinClasses("flex min-w-0 flex-col gap-2", className)}>
      <span className="flex items-center gap-2">
        <span
          className={joinClasses(
            "shrink-0 text-right tabular-nums",
            isDetailed ? "font-medium text-xl" : "w-9 text-sm",
          )}
        >
          {score.toFixed(1)}
        </span>
        <span
          role="img"
          aria-label={`Score ${score.toFixed(1)} of 100${words ? `: ${words}` : ""}`}
          title={words || undefined}
          className={joinClasses(
            "flex min-w-16 flex-1 gap-px overflow-hidden rounded-full bg-idle-soft",
            isDetailed ? "h-2.5" : "h-1.5",
          )}
        >
          {(named.length > 0 ? named : [{ name: "score", points: score }]).map(({ name, points }, position) => (
            <span
              key={name}
              className={shades[position % shades.length]}
              style={{ width: `${Math.max(0, points)}%` }}
            />
          ))}
        </span>
      </span>
      {isDetailed && named.length > 0 ? (
        <span className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {named.map(({ name, points }, position) => (
            <span key={name} className="inline-flex items-center gap-1.5">
              <span aria-hidden className={joinClasses("size-2 rounded-full", shades[position % shades.length])} />
              <span className="text-muted">{name}</span>
              <span className="tabular-nums">{points.toFixed(1)}</span>
            </span>
          ))}
        </span>
      ) : null}
    </span>
  );
}

/** The named parts of a score, largest first; what is not a number is left out. */
export function readParts(parts: unknown): { name: string; points: number }[] {
  if (typeof parts !== "object" || parts === null || Array.isArray(parts)) return [];
  return Object.entries(parts)
    .flatMap(([name, points]) => (typeof points === "number" && Number.isFinite(points) ? [{ name, points }] : []))
    .sort((a, b) => b.points - a.points);
}
