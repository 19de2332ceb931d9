"use client";
/** The palette's commands about settings, loaded after the page has been drawn. */
import dynamic from "next/dynamic";

export const SettingsCommandsLater = dynamic(
  () => import("./settings-commands.tsx").then(module => module.SettingsCommands),
  { ssr: false },
);
