/** The list of tasks is the timeline; this address leads there. */
import { redirect } from "next/navigation";

export default function TasksPage() {
  redirect("/timeline");
}
