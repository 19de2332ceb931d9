/** Owns what YouTube's category numbers mean; refuses to guess at others. */

const NAMES: Readonly<Record<string, string>> = {
  "1": "film & animation",
  "2": "autos & vehicles",
  "10": "music",
  "15": "pets & animals",
  "17": "sports",
  "18": "short movies",
  "19": "travel & events",
  "20": "gaming",
  "21": "videoblogging",
  "22": "people & blogs",
  "23": "comedy",
  "24": "entertainment",
  "25": "news & politics",
  "26": "howto & style",
  "27": "education",
  "28": "science & technology",
  "29": "nonprofits & activism",
  "30": "movies",
  "43": "shows",
  "44": "trailers",
};

/** A category in lower case, a number by its name; null for none. */
export function nameCategory(category: string | null): string | null {
  const text = category?.trim().toLowerCase() ?? "";
  if (text === "") return null;
  return NAMES[text] ?? text;
}
