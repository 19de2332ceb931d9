/** Owns what is registered: functions, which events start them, and the addresses that serve them with their health; calls nothing itself. */
import { evaluate, isMatch } from "./expressions.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import type { StoredEvent } from "./rows.ts";

export interface Address {
  url: string;
  appId: string;
  isUp: boolean;
  inFlight: number;
  /** Calls in a row that ended without an answer. */
  failures: number;
}

export class Registry {
  readonly functions = new Map<string, FunctionDefinition>();
  readonly addresses = new Map<string, Address>();
  #byEvent = new Map<string, FunctionDefinition[]>();
  #byPrefix: { prefix: string; definition: FunctionDefinition }[] = [];

  /** Replaces an app's functions by a new registration of it. */
  register(appId: string, url: string, definitions: FunctionDefinition[]): void {
    for (const definition of this.functions.values()) {
      if (definition.appId === appId) this.functions.delete(definition.id);
    }
    for (const definition of definitions) this.functions.set(definition.id, definition);
    const address = this.addresses.get(url) ?? { url, appId, isUp: true, inFlight: 0, failures: 0 };
    this.addresses.set(url, Object.assign(address, { appId, isUp: true }));
    this.#index();
  }

  #index(): void {
    this.#byEvent = new Map();
    this.#byPrefix = [];
    for (const definition of this.functions.values()) {
      for (const { event } of definition.eventTriggers) {
        if (event.endsWith("*")) this.#byPrefix.push({ prefix: event.slice(0, -1), definition });
        else this.#byEvent.set(event, [...(this.#byEvent.get(event) ?? []), definition]);
      }
    }
  }

  isListenedTo(eventName: string): boolean {
    return this.#byEvent.has(eventName) || this.#byPrefix.some(({ prefix }) => eventName.startsWith(prefix));
  }

  /** The functions whose triggers, expressions included, the event meets; each once. */
  findTriggered(event: StoredEvent): FunctionDefinition[] {
    const candidates = new Set(this.#byEvent.get(event.name));
    for (const { prefix, definition } of this.#byPrefix) {
      if (event.name.startsWith(prefix) && !event.name.startsWith("inngest/")) candidates.add(definition);
    }
    return [...candidates].filter(definition =>
      definition.eventTriggers.some(
        trigger =>
          (trigger.event === event.name ||
            (trigger.event.endsWith("*") && event.name.startsWith(trigger.event.slice(0, -1)))) &&
          isMatch(trigger.expression, { event: event.body }),
      ),
    );
  }

  /** Picks the least busy healthy address of an app. */
  pickAddress(appId: string): Address | undefined {
    let best: Address | undefined;
    for (const address of this.addresses.values()) {
      if (address.appId === appId && address.isUp && (!best || address.inFlight < best.inFlight)) best = address;
    }
    return best;
  }
}

/** Earlier is first: the moment of creation, moved by `priority.run` (−600 to 600 seconds). */
export function computeScore(definition: FunctionDefinition, event: StoredEvent, createdMs: number): number {
  if (!definition.priority) return createdMs;
  const seconds = Number(evaluate(definition.priority, { event: event.body }));
  return createdMs - (Number.isFinite(seconds) ? Math.max(-600, Math.min(600, seconds)) * 1000 : 0);
}
