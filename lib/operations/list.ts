/** Owns the list of every operation the product offers: what all surfaces are projected from. */
import { activityList } from "./activity.ts";
import { agentGet, agentList, agentPause, agentResume, agentUpdate } from "./agent.ts";
import {
  approvalApprove,
  approvalApproveMany,
  approvalComplete,
  approvalEdit,
  approvalGet,
  approvalList,
  approvalReject,
  approvalSnooze,
} from "./approval.ts";
import { connectorCheck, connectorList } from "./connector.ts";
import { contactCreate, contactGet, contactList, contactUpdate } from "./contact.ts";
import type { AnyOperation } from "./define.ts";
import { deliveryGet, deliveryList, deliveryRecall, deliveryResolve, deliveryRetry } from "./delivery.ts";
import { importCreate, importGet, importList, importPreview } from "./import.ts";
import { memberInvite, memberJoin } from "./invitation.ts";
import { keyCreate, keyList, keyRevoke } from "./key.ts";
import { memberList } from "./member.ts";
import { messageList } from "./message.ts";
import { outputGet } from "./output.ts";
import { overviewGet } from "./overview.ts";
import { statusGet } from "./status.ts";
import { sweepGet, sweepList, sweepRun } from "./sweep.ts";
import { taskCancel, taskDispatch, taskDispatchMany, taskGet, taskList, taskRerun } from "./task.ts";
import { workspaceCreate, workspaceCreateSample, workspaceGet, workspaceList, workspaceUpdate } from "./workspace.ts";

export const operations: readonly AnyOperation[] = [
  workspaceList,
  workspaceCreate,
  workspaceCreateSample,
  workspaceGet,
  workspaceUpdate,
  memberList,
  memberInvite,
  memberJoin,
  overviewGet,
  statusGet,
  agentList,
  agentGet,
  agentUpdate,
  agentPause,
  agentResume,
  taskDispatch,
  taskDispatchMany,
  taskList,
  taskGet,
  taskCancel,
  taskRerun,
  sweepRun,
  sweepGet,
  sweepList,
  approvalList,
  approvalGet,
  approvalApprove,
  approvalApproveMany,
  approvalEdit,
  approvalReject,
  approvalSnooze,
  approvalComplete,
  deliveryList,
  deliveryGet,
  deliveryRecall,
  deliveryResolve,
  deliveryRetry,
  contactList,
  contactGet,
  contactCreate,
  contactUpdate,
  importPreview,
  importCreate,
  importGet,
  importList,
  activityList,
  messageList,
  outputGet,
  keyCreate,
  keyList,
  keyRevoke,
  connectorList,
  connectorCheck,
];

const byName = new Map<string, AnyOperation>(operations.map(operation => [operation.name, operation]));

/** The operation of a name, or undefined. */
export function findOperation(name: string): AnyOperation | undefined {
  return byName.get(name);
}
