/** Owns `connections`: list, connect, test, disconnect. Secrets come from the environment, stdin or the terminal, never from arguments. */
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import type { Api } from "../api.ts";
import { mayAsk, readSecret } from "../ask.ts";
import { exitCodes, Failure, refuseUsage } from "../failure.ts";
import type { Output } from "../output.ts";
import { collect } from "../params.ts";
import type { Connection } from "../rows.ts";
import { openSession } from "../session.ts";

export function addConnectionCommands(program: Command): void {
  const connections = program.command("connections").description("vendors that effects go out through");
  connections
    .command("list")
    .description("every vendor: connected or not, as whom, and for what it is used")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      showConnections(output, await readConnections(api));
    });
  connections
    .command("connect")
    .description("connect a vendor for this workspace")
    .argument("<vendor>")
    .option("--set <NAME=value>", "a value that is no secret; repeat for more", collect)
    .addHelpText(
      "after",
      "\nSecrets are taken from environment variables of their names, from stdin as lines NAME=value, or asked for at the terminal.",
    )
    .action(async (vendor: string, options: { set?: string[] }, command: Command) => {
      const { api, output } = await openSession(command);
      const known = await readConnections(api);
      const connection = known.find(({ name }) => name === vendor);
      if (connection === undefined)
        throw refuseUsage(`there is no vendor "${vendor}": choose one of ${known.map(({ name }) => name).join(", ")}`);
      const values = { ...readSettings(connection, options.set ?? []), ...(await readSecrets(connection)) };
      showConnections(output, [await api.call<Connection>("connector.connect", { name: vendor, values })]);
    });
  connections
    .command("test")
    .description("ask a vendor whether it would act now, without acting")
    .argument("<vendor>")
    .action(async (vendor: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const health = await api.call<{ is_healthy: boolean; message: string }>("connector.check", { name: vendor });
      output.item(health, () => health.message);
      if (!health.is_healthy) throw new Failure(exitCodes.failed, `${vendor} would not act now`);
    });
  connections
    .command("disconnect")
    .description("forget a vendor's account and its secrets")
    .argument("<vendor>")
    .action(async (vendor: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      showConnections(output, [await api.call<Connection>("connector.disconnect", { name: vendor })]);
    });
}

async function readConnections(api: Api): Promise<Connection[]> {
  return (await api.call<{ data: Connection[] }>("connector.list")).data;
}

/** Plain values: those given, beside those that are set already. */
function readSettings({ variables }: Connection, pairs: readonly string[]): Record<string, string> {
  const values = Object.fromEntries(variables.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at);
    const variable = variables.find(candidate => candidate.name === name);
    if (at < 1 || variable === undefined)
      throw refuseUsage(`--set takes one of ${variables.map(({ name }) => name).join(", ")} as NAME=value`);
    if (variable.is_secret)
      throw refuseUsage(`${name} is a secret: set it in the environment or pass it on stdin, not as an argument`);
    values[name] = pair.slice(at + 1);
  }
  return values;
}

async function readSecrets({ variables }: Connection): Promise<Record<string, string>> {
  const secrets = variables.filter(variable => variable.is_secret);
  const given = new Map(secrets.flatMap(({ name }) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const isMissing = secrets.some(({ name, is_set, is_optional }) => !given.has(name) && !is_set && !is_optional);
  if (isMissing && !process.stdin.isTTY) {
    for (const line of (await text(process.stdin)).split("\n").filter(line => line.trim() !== "")) {
      const at = line.indexOf("=");
      const name = line.slice(0, at).trim();
      if (!secrets.some(secret => secret.name === name))
        throw refuseUsage(`stdin takes lines NAME=value with ${secrets.map(secret => secret.name).join(", ")}`);
      given.set(name, line.slice(at + 1).trim());
    }
  } else if (isMissing && mayAsk()) {
    for (const { name, is_set, is_optional } of secrets)
      if (!given.has(name) && !is_set && !is_optional) given.set(name, await readSecret(`${name}: `));
  }
  return Object.fromEntries(given) as Record<string, string>;
}

function showConnections(output: Output, connections: readonly Connection[]): void {
  output.rows(
    connections,
    [
      ["VENDOR", connection => connection.name],
      ["CONNECTED", connection => (connection.is_connected ? (connection.account_label ?? "yes") : "no")],
      ["USED FOR", connection => connection.serves.join(", ")],
      ["CAN", connection => connection.capabilities.join(", ")],
      [
        "NEEDS",
        connection =>
          connection.variables
            .filter(variable => !variable.is_optional && !variable.is_set)
            .map(variable => variable.name)
            .join(", "),
      ],
    ],
    "There is no vendor to connect.",
  );
}
