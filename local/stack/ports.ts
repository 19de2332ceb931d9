/** The ports of the stack: read from the environment, checked before anything starts, refused by name when busy. */
import { createServer } from "node:net";
import { describePortHolder } from "./port-holder.ts";
import { StartError } from "./start-error.ts";

export type Ports = { app: number; supabase: number; postgres: number; inngest: number; worker: number };

const VARIABLES: { key: keyof Ports; variable: string; standard: number; what: string }[] = [
  { key: "app", variable: "PORT", standard: 3000, what: "the pages" },
  { key: "supabase", variable: "SUPABASE_PORT", standard: 54321, what: "the Supabase gateway" },
  { key: "postgres", variable: "POSTGRES_PORT", standard: 54322, what: "PostgreSQL" },
  { key: "inngest", variable: "INNGEST_PORT", standard: 8288, what: "the Inngest engine" },
  { key: "worker", variable: "WORKER_PORT", standard: 3210, what: "the worker" },
];

function readPort(environment: NodeJS.ProcessEnv, variable: string, standard: number): number {
  const text = environment[variable];
  if (!text) return standard;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new StartError(`${variable} is "${text}", which is not a port. Set it to a number from 1 to 65535.`);
  }
  return port;
}

/** The ports that the environment asks for. Throws on one that is no port, or two that are the same. */
export function readPorts(environment: NodeJS.ProcessEnv): Ports {
  const ports = {} as Ports;
  const owners = new Map<number, string>();
  for (const { key, variable, standard } of VARIABLES) {
    const port = readPort(environment, variable, standard);
    const owner = owners.get(port);
    if (owner) throw new StartError(`${owner} and ${variable} are both ${port}. Give one of them another port.`);
    owners.set(port, variable);
    ports[key] = port;
  }
  return ports;
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  const code = await new Promise<string | undefined>(resolve => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen(port, host, () => resolve(undefined));
  });
  if (code === undefined) await new Promise(resolve => server.close(resolve));
  // A machine without this address family cannot have the port taken on it.
  if (code === "EACCES")
    throw new StartError(`Port ${port} needs rights that this user does not have. Choose one above 1024.`);
  return code !== "EADDRINUSE";
}

async function findFreeNeighbour(ports: Ports, taken: number): Promise<number> {
  const own: number[] = Object.values(ports);
  for (let port = taken + 1; port < 65535; port += 1) {
    if (!own.includes(port) && (await isFree(port, "127.0.0.1"))) return port;
  }
  return taken;
}

/** Throws for the first port that something else listens on, naming the variable that moves ours. */
export async function refuseBusyPorts(ports: Ports, keys: (keyof Ports)[]): Promise<void> {
  for (const { key, variable, what } of VARIABLES) {
    if (!keys.includes(key)) continue;
    const port = ports[key];
    // Browsers may try the IPv6 loopback first, so a stranger there would be taken for us.
    const hosts = key === "app" ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
    if ((await Promise.all(hosts.map(host => isFree(port, host)))).every(Boolean)) continue;
    throw new StartError(
      `Port ${port} for ${what} is already in use by ${describePortHolder(port) ?? "another program"}. Stop that program, or choose another port: ${variable}=${await findFreeNeighbour(ports, port)} npm start`,
    );
  }
}
