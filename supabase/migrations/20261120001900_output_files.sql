-- The files of deliverables: a private bucket in which the first folder of a name is the workspace.

insert into storage.buckets (id, name, public, file_size_limit)
values ('outputs', 'outputs', false, 50 * 1024 * 1024)
on conflict (id) do update set public = excluded.public, file_size_limit = excluded.file_size_limit;

create function private.file_workspace(name text) returns uuid
language sql immutable set search_path = ''
as $$
  select case when name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.' then split_part(name, '/', 1)::uuid end
$$;
comment on function private.file_workspace(text) is 'The workspace that a file of the bucket "outputs" belongs to, or null for a name without one.';
grant execute on function private.file_workspace(text) to authenticated;

create policy output_files_select on storage.objects for select to authenticated
  using (bucket_id = 'outputs' and private.file_workspace(name) = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy output_files_insert on storage.objects for insert to authenticated
  with check (bucket_id = 'outputs' and private.file_workspace(name) = any ((select private.my_workspaces('member'))::uuid[]));
create policy output_files_update on storage.objects for update to authenticated
  using (bucket_id = 'outputs' and private.file_workspace(name) = any ((select private.my_workspaces('member'))::uuid[]))
  with check (bucket_id = 'outputs' and private.file_workspace(name) = any ((select private.my_workspaces('member'))::uuid[]));
create policy output_files_delete on storage.objects for delete to authenticated
  using (bucket_id = 'outputs' and private.file_workspace(name) = any ((select private.my_workspaces('member'))::uuid[]));
