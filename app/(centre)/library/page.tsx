/** The library begins with its posts. */
import { redirect } from "next/navigation";

export default function LibraryPage() {
  redirect("/library/posts");
}
