/** The sign of a connection: what it is mostly for. Decorative, because its name always stands beside it. */
import {
  ChartColumn,
  Clapperboard,
  Globe,
  type LucideIcon,
  Mail,
  Megaphone,
  MessageCircle,
  Phone,
  Plug,
  Send,
  Users,
} from "lucide-react";

const icons: Record<string, LucideIcon> = {
  email: Mail,
  sms: Phone,
  letter: Send,
  post: Megaphone,
  "chat-alert": MessageCircle,
  crm: Users,
  ads: Megaphone,
  "video-stats": ChartColumn,
  "market-research": ChartColumn,
  render: Clapperboard,
  "web-search": Globe,
};

export function findConnectionIcon(capabilities: readonly string[]): LucideIcon {
  return icons[capabilities[0] ?? ""] ?? Plug;
}
