/** Owns the list of every operation the product offers: what all surfaces are projected from. */
import { abTestGet, abTestList } from "./ab-test.ts";
import { activityList } from "./activity.ts";
import { agentGet, agentList, agentPause, agentResume, agentUpdate } from "./agent.ts";
import { analyticsExport, analyticsGet, analyticsListRows } from "./analytics.ts";
import {
  approvalApprove,
  approvalApproveMany,
  approvalComplete,
  approvalEdit,
  approvalReject,
  approvalSnooze,
} from "./approval.ts";
import { approvalCount, approvalGet, approvalList } from "./approval-inbox.ts";
import {
  bulkDecisionGet,
  bulkDecisionList,
  bulkDecisionRecall,
  bulkDecisionStart,
  bulkDecisionStop,
} from "./bulk-decision.ts";
import { chatLink, chatList, chatUnlink, chatUpdate } from "./chat.ts";
import { claimVerify } from "./claim.ts";
import { connectorCheck, connectorConnect, connectorDisconnect, connectorList } from "./connector.ts";
import { contactCreate, contactGet, contactList, contactUpdate } from "./contact.ts";
import { contentMixGet } from "./content-mix.ts";
import { creatorGet, creatorList } from "./creator.ts";
import type { AnyOperation } from "./define.ts";
import { deliveryGet, deliveryList, deliveryRecall, deliveryResolve, deliveryRetry } from "./delivery.ts";
import { importCreate, importGet, importList, importPreview } from "./import.ts";
import { invitationList, invitationResend, invitationRevoke, memberInvite, memberJoin } from "./invitation.ts";
import { keyCreate, keyList, keyRevoke } from "./key.ts";
import { libraryGet } from "./library.ts";
import { memberLeave, memberList, memberRemove, memberSeen, memberUpdate, workspaceTransfer } from "./member.ts";
import { messageAnswer, messageGet, messageList, threadGet, threadList, threadRead, threadUnread } from "./message.ts";
import { modelCheck, modelGet } from "./model.ts";
import {
  outputAccept,
  outputDownload,
  outputGet,
  outputList,
  outputReopen,
  outputRequestChanges,
  outputRevise,
} from "./output.ts";
import { outreachQueueGet, outreachQueueList } from "./outreach-queue.ts";
import { overviewGet } from "./overview.ts";
import { postGet, postList } from "./post.ts";
import { postingWindowList } from "./posting-window.ts";
import { renderJobGet, renderJobList } from "./render-job.ts";
import { searchFind } from "./search.ts";
import { spendGet } from "./spend.ts";
import { statusGet } from "./status.ts";
import { sweepGet, sweepList, sweepReport, sweepRun } from "./sweep.ts";
import { taskCancel, taskDispatch, taskDispatchMany, taskGet, taskList, taskRerun } from "./task.ts";
import { taskDefinitionList } from "./task-definition.ts";
import { trendList } from "./trend.ts";
import { videoGet, videoList } from "./video.ts";
import { webhookCreate, webhookGet, webhookList, webhookRotate, webhookUpdate } from "./webhook.ts";
import { webhookGetEvent, webhookListEvents, webhookReplay, webhookTest } from "./webhook-event.ts";
import { webhookCreateRule, webhookDeleteRule, webhookListRules, webhookUpdateRule } from "./webhook-rule.ts";
import {
  workspaceCreate,
  workspaceCreateSample,
  workspaceDelete,
  workspaceGet,
  workspaceList,
  workspaceUpdate,
} from "./workspace.ts";

export const operations: readonly AnyOperation[] = [
  workspaceList,
  workspaceCreate,
  workspaceCreateSample,
  workspaceGet,
  workspaceUpdate,
  workspaceTransfer,
  workspaceDelete,
  memberList,
  memberSeen,
  memberUpdate,
  memberRemove,
  memberLeave,
  memberInvite,
  invitationList,
  invitationResend,
  invitationRevoke,
  memberJoin,
  spendGet,
  modelGet,
  modelCheck,
  overviewGet,
  analyticsGet,
  analyticsListRows,
  analyticsExport,
  searchFind,
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
  taskDefinitionList,
  sweepRun,
  sweepGet,
  sweepList,
  sweepReport,
  claimVerify,
  approvalList,
  approvalCount,
  approvalGet,
  approvalApprove,
  approvalApproveMany,
  approvalEdit,
  approvalReject,
  approvalSnooze,
  approvalComplete,
  bulkDecisionStart,
  bulkDecisionList,
  bulkDecisionGet,
  bulkDecisionStop,
  bulkDecisionRecall,
  deliveryList,
  deliveryGet,
  deliveryRecall,
  deliveryResolve,
  deliveryRetry,
  contactList,
  contactGet,
  contactCreate,
  contactUpdate,
  libraryGet,
  postList,
  postGet,
  videoList,
  videoGet,
  creatorList,
  creatorGet,
  trendList,
  postingWindowList,
  contentMixGet,
  abTestList,
  abTestGet,
  outreachQueueList,
  outreachQueueGet,
  renderJobList,
  renderJobGet,
  importPreview,
  importCreate,
  importGet,
  importList,
  activityList,
  messageList,
  messageGet,
  messageAnswer,
  threadList,
  threadGet,
  threadRead,
  threadUnread,
  outputList,
  outputGet,
  outputAccept,
  outputReopen,
  outputRequestChanges,
  outputRevise,
  outputDownload,
  keyCreate,
  keyList,
  keyRevoke,
  connectorList,
  connectorConnect,
  connectorDisconnect,
  connectorCheck,
  webhookList,
  webhookGet,
  webhookCreate,
  webhookRotate,
  webhookUpdate,
  webhookListRules,
  webhookCreateRule,
  webhookUpdateRule,
  webhookDeleteRule,
  webhookListEvents,
  webhookGetEvent,
  webhookReplay,
  webhookTest,
  chatList,
  chatLink,
  chatUpdate,
  chatUnlink,
];

const byName = new Map<string, AnyOperation>(operations.map(operation => [operation.name, operation]));

/** The operation of a name, or undefined. */
export function findOperation(name: string): AnyOperation | undefined {
  return byName.get(name);
}
