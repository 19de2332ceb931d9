/** Whether the person is leaving a workspace by themselves right now: then nobody needs to tell them that they are gone. */

let count = 0;

/** Call before leaving; what it returns takes it back when leaving did not work. */
export function expectToLeave(): () => void {
  count += 1;
  return () => {
    count -= 1;
  };
}

export function isExpectedToLeave(): boolean {
  return count > 0;
}
