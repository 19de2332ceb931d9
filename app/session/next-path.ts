/** Where to go after signing in: only a path of our own, whatever the address asks for. */

const placeholderOrigin = "https://own.invalid";

/** The path when it stays on this origin, else "/". Refuses other hosts, schemes, backslashes and the sign-in pages. */
export function readNextPath(value: FormDataEntryValue | string | string[] | null | undefined): string {
  if (typeof value !== "string" || !value.startsWith("/") || !URL.canParse(value, placeholderOrigin)) return "/";
  const url = new URL(value, placeholderOrigin);
  if (url.origin !== placeholderOrigin || /^\/sign-(in|up)\b/.test(url.pathname)) return "/";
  // A path such as "/.//host" normalises to "//host", which a browser would read as another site.
  if (url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}
