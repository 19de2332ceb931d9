/** The one place that says by which sign each agent is known: an icon and a hue, wherever the agent is shown. */
import {
  Bot,
  CalendarRange,
  ChartPie,
  Clapperboard,
  type LucideIcon,
  Mail,
  Newspaper,
  Split,
  SquarePlay,
  Star,
  Target,
  TrendingUp,
} from "lucide-react";

/** `hue` is an angle of OKLCH; lightness and chroma belong to the theme. */
export type AgentLook = { icon: LucideIcon; hue: number };

const looks: Record<string, AgentLook> = {
  "ab-tester": { icon: Split, hue: 310 },
  "content-mix": { icon: ChartPie, hue: 80 },
  creators: { icon: Star, hue: 110 },
  outreach: { icon: Mail, hue: 258 },
  prospect: { icon: Target, hue: 285 },
  remotion: { icon: Clapperboard, hue: 350 },
  reporting: { icon: Newspaper, hue: 225 },
  scheduler: { icon: CalendarRange, hue: 190 },
  trends: { icon: TrendingUp, hue: 155 },
  youtube: { icon: SquarePlay, hue: 28 },
};

/** An agent without a line here is known by a plain sign and a hue of its own that never changes. */
export function findAgentLook(domain: string): AgentLook {
  const look = looks[domain];
  if (look) return look;
  let sum = 0;
  for (const character of domain) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return { icon: Bot, hue: sum };
}
