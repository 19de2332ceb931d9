"use client";
/** The palette's commands about agents, loaded after the page has been drawn. */
import dynamic from "next/dynamic";

export const AgentCommandsLater = dynamic(() => import("./agent-commands.tsx").then(module => module.AgentCommands), {
  ssr: false,
});
