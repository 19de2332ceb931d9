/** Owns the sample's made-up people, their companies and what passed between them and the workspace. Nobody here can be reached. */
import { createId } from "#lib/core/ids.ts";
import type { BulkTouch } from "#lib/db/contact-ledger.ts";
import type { BulkContact } from "#lib/db/contacts.ts";
import type { Draw } from "./draw.ts";

const dayMs = 24 * 60 * 60 * 1000;

const firstNames = (
  "Amara Anselm Anouk Ari Beatriz Bram Camille Cassian Chidi Clara Dario Delphine Dina Eero Elif Elsa Emeka Farah Felix Freya " +
  "Gael Greta Hana Hugo Ilse Imani Ines Ivo Jana Jonas Kaia Kofi Lars Leila Linnea Luca Mara Mateo Milo Mina Nadia Nils Noor Oskar " +
  "Paloma Pavel Petra Quinn Rafael Rosa Sami Selma Soren Talia Teo Uma Viktor Wanda Yara Zeno"
).split(" ");
const lastNames = (
  "Abara Almeida Andersson Arslan Bauer Bellini Bergman Castellan Chevalier Dahl Demir Duarte Eklund Fairbank Falk Ferrante Gallo " +
  "Hartwell Haugen Holm Ibsen Iversen Jansen Kessler Koroma Laurent Lindqvist Lombard Marlowe Mbeki Mendes Moreau Navarro Nwosu " +
  "Okafor Olsen Ortega Pettersson Quist Ramires Rossi Sandoval Santos Schuster Silva Solberg Sorensen Tanaka Thorne Vance Varga " +
  "Verhoeven Vidal Wexler Whitlock Winter Yilmaz Zeller Zeman Zoltan"
).split(" ");
const companyFirst =
  "Harbour Lantern Copper Maple North Bright Velvet Quarry Willow Saffron Cobalt Meadow Juniper Anchor Ember Linden Orchard Pebble Cedar Tidewater".split(
    " ",
  );
const companySecond = {
  retail: ["Goods", "Market", "Outfitters"],
  hospitality: ["Kitchens", "Inn", "Roasters"],
  agency: ["Studio", "Collective", "Works"],
  construction: ["Builders", "Joinery", "Renovation"],
  health: ["Clinic", "Physio", "Care"],
  logistics: ["Freight", "Couriers", "Storage"],
} as const;
type Industry = keyof typeof companySecond;
const industries = Object.keys(companySecond) as Industry[];
const titles = [
  "Owner",
  "Managing Director",
  "Operations Manager",
  "Office Manager",
  "Marketing Lead",
  "Finance Manager",
  "Assistant",
];
const zones = [
  ["Lisbon", "Europe/Lisbon"],
  ["Berlin", "Europe/Berlin"],
  ["Oslo", "Europe/Oslo"],
  ["London", "Europe/London"],
  ["New York", "America/New_York"],
  ["Chicago", "America/Chicago"],
  ["Denver", "America/Denver"],
  ["São Paulo", "America/Sao_Paulo"],
  ["Nairobi", "Africa/Nairobi"],
  ["Singapore", "Asia/Singapore"],
  ["Auckland", "Pacific/Auckland"],
] as const;
/** Reserved for examples by RFC 2606: mail to them reaches nobody. */
const reservedDomains = ["example.com", "example.org", "example.net"] as const;

const industryPull: Record<Industry, number> = {
  retail: 0.9,
  hospitality: 0.6,
  agency: 0.3,
  health: 0,
  construction: -0.5,
  logistics: -0.8,
};
const titlePull: Record<string, number> = {
  Owner: 0.8,
  "Managing Director": 0.7,
  "Operations Manager": 0.4,
  "Finance Manager": 0.1,
  Assistant: -0.8,
};

const replies = [
  "Thanks, this is timely. Could you send over what it would cost for {n} people?",
  "Interesting, but we are in the middle of stocktaking. Please write again in two weeks.",
  "Could we see how it works with the till we have? A short call on {day} would suit me.",
  "We looked at something like this last year and found it too complicated. What is different?",
  "Yes, let us talk. I have copied our {role} in my head already, she will want numbers.",
  "Not for us at the moment, thank you for asking.",
];
const outbound = [
  "Asked how they plan shifts at {company} today.",
  "Sent the short guide on planning a week in one page.",
  "Followed up on the question about {industry} businesses of their size.",
  "Shared how a similar team saved a morning a week.",
];

export type SamplePeople = { contacts: BulkContact[]; touches: BulkTouch[]; optedOut: string[] };

/** People with a company, a past, and for about half an outcome that depends on what is known of them. */
export function createPeople(draw: Draw, count: number, now: Date): SamplePeople {
  const people: SamplePeople = { contacts: [], touches: [], optedOut: [] };
  const taken = new Set<string>();
  while (people.contacts.length < count) {
    const name = `${draw.pick(firstNames)} ${draw.pick(lastNames)}`;
    if (taken.has(name)) continue;
    taken.add(name);
    const { contact, quality } = createPerson(draw, name, people.contacts.length);
    const touches = createPast(draw, contact, quality, now);
    contact.interactions = touches.length;
    contact.last_interaction_at =
      touches
        .map(touch => touch.happened_at)
        .sort()
        .at(-1) ?? null;
    if (people.contacts.length % 60 === 59) people.optedOut.push(contact.id);
    people.contacts.push(contact);
    people.touches.push(...touches);
  }
  return people;
}

function createPerson(draw: Draw, name: string, index: number): { contact: BulkContact; quality: number } {
  const industry = draw.pick(industries);
  const company = `${draw.pick(companyFirst)} ${draw.pick(companySecond[industry])}`;
  const title = draw.pick(titles);
  const [city, zone] = draw.pick(zones);
  const employees = Math.max(1, Math.round(Math.exp(2.4 + draw.normal() * 0.9)));
  const usesSpreadsheets = draw.chance(0.6);
  const readsNewsletter = draw.chance(0.35);
  const quality =
    industryPull[industry] +
    (titlePull[title] ?? 0) +
    (employees >= 8 && employees <= 60 ? 0.7 : -0.4) +
    (usesSpreadsheets ? 0.5 : -0.3) +
    (readsNewsletter ? 0.6 : 0) +
    draw.normal() * 0.6;
  const mailbox = name.toLowerCase().replace(" ", ".");
  const host = company.toLowerCase().replace(" ", "-");
  return {
    quality,
    contact: {
      id: createId(),
      name,
      email: `${mailbox}@${host}.${draw.pick(reservedDomains)}`,
      phone: null,
      company,
      job_title: title,
      time_zone: zone,
      external_id: `sample-${index + 1}`,
      outcome: draw.chance(0.52) ? quality + draw.normal() * 0.5 > 1.1 : null,
      interactions: 0,
      last_interaction_at: null,
      email_consent: null,
      attributes: {
        industry,
        employees,
        city,
        uses_spreadsheets: usesSpreadsheets ? "yes" : "no",
        reads_newsletter: readsNewsletter ? "yes" : "no",
      },
    },
  };
}

function createPast(draw: Draw, contact: BulkContact, quality: number, now: Date): BulkTouch[] {
  const touches: BulkTouch[] = [];
  const add = (kind: BulkTouch["kind"], channel: string, body: string | null, daysAgo: number) =>
    touches.push({
      id: createId(),
      contact_id: contact.id,
      channel,
      kind,
      body,
      is_untrusted: kind === "reply",
      happened_at: new Date(now.getTime() - daysAgo * dayMs).toISOString(),
    });
  const fill = (text: string) =>
    text
      .replace("{company}", contact.company ?? "the company")
      .replace("{industry}", String(contact.attributes.industry))
      .replace("{n}", String(contact.attributes.employees))
      .replace("{day}", draw.pick(["Tuesday", "Wednesday", "Thursday"]))
      .replace("{role}", draw.pick(["bookkeeper", "shift lead", "accountant"]));
  const approaches = draw.chance(0.25) ? 0 : draw.whole(1, 4);
  let daysAgo = draw.whole(20, 170) + draw.next();
  for (let approach = 0; approach < approaches && daysAgo > 4; approach++) {
    add("outbound", "email", fill(draw.pick(outbound)), daysAgo);
    const isAnswered = draw.chance(1 / (1 + Math.exp(1.2 - quality * 0.7)));
    if (isAnswered) add("reply", "email", fill(draw.pick(replies)), daysAgo - draw.next() * 2);
    if (isAnswered && draw.chance(0.3))
      add("meeting", "other", "Half an hour on the telephone.", daysAgo - 3 - draw.next());
    daysAgo -= draw.whole(8, 45);
  }
  return touches;
}
