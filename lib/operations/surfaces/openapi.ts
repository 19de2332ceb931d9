/** Owns the description of the API in OpenAPI 3.1: projected from the operations, so that it cannot say anything else than what runs. */
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";
import { type ErrorCode, errorSurfaces } from "#lib/core/errors.ts";
import { version } from "#lib/core/version.ts";
import type { AnyOperation } from "../define.ts";
import { pluralise } from "./tools.ts";

const Problem = z
  .object({
    type: z.string().describe("A page about this kind of problem"),
    title: z.string().describe("The same sentence for every problem of this kind"),
    status: z.int().describe("The HTTP status"),
    detail: z.string().describe("What happened, and what to do about it"),
    instance: z.string().describe("The path that was asked for"),
    code: z.string().describe("A short name to switch on"),
    request_id: z.string().describe("Finds the request in the log"),
    errors: z
      .array(z.object({ path: z.string().describe("The field"), message: z.string().describe("What to change") }))
      .optional()
      .describe("Every field that was refused"),
    facts: z.record(z.string(), z.unknown()).optional().describe("For a conflict: who decided, when and what"),
  })
  .meta({ id: "Problem", description: "What went wrong (RFC 9457)" });

const introduction = `Everything the product does is one operation, and every operation is here.

**Keys.** Send an API key as \`Authorization: Bearer qd_…\`. A key acts as the person who made it, in one workspace, within its scopes.

**Errors** are \`application/problem+json\`: \`code\` to switch on, \`detail\` to show, \`errors[]\` by field, \`request_id\` to report. 409 means another was first, and \`facts\` says who.

**Repeating safely.** Give a POST an \`Idempotency-Key\`: the same key with the same body answers as the first time, with another body it is refused with 422.

**Pages.** Lists take \`limit\` and \`cursor\`, and answer \`data\` and \`next_cursor\`; null means that was the last page.

**Limits.** \`RateLimit\` says what is left of the minute, \`Retry-After\` when to come back.`;

/** The OpenAPI document of a list of operations. */
export function describeApi(operations: readonly AnyOperation[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase() as "get" | "post" | "patch" | "delete"] = describeOperation(operation);
    paths[operation.path] = path;
  }
  const nouns = [...new Set(operations.map(operation => nameGroup(operation)))];
  return createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Quarterdeck API",
        version,
        description: introduction,
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/api/v1", description: "This installation" }],
      tags: nouns.map(name => ({ name })),
      security: [{ apiKey: [] }, { session: [] }],
      paths,
      components: {
        securitySchemes: {
          apiKey: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "qd_…",
            description: "A key from the page API keys (/keys)",
          },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "quarterdeck-session",
            description: "The session of a signed-in browser",
          },
        },
        schemas: { Problem },
      },
    },
    {
      allowEmptySchema: { custom: true, transform: true, date: true, undefined: true, void: true },
      override: ({ jsonSchema, zodSchema }) => {
        if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
      },
    },
  );
}

function describeOperation(operation: AnyOperation): ZodOpenApiOperationObject {
  const input = operation.input as z.ZodObject;
  const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(match => match[1] ?? "");
  const headers = Object.entries((operation.kind === "query" && operation.headers) || {});
  const isHeader = (name: string) => headers.some(([, field]) => field === name);
  const pathFields = pickFields(input, name => names.includes(name));
  const otherFields = pickFields(input, name => !names.includes(name) && !isHeader(name));
  const hasOthers = Object.keys(otherFields.shape).length > 0;
  const isQuery = operation.kind === "query";
  const needsBody = hasOthers && !otherFields.safeParse({}).success;
  const takesFile = operation.kind === "command" && operation.takesFile !== undefined;
  return {
    operationId: operation.name,
    tags: [nameGroup(operation)],
    summary: operation.title,
    description: `${operation.summary}\n\nNeeds the scope \`${operation.scope}\` and at least the role ${operation.role}.`,
    requestParams: {
      ...(names.length > 0 ? { path: pathFields } : {}),
      ...(isQuery && hasOthers ? { query: otherFields } : {}),
      ...(takesFile ? { query: otherFields.partial() } : {}),
      ...(isQuery ? {} : { header: z.object({ "Idempotency-Key": IdempotencyKey }) }),
      ...(headers.length > 0
        ? {
            header: z.object(
              Object.fromEntries(headers.map(([name, field]) => [name, input.shape[field] as z.ZodType])),
            ),
          }
        : {}),
    },
    ...(isQuery || !hasOthers
      ? {}
      : {
          requestBody: {
            required: needsBody || takesFile,
            content: {
              "application/json": { schema: otherFields },
              ...(takesFile ? { "text/csv": { schema: FileBody } } : {}),
            },
          },
        }),
    responses: describeResponses(operation),
  };
}

const FileBody = {
  type: "string",
  format: "binary",
  description:
    "The file itself, in any encoding. Everything else then stands in the query string, objects as JSON; with a JSON body nothing does.",
} as const;

const IdempotencyKey = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe("Makes a repetition harmless: choose a new one for each intended change");

function describeResponses(operation: AnyOperation): ZodOpenApiResponsesObject {
  const status = operation.kind === "query" ? 200 : operation.status;
  const words = { 200: "Done", 201: "Created", 202: "Accepted: the work goes on; Location says where to look" };
  const isFile = operation.kind === "query" && operation.isFile === true;
  const responses: ZodOpenApiResponsesObject = {
    ...(isFile ? describeParts() : {}),
    [String(status) as "200"]: {
      description: isFile ? "The file" : words[status as 200 | 201 | 202],
      headers: z.object({
        "X-Request-Id": z.string().describe("Finds the request in the log"),
        ...(status === 200 ? {} : { Location: z.string().optional().describe("Where to read what came of it") }),
      }),
      content: isFile ? binary : { "application/json": { schema: operation.output as z.ZodType } },
    },
  };
  for (const code of Object.keys(errorSurfaces) as ErrorCode[]) {
    const surface = errorSurfaces[code];
    if (
      operation.kind === "query" &&
      ["conflict", "illegal-transition", "too-large", "budget-exhausted"].includes(code)
    )
      continue;
    if (["unproductive", "timeout"].includes(code)) continue;
    const key = String(surface.status) as "422";
    responses[key] ??= {
      description: surface.title,
      content: {
        "application/problem+json": {
          schema: Problem,
          example: {
            type: `/docs/problems#${code}`,
            title: surface.title,
            status: surface.status,
            detail: surface.title,
            instance: `/api/v1${operation.path}`,
            code,
            request_id: "0199c0de-0000-7000-8000-000000000000",
          },
        },
      },
    };
  }
  return responses;
}

const binary = { "application/octet-stream": { schema: { type: "string", format: "binary" } } } as const;

function describeParts(): ZodOpenApiResponsesObject {
  return {
    "206": { description: "The part that Range asks for", content: binary },
    "304": { description: "It is what If-None-Match names" },
    "416": { description: "The file is shorter than where Range begins" },
  };
}

function pickFields(input: z.ZodObject, isWanted: (name: string) => boolean): z.ZodObject {
  return z.object(Object.fromEntries(Object.entries(input.shape).filter(([name]) => isWanted(name))));
}

/** `task.dispatch` → `Tasks`: how the reference groups it. */
function nameGroup(operation: AnyOperation): string {
  const group = pluralise(operation.name.split(".")[0] ?? "").replaceAll("-", " ");
  return group.charAt(0).toUpperCase() + group.slice(1);
}
