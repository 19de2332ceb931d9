"use client";
/** The keys of the inbox, and the same acts in the palette; none of them decides about something that is not on screen. */
import { AlarmClock, Check, CheckCheck, FilePenLine, Undo2, X } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";

export type InboxActs = {
  move: (step: 1 | -1) => void;
  read: () => void;
  extend: (step: 1 | -1) => void;
  toggle: () => void;
  approve: () => void;
  complete: () => void;
  edit: () => void;
  reject: () => void;
  snooze: () => void;
  undo: () => void;
  leave: () => void;
};

const group = "Approvals";
const doNothing = () => undefined;
const idle: InboxActs = {
  move: doNothing,
  read: doNothing,
  extend: doNothing,
  toggle: doNothing,
  approve: doNothing,
  complete: doNothing,
  edit: doNothing,
  reject: doNothing,
  snooze: doNothing,
  undo: doNothing,
  leave: doNothing,
};

/** While `isOccupied`, a question or an edit is open, and only leaving it is left to the keys. */
export function useInboxKeys(isOccupied: boolean, acts: InboxActs): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = isOccupied ? { ...idle, leave: acts.leave } : acts;
  });
  const commands = useMemo<Command[]>(() => {
    const hidden = { group, isInPalette: false };
    return [
      { ...hidden, id: "inbox-next", label: "Next", keys: "j", run: () => latest.current.move(1) },
      { ...hidden, id: "inbox-previous", label: "Previous", keys: "k", run: () => latest.current.move(-1) },
      { ...hidden, id: "inbox-open", label: "Open", keys: "enter", run: () => latest.current.read() },
      { ...hidden, id: "inbox-select", label: "Select", keys: "x", run: () => latest.current.toggle() },
      {
        ...hidden,
        id: "inbox-extend-down",
        label: "Select downwards",
        keys: "shift+j",
        run: () => latest.current.extend(1),
      },
      {
        ...hidden,
        id: "inbox-extend-up",
        label: "Select upwards",
        keys: "shift+k",
        run: () => latest.current.extend(-1),
      },
      { ...hidden, id: "inbox-leave", label: "Close or clear", keys: "escape", run: () => latest.current.leave() },
      { id: "inbox-approve", group, label: "Approve", keys: "a", icon: Check, run: () => latest.current.approve() },
      { id: "inbox-edit", group, label: "Edit", keys: "e", icon: FilePenLine, run: () => latest.current.edit() },
      {
        id: "inbox-reject",
        group,
        label: "Reject with a reason",
        keys: "r",
        icon: X,
        run: () => latest.current.reject(),
      },
      { id: "inbox-snooze", group, label: "Snooze", keys: "h", icon: AlarmClock, run: () => latest.current.snooze() },
      {
        id: "inbox-undo",
        group,
        label: "Take back the last",
        keys: "u",
        icon: Undo2,
        run: () => latest.current.undo(),
      },
      {
        id: "inbox-done",
        group,
        label: "Mark a suggestion as done",
        icon: CheckCheck,
        run: () => latest.current.complete(),
      },
    ];
  }, []);
  useCommands(commands);
}
