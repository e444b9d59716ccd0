/** Tokens of widgets, and what people consented to at institutions of an open finance network. */
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

alter table workspaces add column consent_reminders boolean not null default false;

alter table link_keys
  drop constraint link_keys_purpose_check,
  add constraint link_keys_purpose_check check (purpose in ('credentials', 'data', 'consent'));

create table consents (
  workspace_id uuid not null,
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  link_id uuid not null,
  status text not null check (status in
    ('AUTHORISED', 'AWAITING_AUTHORISATION', 'AWAITING_AUTHORISATION_CONFIRMATION', 'REJECTED', 'EXPIRED')),
  document_index bytea not null,
  sealed_person bytea not null,
  permissions jsonb not null,
  duration_days smallint,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  due_at timestamptz(3),
  primary key (workspace_id, shard, id),
  unique (workspace_id, shard, link_id),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);
create index consents_of_person on consents (workspace_id, document_index, created_at desc, id desc);
create index consents_due on consents (due_at, id) where due_at is not null;
`
