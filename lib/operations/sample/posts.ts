/** Owns the sample's made-up posts: six niches on three platforms over two weeks, with one real burst at the end. */
import { createId } from "#lib/core/ids.ts";
import type { BulkPost } from "#lib/db/posts.ts";
import type { Draw } from "./draw.ts";

const hourMs = 60 * 60 * 1000;
const days = 14;

const platforms = [
  { name: "linkedin", reach: 900 },
  { name: "instagram", reach: 2200 },
  { name: "x", reach: 1300 },
] as const;

const niches = {
  "shift planning": [
    "the weekly rota",
    "swapping shifts",
    "holiday cover",
    "split shifts",
    "the shared calendar",
    "overtime rules",
  ],
  "local marketing": [
    "opening hours online",
    "window displays",
    "the loyalty card",
    "neighbourhood newsletters",
    "map listings",
    "flyers by the till",
  ],
  bookkeeping: [
    "receipts in a shoebox",
    "the quarterly return",
    "late invoices",
    "petty cash",
    "the year-end close",
    "card fees",
  ],
  hiring: [
    "trial days",
    "writing a job advert",
    "seasonal staff",
    "references",
    "the first week",
    "keeping good people",
  ],
  "customer service": [
    "angry reviews",
    "the returns desk",
    "phone etiquette",
    "waiting times",
    "regulars",
    "apologies that work",
  ],
  sustainability: [
    "packaging",
    "food waste",
    "the energy bill",
    "repair instead of replace",
    "refill stations",
    "second-hand stock",
  ],
} as const;
type Niche = keyof typeof niches;
const nicheNames = Object.keys(niches) as Niche[];

const forms = [
  "What nobody tells you about {subject}: start small and write it down.",
  "We changed how we handle {subject} and got a whole morning back.",
  "Three mistakes with {subject} that cost us money last year.",
  "How do you deal with {subject}? Asking for a shop of twelve people.",
  "A checklist for {subject}, tested in a real week.",
  "Unpopular opinion: {subject} does not need another app.",
  "Behind the counter: {subject} on a busy Saturday.",
  "If {subject} gives you a headache, try this on Monday.",
];
const burstForms = [
  "The night market on the square sold out again: stalls booked until spring. {extra}",
  "Took a night market stall for one evening and met more neighbours than in a month. {extra}",
  "Night market checklist: lights, a card reader, and half the stock you think you need. {extra}",
  "Every small shop in town is talking about the night market. Are you in? {extra}",
  "Our night market numbers, all of them: costs, sales, sleep. {extra}",
];
const burstExtras = [
  "Ask me anything.",
  "Photos tomorrow.",
  "Who else was there?",
  "Next one is on Friday.",
  "Worth it.",
];
const accounts = [
  "cornershopdiaries",
  "thebackoffice",
  "smallteamnotes",
  "onthehighstreet",
  "mondayledger",
  "tillandtable",
  "the.front.desk",
  "openbyeight",
];

/** The niche that bursts, and the last hours in which it does. */
const burst = { niche: "local marketing" as Niche, hours: 30, posts: 150 };

/** Posts up to now. Ordinary ones follow the hour of the day; those of the burst climb towards its end. */
export function createPosts(draw: Draw, count: number, now: Date): BulkPost[] {
  const ordinary = Array.from({ length: count - burst.posts }, () => {
    const niche = draw.pick(nicheNames);
    const text = draw.pick(forms).replace("{subject}", draw.pick(niches[niche]));
    return createPost(draw, niche, text, drawOrdinaryMoment(draw, now), 1);
  });
  const bursting = Array.from({ length: burst.posts }, () => {
    const text = draw.pick(burstForms).replace("{extra}", draw.pick(burstExtras));
    // The square root puts more of them late: interest that still grows.
    const hoursAgo = burst.hours * (1 - Math.sqrt(draw.next()));
    return createPost(draw, burst.niche, text, new Date(now.getTime() - hoursAgo * hourMs), 2.6);
  });
  return [...ordinary, ...bursting].map((post, index) => ({ ...post, external_id: `sample-${index + 1}` }));
}

function drawOrdinaryMoment(draw: Draw, now: Date): Date {
  for (;;) {
    const moment = new Date(now.getTime() - draw.next() * days * 24 * hourMs);
    const hour = moment.getUTCHours();
    const activity = 0.25 + 0.75 * Math.max(0, Math.sin(((hour - 5) / 18) * Math.PI));
    if (draw.chance(activity)) return moment;
  }
}

function createPost(draw: Draw, niche: Niche, body: string, moment: Date, lift: number): BulkPost {
  const platform = draw.pick(platforms);
  const views = Math.round(platform.reach * lift * Math.exp(draw.normal() * 0.8));
  const rate = 0.03 * Math.exp(draw.normal() * 0.4) * (lift > 1 ? 1.4 : 1);
  const likes = Math.round(views * rate);
  return {
    id: createId(),
    external_id: null,
    platform: platform.name,
    account: draw.pick(accounts),
    posted_at: moment.toISOString(),
    body,
    niche,
    likes,
    replies: Math.round(likes * (0.05 + draw.next() * 0.1)),
    shares: Math.round(likes * (0.03 + draw.next() * 0.12)),
    views,
  };
}
