/** Writes the document in which a message is shown as its reader sees it: plain text in a frame that can load and run nothing. */

/** Both the frame and the text that measures its height are set in this, so that they break their lines alike. */
export const letterStyle = {
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontSize: "14px",
  lineHeight: "1.6",
  padding: "16px",
} as const;

const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/** A whole document around the text; `scheme` is the theme of the page around it, so that its ground shows through. */
export function writeLetterFrame(text: string, scheme: "light" | "dark"): string {
  const { fontFamily, fontSize, lineHeight, padding } = letterStyle;
  return [
    "<!doctype html><html lang=en><head><meta charset=utf-8>",
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="color-scheme" content="${scheme}"><title>Message</title>`,
    `<style>:root{color-scheme:${scheme}}body{margin:0;color:CanvasText;background:transparent}`,
    `pre{margin:0;padding:${padding};font:${fontSize}/${lineHeight} ${fontFamily};white-space:pre-wrap;overflow-wrap:anywhere}</style>`,
    `</head><body><pre>${escapeText(text)}</pre></body></html>`,
  ].join("");
}

/** A leading line break right after the tag would be swallowed: the parser gets one more. */
function escapeText(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.startsWith("\n") ? `\n${escaped}` : escaped;
}
