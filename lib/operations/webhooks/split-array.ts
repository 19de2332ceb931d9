/** Owns the cutting of a JSON array into its items' own text, so that each can be kept as it was received. */

/** The texts of a JSON array's items. Expects text that JSON.parse has accepted as an array. */
export function splitArray(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let isInString = false;
  let start = text.indexOf("[") + 1;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === "\\") at += 1;
      else if (character === '"') isInString = false;
      continue;
    }
    if (character === '"') isInString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || (character === "]" && depth > 0)) depth -= 1;
    else if ((character === "," || character === "]") && depth === 0) {
      const item = text.slice(start, at).trim();
      if (item !== "") items.push(item);
      start = at + 1;
      if (character === "]") break;
    }
  }
  return items;
}
