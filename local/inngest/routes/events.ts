/** Owns `POST /e/:key`, where events come in; refuses wrong keys, malformed events, and all while nobody listens. */
import { addEvent, MalformedEvent, readEvents } from "../events.ts";
import { createChanges } from "../rows.ts";
import { isSameSecret } from "../signature.ts";
import { type Call, type Reply, type Route, readJson, refuse } from "./route.ts";

export const eventRoutes: Route[] = [{ method: "POST", path: "/e/:key", access: "open", answer: takeEvents }];

async function takeEvents({ engine, request, parameters }: Call): Promise<Reply> {
  if (!isSameSecret(parameters.key ?? "", engine.settings.eventKey)) return refuse(401, "Event key not found");
  const body = await readJson(request);
  if (engine.registry.functions.size === 0)
    return refuse(503, "no application has registered its functions yet; send again");
  const nowMs = Date.now();
  try {
    const events = readEvents(body, request.headers["x-inngest-event-id-seed"] as string | undefined, nowMs);
    const changes = createChanges();
    for (const event of events) addEvent(changes, event, engine.registry, nowMs);
    await engine.submit(changes);
    return { status: 200, body: { ids: events.map(event => event.id), status: 200 } };
  } catch (error) {
    if (error instanceof MalformedEvent) return refuse(400, error.message);
    throw error;
  }
}
