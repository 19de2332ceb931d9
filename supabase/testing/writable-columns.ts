/** Owns which columns of existing rows each role of the database may write. What is not listed is refused. */

/** Every column that may be written in an existing row, by role. A table that is absent has none. */
export const writableColumns: Record<string, Record<string, string>> = {
  quarterdeck_person: {
    workspaces:
      "approval_ttl_hours autopilot_effects daily_budget_micros daily_effect_cap name policy_version quiet_from quiet_until sweep_at sweep_enabled time_zone touches_per_week undo_window_seconds",
    members: "role",
    invitations: "expires_at token_hash",
    agents: "autonomy daily_budget_micros paused_at paused_by settings",
    tasks: "finished_at status",
    idempotency_keys: "response",
    outputs: "decided_at decided_by revision status title",
    contacts:
      "attributes company email email_consent external_id import_id interactions is_research_ready is_sample job_title last_interaction_at name outcome phone score score_parts scored_at source time_zone updated_at",
    contact_ledger: "status",
    webhook_sources: "is_enabled name previous_until sealed_secret",
    webhook_rules: "conditions contact_fields event_type is_enabled may_overwrite name params position task",
    webhook_events: "handled_at outcomes replays verdict",
    chat_links: "wants_approvals",
    imports: "accepted encoding finished_at mapping notes rejected rejections replaced status updated",
    approvals:
      "account author_kind decided_at decided_by decided_via decision_reason digest payload policy_version preview recipient revision snoozed_until status",
    bulk_decisions: "done finished_at refused status stopped_by total",
    bulk_decision_items: "delivery_id message status",
    deliveries: "evidence finished_at release_at resolved_by status vendor_id",
    messages: "answered_at read_at",
    memories: "expires_at is_untrusted source updated_at value version",
    api_keys: "revoked_at",
    posts: "account body import_id likes niche posted_at replies shares views",
    accounts: "connection handle title",
    post_metrics: "clicks import_id impressions likes replies shares",
    videos:
      "category channel_id channel_title description duration_seconds import_id niche niche_by niche_probability offer offer_by offer_probability published_at tags title type type_by type_probability",
    video_stats: "comments likes views",
    creators: "engagement_rate external_id followers handle import_id name niches read_at source url",
    creator_posts: "body creator_id handle import_id likes niche posted_at read_at replies shares source url views",
    connections:
      "account account_label check_message checked_at connected_by is_healthy sealed secret_names settings version",
  },
  quarterdeck_worker: {
    task_term_progress: "through_id",
    tasks:
      "attempt attempts cost_micros error finished_at preview reserved_micros result run_id started_at status waiting_for",
    outputs: "decided_at decided_by revision status title",
    contacts:
      "attributes company email email_consent external_id interactions is_research_ready job_title last_interaction_at name outcome phone score score_parts scored_at time_zone",
    webhook_sources: "last_received_at last_refusal last_refused_at refused",
    webhook_events: "handled_at outcomes repeats verdict",
    chat_links: "chat_id chat_name chat_user_id code_expires_at code_hash linked_at",
    chat_questions: "answered_at asked_at is_whole message_id outcome token_hash",
    contact_ledger: "happened_at status",
    approvals: "account decided_at decided_by decided_via decision_reason digest expires_at policy_version status",
    bulk_decisions: "finished_at problem status",
    deliveries: "connector error evidence fence finished_at release_at sending_at status vendor_id",
    messages: "answered_at handled_by_task_id overdue_at read_at",
    memories: "expires_at is_untrusted source updated_at value version",
    spend_days: "reserved_micros spent_micros",
    render_jobs: "attempts error finished_at lease_until offered_at output_id progress status task_id",
    connections: "account_label check_message checked_at is_healthy last_used_at",
    videos:
      "category channel_id channel_title description duration_seconds import_id niche niche_by niche_probability offer offer_by offer_probability published_at tag_reasons tagged_at tags title type type_by type_probability",
    video_stats: "comments likes views",
    creators: "engagement_rate external_id followers handle import_id name niches read_at source url",
    creator_posts: "body creator_id handle import_id likes niche posted_at read_at replies shares source url views",
    posts: "external_id likes replies shares views",
    ab_tests:
      "decided_by_task_id ended_at lead outcome reason started_at status uplift uplift_high uplift_low winner_variant_id",
    ab_variants: "approval_id delivery_id post_id published_at text",
    outreach_queue: "drafted_by due_at expected_value_usd output_id reason status status_reason time_zone",
    sweep_summaries: "task_id",
    cross_platform_trends:
      "avg_engagement bursts detected_at parts platform_count platforms post_count task_id top_posts total_engagement trend_strength updated_at",
  },
  quarterdeck_scheduler: {},
  quarterdeck_app: {},
  authenticated: {},
  anon: {},
};
