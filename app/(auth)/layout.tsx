/** The frame of the pages for people who are not signed in: the form, and beside it on a wide screen what waits behind it. */
import { CircleCheckBig, Radar, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Mark } from "#components/shell/mark.tsx";

const promises = [
  {
    icon: Radar,
    title: "Agents that each know one job",
    text: "They score, watch, plan and draft, every day, and say what they found in one line.",
  },
  {
    icon: CircleCheckBig,
    title: "You decide what leaves the house",
    text: "Every message and post waits for you, exactly as it would be sent, with its reasons and sources.",
  },
  {
    icon: ShieldCheck,
    title: "Everything can be traced",
    text: "Each number opens to the rows behind it, and each step of an agent is written down.",
  },
];

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <main className="mx-auto flex w-full max-w-sm flex-col justify-center px-5 py-10">
        <div className="mb-8 flex items-center gap-2.5">
          <Mark className="size-8" />
          <span>
            <span className="block font-semibold text-base leading-5">Quarterdeck</span>
            <span className="block text-muted text-xs">The command centre for your agents</span>
          </span>
        </div>
        {children}
      </main>
      <aside
        aria-label="About Quarterdeck"
        className="hidden border-l bg-sunken lg:flex lg:items-center lg:justify-center"
      >
        <ul className="flex max-w-lg flex-col gap-7 px-12">
          {promises.map(({ icon: Icon, title, text }) => (
            <li key={title} className="flex gap-4">
              <span className="flex size-9 shrink-0 items-center justify-center rounded-lg border bg-surface text-accent shadow-card">
                <Icon aria-hidden className="size-4.5" />
              </span>
              <span>
                <span className="block font-medium text-base">{title}</span>
                <span className="mt-0.5 block text-muted text-sm">{text}</span>
              </span>
            </li>
          ))}
        </ul>
      </aside>
    </div>
  );
}
