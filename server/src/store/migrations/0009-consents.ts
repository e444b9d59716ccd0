/** Tokens of widgets. */
export const consents = `
create table widget_tokens (
  workspace_id uuid not null references workspaces (id),
  id text not null,
  key_id uuid not null references api_keys (id),
  purpose text not null check (purpose in ('registration', 'update')),
  scopes text[] not null,
  link_id uuid,
  fetch_resources text[],
  stale_in text,
  credentials_storage text,
  sealed_widget bytea,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  primary key (workspace_id, id)
);
create index widget_tokens_newest on widget_tokens (workspace_id, created_at);
create index widget_tokens_by_end on widget_tokens (workspace_id, expires_at);
`
