"use client";
/** What people call the tasks and their agents: handed down once by the server, since a task carries only the names of the code. */
import { createContext, type ReactNode, useContext } from "react";
import { nameTask, type TaskNames } from "./name-task.ts";

const Names = createContext<TaskNames>({});

export function TaskNamesProvider({ names, children }: { names: TaskNames; children: ReactNode }) {
  return <Names value={names}>{children}</Names>;
}

/** The words for a task and its agent; the code's own in words for what is no longer declared. */
export function useTaskWords(): (task: { domain: string; task: string }) => { agent: string; title: string } {
  const names = useContext(Names);
  return ({ domain, task }) => nameTask(names, { domain, task });
}

/** A task's title where only a component can ask for it. */
export function TaskTitle({ task }: { task: { domain: string; task: string } }) {
  return useTaskWords()(task).title;
}
