/** The one list of what can be set: the side list, the page of settings and the palette derive from it. */
import {
  Building2,
  CircleDollarSign,
  CircleUser,
  KeyRound,
  type LucideIcon,
  ShieldCheck,
  Sparkles,
  Users,
  Webhook,
} from "lucide-react";

export type SettingsSection = {
  href: `/settings/${string}`;
  label: string;
  /** What it answers, in one sentence. */
  purpose: string;
  icon: LucideIcon;
};

export const settingsGroups: readonly { label: string; sections: readonly SettingsSection[] }[] = [
  {
    label: "Workspace",
    sections: [
      {
        href: "/settings/workspace",
        label: "Workspace",
        purpose: "Its name, its day, and how long a decision waits.",
        icon: Building2,
      },
      { href: "/settings/members", label: "Members", purpose: "Who belongs here, and what each may do.", icon: Users },
      {
        href: "/settings/limits",
        label: "Limits",
        purpose: "What agents may do without asking, how often and when.",
        icon: ShieldCheck,
      },
      {
        href: "/settings/budget",
        label: "Budget",
        purpose: "What language models may cost, and what they did.",
        icon: CircleDollarSign,
      },
      {
        href: "/settings/model",
        label: "Model",
        purpose: "Which language model writes, and how it does.",
        icon: Sparkles,
      },
    ],
  },
  {
    label: "Programs",
    sections: [
      {
        href: "/settings/keys",
        label: "API keys",
        purpose: "For the command line, the API and MCP clients.",
        icon: KeyRound,
      },
      {
        href: "/settings/webhooks",
        label: "Webhooks",
        purpose: "Addresses at which programs outside call in.",
        icon: Webhook,
      },
    ],
  },
  {
    label: "You",
    sections: [
      {
        href: "/settings/you",
        label: "Your account",
        purpose: "Appearance, keys of the keyboard, password, sessions.",
        icon: CircleUser,
      },
    ],
  },
];
