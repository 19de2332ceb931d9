/** The outline of an agent while the server reads. */
import { AgentSkeleton } from "#components/agents/agent-skeleton.tsx";

export default function Loading() {
  return <AgentSkeleton />;
}
