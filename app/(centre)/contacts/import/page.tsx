/** The import of contacts or posts from a CSV file. */
import type { Metadata } from "next";
import { ImportView } from "./import-view.tsx";

export const metadata: Metadata = { title: "Import" };

export default function ImportPage() {
  return <ImportView />;
}
