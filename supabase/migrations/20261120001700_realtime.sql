-- Who may listen to a workspace, and the one small broadcast that says "look again".

create function private.topic_workspace() returns uuid
language sql stable set search_path = ''
as $$
  select case when realtime.topic() ~ '^workspace:[0-9a-f-]{36}$' then substring(realtime.topic() from 11)::uuid end
$$;
comment on function private.topic_workspace() is 'The workspace that the channel being joined names, or null.';
grant execute on function private.topic_workspace() to authenticated;

create policy workspace_members_listen on realtime.messages for select to authenticated
  using (extension = 'broadcast' and (select private.topic_workspace()) = any ((select private.my_workspaces('viewer'))::uuid[]));

create function private.broadcast_changes(workspace uuid, changes jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if workspace is distinct from private.worker_workspace() then
    raise exception using errcode = '42501', message = 'a worker speaks only to its own workspace';
  end if;
  perform realtime.send(jsonb_build_object('entities', changes), 'changed', 'workspace:' || workspace, true);
end
$$;
comment on function private.broadcast_changes(uuid, jsonb) is 'Tells the pages of a workspace which entities to read again. Carries ids, never data.';
grant execute on function private.broadcast_changes(uuid, jsonb) to quarterdeck_worker;
