/** Owns the step from a row of a file to a contact. A row is taken whole or refused with its first bad field. */
import { Info } from "luxon";
import { z } from "zod";
import { createId } from "#lib/core/ids.ts";
import type { BulkContact } from "#lib/db/contacts.ts";
import { readConsent } from "./consent.ts";
import type { Read } from "./kind.ts";
import type { ImportTarget } from "./targets.ts";
import { type Cell, readAttribute, readCount, readFlag, readMoment, readText } from "./values.ts";

const zones = new Map<string, boolean>();
const longest = { name: 200, email: 254, phone: 200, company: 200, job_title: 200, external_id: 200 } as const;

/** A reader of rows under one mapping. `nameTemplate` names those without a name: {n} is the row's number. */
export function createContactReader(header: readonly string[], targets: readonly ImportTarget[], nameTemplate: string) {
  return (fields: readonly string[], rowNumber: number): Read<BulkContact> => {
    const contact: BulkContact = {
      id: createId(),
      name: null,
      email: null,
      phone: null,
      company: null,
      job_title: null,
      time_zone: null,
      external_id: null,
      outcome: null,
      interactions: null,
      last_interaction_at: null,
      email_consent: null,
      attributes: {},
    };
    const attributes: [string, string | number][] = [];
    for (let index = 0; index < targets.length; index++) {
      const target = targets[index];
      const text = fields[index]?.trim() ?? "";
      if (text === "" || target === undefined || target === "ignore") continue;
      const column = header[index] ?? "";
      const cell = target === "attribute" ? readText(text, 2000) : readField(contact, target, text, column);
      if ("problem" in cell) return { problem: { field: column, reason: cell.problem } };
      if (target === "attribute") attributes.push([column, readAttribute(text)]);
    }
    contact.attributes = Object.fromEntries(attributes);
    return {
      row: {
        ...contact,
        name: contact.name ?? contact.email ?? nameTemplate.replaceAll("{n}", String(rowNumber)),
      },
    };
  };
}

function readField(contact: BulkContact, target: ImportTarget, text: string, column: string): Cell<unknown> {
  switch (target) {
    case "name":
      return keep(readText(contact.name === null ? text : `${contact.name} ${text}`, longest.name), value => {
        contact.name = value;
      });
    case "email":
      return keep(readEmail(text), value => {
        contact.email = value;
      });
    case "phone":
    case "company":
    case "job_title":
    case "external_id":
      return keep(readText(text, longest[target]), value => {
        contact[target] = value;
      });
    case "time_zone":
      return keep(readZone(text), value => {
        contact.time_zone = value;
      });
    case "outcome":
      return keep(readFlag(text), value => {
        contact.outcome = value;
      });
    case "interactions":
      return keep(readCount(text, 1_000_000), value => {
        contact.interactions = value;
      });
    case "last_interaction_at":
      return keep(readMoment(text), value => {
        contact.last_interaction_at = value;
      });
    case "email_consent":
      return keep(readConsent(column, text), value => {
        // Of several columns the one that denies counts.
        if (contact.email_consent !== "denied") contact.email_consent = value ?? contact.email_consent;
      });
    default:
      return { value: null };
  }
}

function keep<T>(cell: Cell<T>, assign: (value: T) => void): Cell<T> {
  if ("value" in cell) assign(cell.value);
  return cell;
}

function readEmail(text: string): Cell<string> {
  const email = text.toLowerCase();
  if (email.length <= longest.email && z.regexes.email.test(email)) return { value: email };
  return { problem: `"${text.slice(0, 60)}" is no e-mail address: write it like name@example.com, or leave it empty` };
}

function readZone(text: string): Cell<string> {
  let isValid = zones.get(text);
  if (isValid === undefined) {
    isValid = Info.isValidIANAZone(text);
    if (zones.size < 1000) zones.set(text, isValid);
  }
  return isValid
    ? { value: text }
    : { problem: `"${text.slice(0, 60)}" is no time zone: write it like Europe/Berlin, or leave it empty` };
}
