/** What the address of a tab of the library says; shared by the server and the browser. */
import { createLoader, parseAsString } from "nuqs/server";

export const librarySearch = {
  platform: parseAsString,
  niche: parseAsString,
  search: parseAsString.withDefault(""),
  state: parseAsString,
  /** The row whose panel is open. */
  id: parseAsString,
};
export const loadLibrarySearch = createLoader(librarySearch);
