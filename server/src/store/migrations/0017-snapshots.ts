/**
 * Workspaces that were copied from others, and copies that are kept to go back to. A copy has the ids of what it was
 * copied from, so nothing but a workspace and an id together is one of its kind: neither a key nor a logged request.
 */
export const snapshots = `
alter table workspaces
  add column forked_from uuid references workspaces (id),
  add column snapshot_of uuid references workspaces (id),
  add column snapshot_name text,
  add constraint workspaces_snapshot_check check ((snapshot_of is null) = (snapshot_name is null));
create index workspaces_forks on workspaces (forked_from, created_at, id) where forked_from is not null;
create unique index workspaces_snapshots on workspaces (snapshot_of, snapshot_name) where snapshot_of is not null;

alter table widget_tokens drop constraint widget_tokens_key_id_fkey;
alter table api_keys drop constraint api_keys_pkey, add primary key (workspace_id, id);
alter table widget_tokens add foreign key (workspace_id, key_id) references api_keys (workspace_id, id);

alter table requests drop constraint requests_pkey;
create unique index requests_of_workspace on requests (workspace_id, request_id);
`
