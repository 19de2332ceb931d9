/** Owns the words of the sample's past: what an agent said of a day, what it wrote to a person, why that was refused. */
import type { Draw } from "./draw.ts";

const niches = ["small kitchens", "repair cafés", "early booking", "local delivery", "winter terraces", "gift boxes"];
const platforms = ["x", "linkedin", "instagram"];
const hours = ["08:00", "09:30", "12:00", "17:30", "19:00"];
const weekdays = ["Tuesday", "Wednesday", "Thursday"];

/** One line about a day, of the kind that an agent's real work would give. */
export function tellDay(domain: string, draw: Draw, back: number): string {
  const niche = draw.pick(niches);
  const lines: Record<string, () => string> = {
    prospect: () => `Scored ${480 - draw.whole(0, 12)} people; ${draw.whole(14, 34)} are worth researching.`,
    trends: () => `Top trend: ${niche} on ${draw.whole(2, 3)} platforms, strength ${draw.whole(52, 81)}.`,
    "content-mix": () => `Most is about ${niche}; ${draw.whole(2, 5)} posts fewer of it would balance the week.`,
    scheduler: () => `Best next hour on ${draw.pick(platforms)}: ${draw.pick(weekdays)} ${draw.pick(hours)}.`,
    creators: () => `${draw.whole(8, 21)} creators lead in ${draw.whole(3, 6)} niches.`,
    youtube: () => `${draw.whole(0, 6)} videos tagged; ${niche} resonates most.`,
    "ab-tester": () => `${draw.pick(["No test runs", "One test runs", "Two tests run"])}; none has a winner yet.`,
    outreach: () => `Drafted messages to the people most worth writing to; ${draw.whole(40, 90)} can wait.`,
    remotion: () => (back % 5 === 0 ? "One video waits for its brief." : "No video is being made."),
  };
  return (lines[domain] ?? (() => "Nothing new."))();
}

const openings = [
  ["A question about your season", "you wrote that the busy months are the hard ones"],
  ["Following up on our talk", "we spoke about what takes the most time each week"],
  ["What others of your size do", "you asked how others handle the same work"],
  ["One idea for the coming month", "your last note said that planning comes too late"],
] as const;

export function drawLetter(name: string, draw: Draw): { subject: string; text: string; why: string } {
  const [subject, occasion] = draw.pick(openings);
  const first = name.split(" ")[0] ?? name;
  return {
    subject,
    text: `Hello ${first},\n\n${occasion}. Would a short call on ${draw.pick(weekdays)} at ${draw.pick(hours)} help to see what could be done about it?\n\nIf you would rather not hear from me, answer with "stop" and I will not write again.`,
    why: `${name} has not heard from you for ${draw.whole(14, 60)} days and scores ${draw.whole(55, 92)}. Sample data.`,
  };
}

const refusals = [
  "Too early, we spoke last week",
  "The tone is too formal",
  "They asked for a call, not a message",
  "Wrong person",
];

export function drawRefusal(draw: Draw): string {
  return draw.pick(refusals);
}
