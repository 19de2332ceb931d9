/** How long a post may be on its platform, counted as the platform counts. Knows only what the platforms have published. */

/**
 * Characters per post: X and Threads as their API references, LinkedIn, Facebook, Instagram, TikTok, Pinterest, YouTube
 * (the description), Bluesky and Mastodon (its default) as their developer pages state them.
 */
const limits: Record<string, number> = {
  x: 280,
  threads: 500,
  bluesky: 300,
  mastodon: 500,
  linkedin: 3_000,
  instagram: 2_200,
  tiktok: 2_200,
  facebook: 63_206,
  pinterest: 800,
  youtube: 5_000,
};
const names: Record<string, string> = {
  x: "X",
  threads: "Threads",
  bluesky: "Bluesky",
  mastodon: "Mastodon",
  linkedin: "LinkedIn",
  instagram: "Instagram",
  tiktok: "TikTok",
  facebook: "Facebook",
  pinterest: "Pinterest",
  youtube: "YouTube",
};

/** One name per platform: some vendors still say twitter. */
function readPlatform(platform: string): string {
  return platform === "twitter" ? "x" : platform;
}

export function namePlatform(platform: string): string {
  return names[readPlatform(platform)] ?? platform;
}

export type PostLength = { count: number; limit: number | null };

/** The length of a post where it will appear; `limit` is null for a platform of which nothing is known. */
export function measurePost(platform: string, text: string): PostLength {
  const name = readPlatform(platform);
  const count = name === "x" ? weighForX(text) : name === "bluesky" ? countGraphemes(text) : [...text].length;
  return { count, limit: limits[name] ?? null };
}

const link = /https?:\/\/[^\s<>"]+/giu;
const linkWeight = 23;
/** The ranges that count once; all else, as Chinese, Japanese and emoji, counts twice. From X's "Counting characters". */
const light = [
  [0, 4_351],
  [8_192, 8_205],
  [8_208, 8_223],
  [8_242, 8_247],
] as const;

function weighForX(text: string): number {
  const links = text.match(link)?.length ?? 0;
  let weight = links * linkWeight;
  for (const { segment } of new Intl.Segmenter().segment(text.normalize("NFC").replace(link, ""))) {
    const isPicture = /\p{Extended_Pictographic}/u.test(segment) && !/^[\d#*©®]$/u.test(segment);
    if (isPicture) {
      weight += 2;
      continue;
    }
    for (const letter of segment) {
      const point = letter.codePointAt(0) ?? 0;
      weight += light.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
    }
  }
  return weight;
}

function countGraphemes(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}
