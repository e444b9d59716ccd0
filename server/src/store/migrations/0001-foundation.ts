/** Workspaces and their keys, links and what hangs from them, the request log. */
export const foundation = `
create table instance (
  name text primary key,
  value text not null
);

create table workspaces (
  id uuid primary key,
  name text not null,
  seed text not null,
  clock_offset_ms bigint not null,
  clock_frozen_at timestamptz(3),
  sealed_key bytea not null,
  sealed_identity_key bytea not null,
  created_at timestamptz(3) not null
);

create table api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id),
  name text not null,
  secret_id text not null unique,
  secret_mac bytea not null,
  scopes text[] not null,
  created_at timestamptz(3) not null,
  revoked_at timestamptz(3)
);
create index api_keys_of_workspace on api_keys (workspace_id, created_at, id);

create table counters (
  workspace_id uuid not null references workspaces (id),
  kind text not null,
  key text not null,
  taken integer not null,
  primary key (workspace_id, kind, key)
);

create table recent_deletions (
  workspace_id uuid not null references workspaces (id),
  kind text not null,
  instants timestamptz(3)[] not null,
  primary key (workspace_id, kind)
);

create table links (
  workspace_id uuid not null references workspaces (id),
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  institution text not null,
  access_mode text not null check (access_mode in ('single', 'recurrent')),
  status text not null check (status in ('valid', 'invalid', 'unconfirmed', 'token_required')),
  refresh_rate text,
  credentials_storage text not null,
  credentials_expire_at timestamptz(3),
  fetch_resources text[] not null,
  stale_in text,
  external_id text,
  institution_user_id text not null,
  created_by uuid not null,
  created_at timestamptz(3) not null,
  last_accessed_at timestamptz(3),
  events_count bigint not null,
  primary key (workspace_id, shard, id)
);
create index links_newest on links (workspace_id, created_at desc, id desc);

create table link_keys (
  workspace_id uuid not null,
  shard smallint not null,
  link_id uuid not null,
  purpose text not null check (purpose in ('credentials', 'data')),
  sealed_key bytea not null,
  primary key (workspace_id, shard, link_id, purpose),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);

create table link_credentials (
  workspace_id uuid not null,
  shard smallint not null,
  link_id uuid not null,
  sealed bytea not null,
  primary key (workspace_id, shard, link_id),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);

create table events (
  workspace_id uuid not null references workspaces (id),
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  link_id uuid not null,
  sequence bigint not null,
  kind text not null,
  request_id text not null,
  data jsonb not null,
  happened_at timestamptz(3) not null,
  primary key (workspace_id, shard, id)
);
create unique index events_of_link on events (workspace_id, shard, link_id, sequence);

create table requests (
  request_id text primary key,
  workspace_id uuid,
  method text not null,
  path text not null,
  status smallint not null,
  duration_ms double precision not null,
  received_at timestamptz(3) not null
);
create index requests_by_age on requests (received_at);
`
