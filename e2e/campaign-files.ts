/** Files of a made-up business as a new person would bring them: the same seed gives the same rows, and each has one row that is wrong. */

export type CampaignFile = { name: string; mimeType: string; buffer: Buffer };

const niches = ["knots", "weather", "engines"] as const;
const words: Record<(typeof niches)[number], string> = {
  knots: "How the bowline and the clove hitch hold in wet rope",
  weather: "What the falling barometer says about the wind tonight",
  engines: "Why the diesel coughs and how to bleed its fuel line",
};
const hourMs = 3_600_000;

/** 300 people, of whom 299 can be taken; who is a skipper said yes more often. Their rank needs to be mapped by hand. */
export function writeContacts(seed: number, now: Date): CampaignFile {
  const draw = createDraw(seed);
  const rows = Array.from({ length: 300 }, (_, n) => {
    const isSkipper = draw() < 0.4;
    return [
      `Person ${n}`,
      n === 149 ? "no address at all" : `person-${n}@harbour.example.com`,
      `Company ${n % 17}`,
      isSkipper ? "Owner" : "Deck hand",
      draw() < (isSkipper ? 0.7 : 0.2) ? "yes" : "no",
      Math.floor(draw() * 9),
      new Date(now.getTime() - draw() * 60 * 24 * hourMs).toISOString().slice(0, 10),
      "yes",
    ];
  });
  return toFile("people.csv", "Full name,Work email,Company,Rank,Won,Touches,Last contact,Newsletter", rows);
}

/** 360 posts of six accounts on two platforms, of whom 359 can be taken: each a few hours after the other, with its numbers and its niche. */
export function writePosts(seed: number, now: Date): CampaignFile {
  const draw = createDraw(seed);
  const rows = Array.from({ length: 360 }, (_, n) => {
    const at = new Date(now.getTime() - (n + draw()) * 2 * hourMs);
    const niche = niches[Math.floor(draw() * draw() * niches.length)] ?? "knots";
    const likes = Math.floor((at.getUTCHours() === 18 ? 400 : 100) * (0.5 + draw()));
    const posted = n === 200 ? "the other day" : at.toISOString();
    const platform = n % 2 === 0 ? "x" : "tiktok";
    const numbers = [likes, Math.floor(likes / 9), Math.floor(likes / 5), likes * 40];
    return [posted, `@sailor${n % 6}`, platform, niche, `${words[niche]}, part ${n}`, ...numbers];
  });
  return toFile("posts.csv", "Posted at,Account,Platform,Niche,Text,Likes,Replies,Shares,Views", rows);
}

/** 120 videos of two channels, half of them with a niche that a person gave. */
export function writeVideos(seed: number, now: Date): CampaignFile {
  const draw = createDraw(seed);
  const rows = Array.from({ length: 120 }, (_, n) => {
    const niche = niches[n % niches.length] ?? "knots";
    const published = new Date(now.getTime() - (30 + draw() * 300) * 24 * hourMs);
    const views = Math.floor(1_000 + draw() * 90_000);
    return [
      `video-${n}`,
      `${words[niche]}: lesson ${n}`,
      n % 4 === 0 ? "Harbour TV" : "Quay",
      niche,
      n % 2 === 0 ? niche : "",
      published.toISOString().slice(0, 10),
      views,
      Math.floor(views / 30),
      now.toISOString().slice(0, 10),
    ];
  });
  return toFile("videos.csv", "Video id,Title,Channel,Tags,Niche,Published at,Views,Likes,Read at", rows);
}

function toFile(name: string, header: string, rows: readonly (string | number)[][]): CampaignFile {
  const lines = rows.map(row => row.map(cell => `"${cell}"`).join(","));
  return { name, mimeType: "text/csv", buffer: Buffer.from([header, ...lines].join("\n")) };
}

/** Numbers from 0 to 1 that follow from the seed alone: the generator of Park and Miller (1988). */
function createDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
