/** A stored value as a person reads it: its reason first, plain facts as a list, lists of like things as tables, what is empty left out. */
import type { ReactNode } from "react";
import { SummaryParts } from "#components/sweeps/summary-parts.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { EntityLink, findPage } from "./entity-link.tsx";
import { RowsTable } from "./rows-table.tsx";
import {
  isEmpty,
  isPlain,
  isRecord,
  isSentence,
  type Plain,
  readEntity,
  writeDay,
  writeMeasure,
  writeName,
  writeNumber,
} from "./value-words.ts";

export type StructuredValueProps = {
  value: Record<string, unknown>;
  label: string;
  /** The agent that wrote it: its figures have units by their names. Left out for what people brought in. */
  domain?: string;
  /** The name of what holds it. */
  of?: string;
};

/** What explains the rest comes before it. */
const leads = ["reason", "summary", "explanation"];

export function StructuredValue({ value, label, domain, of }: StructuredValueProps) {
  const entries = Object.entries(value).filter(([name, one]) => !isEmpty(one) && !isHiddenId(name, one, domain));
  if (entries.length === 0) return <p className="text-muted text-sm">Nothing.</p>;
  const kin = Object.keys(value);
  const isLead = (name: string) => domain !== undefined && leads.includes(name);
  const said = entries.filter(([name, one]) => isLead(name) && typeof one === "string");
  const plain = entries.filter(([name, one]) => !isLead(name) && (isPlain(one) || isSentence(one)));
  const rest = entries.filter(([, one]) => !isPlain(one) && !isSentence(one));
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {said.map(([name, one]) => (
        <p key={name} className="max-w-prose whitespace-pre-line break-words text-sm">
          {String(one)}
        </p>
      ))}
      {plain.length > 0 ? (
        <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
          {plain.map(([name, one]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">{writeName(name)}</dt>
              <dd className="min-w-0 max-w-prose whitespace-pre-line break-words">
                <PlainValue name={name} value={one} domain={domain} kin={kin} of={of} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {rest.map(([name, one]) => (
        <section key={name} aria-label={writeName(name)} className="min-w-0">
          <h3 className="mb-1.5 font-medium text-muted text-xs">
            {writeName(name)}
            {Array.isArray(one) ? ` (${one.length.toLocaleString("en")})` : ""}
          </h3>
          <Nested name={name} value={one} label={label} domain={domain} />
        </section>
      ))}
    </div>
  );
}

type NestedProps = { name: string; value: unknown; label: string; domain?: string };

function Nested({ name, value, label, domain }: NestedProps) {
  const ownLabel = `${label}: ${writeName(name)}`;
  if (Array.isArray(value) && value.every(isPlain)) {
    return (
      <ul className="list-disc pl-5 text-sm">
        {value.map((one, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored result never reorders
          <li key={position}>
            <PlainValue name={name} value={one} domain={domain} />
          </li>
        ))}
      </ul>
    );
  }
  if (Array.isArray(value) && value.every(isRecord)) {
    if (value.length > 3 || !value.some(row => Object.values(row).some(isList))) {
      return <RowsTable rows={value} label={ownLabel} name={name} domain={domain} />;
    }
    return (
      <div className="flex flex-col gap-3">
        {value.map((row, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored result never reorders
          <div key={position} className="rounded-lg border p-3">
            <StructuredValue value={row} label={`${ownLabel} ${position + 1}`} domain={domain} of={name} />
          </div>
        ))}
      </div>
    );
  }
  if (isRecord(value)) return <StructuredValue value={value} label={ownLabel} domain={domain} of={name} />;
  return <JsonView value={value} label={ownLabel} openDepth={1} />;
}

/** A list of things that have parts: no cell of a table holds one. */
function isList(value: unknown): boolean {
  return Array.isArray(value) && value.some(isRecord) && !isSentence(value);
}

/** An id that leads nowhere tells a person nothing; the API has it. */
function isHiddenId(name: string, value: unknown, domain: string | undefined): boolean {
  if (domain === undefined || typeof value !== "string") return false;
  const entity = readEntity(name, domain);
  return entity !== null && findPage(entity, value) === null;
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

export type PlainValueProps = {
  name: string;
  value: unknown;
  domain?: string;
  kin?: readonly string[];
  of?: string;
};

/** A value without parts, or a sentence in parts; an id becomes a link to what it is of. */
export function PlainValue({ name, value, domain, kin, of }: PlainValueProps): ReactNode {
  if (isSentence(value)) {
    return <SummaryParts parts={value.map(({ text, claim_id }) => ({ text, claim_id: claim_id ?? null }))} />;
  }
  const plain = value as Plain;
  if (plain === null || plain === undefined || plain === "") return <span className="text-faint">–</span>;
  if (typeof plain === "boolean") return plain ? "yes" : "no";
  if (typeof plain === "number")
    return domain === undefined ? writeNumber(plain) : writeMeasure(name, plain, { kin, of });
  if (instantPattern.test(plain)) return <RelativeTime at={plain} />;
  const entity = readEntity(name, domain);
  if (entity === null || findPage(entity, plain) === null) return writeDay(plain) ?? plain;
  return (
    <EntityLink entity={entity} id={plain}>
      Open the {writeName(entity).toLowerCase().replace("ab test", "A/B test")}
    </EntityLink>
  );
}
