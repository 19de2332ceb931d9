/** Owns the table of all routes and finding the one that an address names; a route is added here and nowhere else. */
import { apiCancellationRoutes } from "../api/cancellations.ts";
import { apiEventRoutes } from "../api/events.ts";
import { apiRunRoutes } from "../api/runs.ts";
import { browserRoutes } from "../browser/routes.ts";
import { checkpointRoutes } from "./checkpoints.ts";
import { eventRoutes } from "./events.ts";
import { healthRoutes } from "./health.ts";
import { registrationRoutes } from "./registrations.ts";
import type { Route } from "./route.ts";
import { runDataRoutes } from "./run-data.ts";
import { signalRoutes } from "./signals.ts";

const routes: readonly Route[] = [
  ...healthRoutes,
  ...eventRoutes,
  ...registrationRoutes,
  ...checkpointRoutes,
  ...runDataRoutes,
  ...signalRoutes,
  ...apiEventRoutes,
  ...apiRunRoutes,
  ...apiCancellationRoutes,
  ...browserRoutes,
];

interface Entry {
  route: Route;
  parts: string[];
}

/** By method and first part, so that the busy routes are not searched for among all. */
const index = new Map<string, Entry[]>();
for (const route of routes) {
  const parts = route.path.split("/").slice(1);
  const key = `${route.method} ${parts[0]}`;
  index.set(key, [...(index.get(key) ?? []), { route, parts }]);
}

/** The route for a method and a path, with the values of its named parts; throws a `URIError` for a malformed path. */
export function findRoute(
  method: string | undefined,
  pathname: string,
): { route: Route; parameters: Record<string, string> } | undefined {
  const given = pathname.split("/").slice(1);
  for (const { route, parts } of index.get(`${method} ${given[0]}`) ?? []) {
    if (parts.length !== given.length) continue;
    if (!parts.every((part, at) => part === given[at] || (part.startsWith(":") && given[at] !== ""))) continue;
    const parameters: Record<string, string> = {};
    parts.forEach((part, at) => {
      if (part.startsWith(":")) parameters[part.slice(1)] = decodeURIComponent(given[at] ?? "");
    });
    return { route, parameters };
  }
  return undefined;
}
