/** Owns syncing with apps: asking addresses for their functions until they answer, taking registrations in, and noticing addresses that are down. */
import { send, Unreachable } from "./call.ts";
import { canonicalize } from "./canonical.ts";
import { type FunctionDefinition, readFunctionDefinition } from "./function-definition.ts";
import type { Address, Registry } from "./registry.ts";
import type { JsonObject } from "./rows.ts";
import { signBody } from "./signature.ts";

const firstRetryMs = 50;
const maxRetryMs = 1000;
/** How long an address that is not in the settings is asked for, once it is down, before it is forgotten. */
const unlistedAddressMs = 60_000;

export class RegistrationRefused extends Error {}

export interface RegistrationPort {
  registry: Registry;
  signingKey: string;
  saveApp: (url: string, appId: string, functions: string) => Promise<void>;
  forgetApp: (url: string) => Promise<void>;
  afterChange: () => Promise<void>;
  reportTrouble: (what: string, error: unknown) => void;
}

export class Registrations {
  readonly #port: RegistrationPort;
  #probing = new Set<string>();
  #configured = new Set<string>();
  #saved = new Map<string, string>();
  #isStopped = false;
  /** The last reason for which an address is not in use. */
  readonly troubles = new Map<string, string>();

  constructor(port: RegistrationPort) {
    this.#port = port;
  }

  /** Starts with what was registered before, so that events are accepted at once, and asks every address again. */
  start(appUrls: readonly string[], saved: { url: string; app_id: string; functions: string }[]): void {
    for (const { url, app_id, functions } of saved) {
      try {
        const definitions = (JSON.parse(functions) as JsonObject[]).map(config =>
          readFunctionDefinition(app_id, config),
        );
        this.#port.registry.register(app_id, url, definitions);
        const address = this.#port.registry.addresses.get(url);
        if (address) address.isUp = false;
        this.#saved.set(url, functions);
      } catch (error) {
        this.#port.reportTrouble(`the saved registration of ${url} is not used`, error);
      }
    }
    this.#configured = new Set(appUrls);
    for (const url of new Set([...appUrls, ...this.#saved.keys()])) void this.#probe(url);
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** An address did not answer: no call goes there until it has answered a sync again. */
  reportDown(address: Address): void {
    const current = this.#port.registry.addresses.get(address.url);
    if (!current?.isUp) return;
    current.isUp = false;
    current.failures += 1;
    void this.#probe(address.url);
  }

  /** Takes a registration in; throws `RegistrationRefused` with the function and the setting that is not supported. */
  async accept(url: string, appId: string, configs: JsonObject[]): Promise<boolean> {
    let definitions: FunctionDefinition[];
    try {
      definitions = configs.map(config => readFunctionDefinition(appId, config));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.troubles.set(url, reason);
      throw new RegistrationRefused(reason);
    }
    const text = canonicalize(configs);
    const isModified = this.#saved.get(url) !== text;
    if (isModified) {
      await this.#port.saveApp(url, appId, text);
      this.#saved.set(url, text);
    }
    this.#port.registry.register(appId, url, definitions);
    this.troubles.delete(url);
    await this.#port.afterChange();
    return isModified;
  }

  async #probe(url: string): Promise<void> {
    if (this.#probing.has(url)) return;
    const untilMs = this.#configured.has(url) ? Number.POSITIVE_INFINITY : performance.now() + unlistedAddressMs;
    this.#probing.add(url);
    // An address that answers syncs but not calls is left alone for longer each time.
    const failures = this.#port.registry.addresses.get(url)?.failures ?? 0;
    if (failures > 1)
      await new Promise(resolve => setTimeout(resolve, Math.min(maxRetryMs, firstRetryMs * 2 ** failures)));
    let delayMs = firstRetryMs;
    let lastTrouble = "";
    while (!this.#isStopped && !this.#isServed(url)) {
      try {
        await this.#sync(url);
        break;
      } catch (error) {
        const trouble = error instanceof Error ? error.message : String(error);
        this.troubles.set(url, trouble);
        if (trouble !== lastTrouble && !(error instanceof Unreachable))
          this.#port.reportTrouble(`${url} is not registered`, error);
        lastTrouble = trouble;
      }
      if (performance.now() > untilMs) {
        await this.#forget(url);
        break;
      }
      await new Promise(resolve => setTimeout(resolve, delayMs));
      delayMs = Math.min(maxRetryMs, delayMs * 2);
    }
    this.#probing.delete(url);
  }

  /** True once the app has registered the address by itself. */
  #isServed(url: string): boolean {
    return this.#port.registry.addresses.get(url)?.isUp === true;
  }

  async #sync(url: string): Promise<void> {
    const body = canonicalize({ url });
    const headers = { "x-inngest-sync-kind": "in_band", "x-inngest-signature": signBody(body, this.#port.signingKey) };
    const answer = await send(new URL(url), "PUT", body, headers, 10_000);
    if (answer.status !== 200)
      throw new Error(`the app answered ${answer.status} to a sync: ${answer.body.slice(0, 200)}`);
    const parsed = JSON.parse(answer.body) as { app_id?: unknown; functions?: unknown };
    if (typeof parsed.app_id !== "string" || !Array.isArray(parsed.functions))
      throw new Error("the app answered a sync without its functions");
    await this.accept(url, parsed.app_id, parsed.functions as JsonObject[]);
  }

  async #forget(url: string): Promise<void> {
    this.#port.registry.addresses.delete(url);
    this.troubles.delete(url);
    this.#saved.delete(url);
    await this.#port.forgetApp(url).catch(error => this.#port.reportTrouble(`${url} could not be forgotten`, error));
  }
}
