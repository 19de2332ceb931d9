/** Owns /api/mcp: operations as tools over stateless streamable HTTP, behind the same gate and the same door as the API. */
import {
  type AuthInfo,
  createMcpHandler,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from "@modelcontextprotocol/server";
import { type AppError, toAppError } from "#lib/core/errors.ts";
import { toJson } from "#lib/core/json.ts";
import { version } from "#lib/core/version.ts";
import type { Caller } from "../define.ts";
import { type ApiPorts, defaultApiLimits, writeProblem } from "./api-handler.ts";
import { createGate } from "./gate.ts";
import { toProblem } from "./problem.ts";
import { readRequestId } from "./request-id.ts";
import { listTools, type ToolEntry } from "./tools.ts";

const instructions = `Quarterdeck runs a team of software agents. list_agents shows what they can do; dispatch_task starts one of their tasks by
its name, domain.task, and answers at once: follow it with get_task until its status is completed, failed, cancelled or awaiting_approval.
Nothing leaves the house without an approval by a person: show people what waits, with its whole preview, and let them decide.`;

/** The handler of every request to the MCP endpoint. Only API keys come in: a browser's cookie never speaks MCP. */
export function createMcpEndpoint(ports: ApiPorts): (request: Request) => Promise<Response> {
  const tools = listTools(ports.operations);
  const listed = [...tools.values()].map(entry => entry.tool);
  const limits = { ...defaultApiLimits, ...ports.limits };
  const gate = createGate(ports.authenticate, limits);

  const mcp = createMcpHandler(
    ({ authInfo, requestInfo }) => {
      const server = new Server(
        { name: "quarterdeck", title: "Quarterdeck", version },
        { capabilities: { tools: {} }, instructions },
      );
      const requestId = readRequestId(requestInfo?.headers ?? new Headers());
      server.setRequestHandler("tools/list", () => ({ tools: listed }));
      server.setRequestHandler("tools/call", async ({ params }) => {
        const entry = tools.get(params.name);
        if (entry === undefined)
          throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no tool ${params.name}`);
        return callTool(ports, entry, readCaller(authInfo), params.arguments, requestId);
      });
      return server;
    },
    {
      maxRequestBodySize: limits.bodyBytes,
      onerror: error => ports.log.warn({ error }, "an MCP exchange was refused"),
    },
  );

  return async request => {
    const requestId = readRequestId(request.headers);
    const headers: Record<string, string> = { "x-request-id": requestId };
    try {
      const caller = await gate.admit(request, headers);
      const identified = new Request(request, { headers: withRequestId(request.headers, requestId) });
      const authInfo: AuthInfo = {
        token: "",
        clientId: caller.apiKey?.id ?? "",
        scopes: [...(caller.apiKey?.scopes ?? [])],
        extra: { caller },
      };
      const response = await mcp.fetch(identified, { authInfo });
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      return response;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "internal")
        ports.log.error({ error: error.cause ?? error, requestId }, "an MCP request failed");
      return writeProblem(error, new URL(request.url).pathname, requestId, headers);
    }
  };
}

async function callTool(ports: ApiPorts, entry: ToolEntry, caller: Caller, given: unknown, requestId: string) {
  try {
    const input = entry.reader.fromFields(given);
    const output: unknown = toJson(
      await ports.executor.execute(entry.operation, { ...caller, via: "mcp" }, input, { requestId }),
    );
    const text = JSON.stringify(output);
    const isObject = typeof output === "object" && output !== null && !Array.isArray(output);
    return {
      content: [{ type: "text" as const, text }],
      ...(isObject ? { structuredContent: output as Record<string, unknown> } : {}),
    };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === "internal")
      ports.log.error({ error: error.cause ?? error, requestId, tool: entry.tool.name }, "a tool failed");
    return refuseCall(error, entry, requestId);
  }
}

function refuseCall(error: AppError, entry: ToolEntry, requestId: string) {
  const problem = toProblem(error, { requestId, instance: `/api/mcp#${entry.tool.name}` });
  return {
    isError: true,
    content: [{ type: "text" as const, text: JSON.stringify(problem) }],
    structuredContent: { ...problem },
  };
}

function readCaller(authInfo: AuthInfo | undefined): Caller {
  const caller = authInfo?.extra?.caller;
  // The endpoint always passes one; its absence would be a bug of ours, never a request's.
  if (caller === undefined) throw new Error("an MCP request reached its tools without a caller");
  return caller as Caller;
}

function withRequestId(headers: Headers, requestId: string): Headers {
  const copy = new Headers(headers);
  copy.set("x-request-id", requestId);
  return copy;
}
