/** Owns the reading of the values that a connector is made from; refuses by name what is missing or cannot work. */
import { refuseFields } from "#lib/core/fields.ts";
import type { ConnectorVariable, Environment } from "#lib/kernel/connector.ts";

/** A variable's text without surrounding space, or undefined when it is not set. */
export function readVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return value.trim();
}

/**
 * The texts of all variables that are not optional, by name; null when none of them is set. Throws an AppError that names those
 * missing when only some are.
 */
export function readNeeded<Name extends string>(
  environment: Environment,
  variables: readonly (ConnectorVariable & { name: Name })[],
): Record<Name, string> | null {
  const needed = variables.filter(variable => variable.isOptional !== true);
  const missing = needed.filter(variable => readVariable(environment, variable.name) === undefined);
  if (missing.length === needed.length) return null;
  if (missing.length > 0) {
    const set = needed.filter(variable => !missing.includes(variable)).map(variable => variable.name);
    throw refuseFields(missing.map(({ name }) => ({ path: name, message: `set it too, or remove ${set.join(", ")}` })));
  }
  const values = needed.map(({ name }) => [name, readVariable(environment, name)]);
  return Object.fromEntries(values) as Record<Name, string>;
}

/** Where a vendor's interface is, as a URL writes it and without a slash at the end. Throws an AppError when it is no web address. */
export function readAddress(environment: Environment, name: string, usual: string): string {
  const text = readVariable(environment, name) ?? usual;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw refuseFields([{ path: name, message: `write it like ${usual}, without a user name or password` }]);
  }
  return url.href.replace(/\/+$/, "");
}
