/** What a link's life needs: its schedule, its updates, sessions that wait for a token, webhooks, usage. */
export const life = `
alter table workspaces
  add column refresh_rate text not null default '7d',
  add column sweep_at timestamptz(3);
update workspaces set sweep_at = created_at;
alter table workspaces alter column sweep_at set not null;
create index workspaces_sweep_due on workspaces (sweep_at, id);
create index events_by_age on events (workspace_id, happened_at);

alter table links
  add column requests_count integer not null default 0,
  add column read_at jsonb not null default '{}',
  add column failed_logins smallint not null default 0,
  add column next_refresh_at timestamptz(3),
  add column refresh_retries smallint not null default 0,
  add column stale_at timestamptz(3),
  add column refresh_claimed_at timestamptz(3),
  add column refreshed_at timestamptz(3);
-- Rows that are written again and again find room beside themselves, and their indexes stay as they are.
alter table links set (fillfactor = 50);
alter table accounts set (fillfactor = 80);
alter table owners set (fillfactor = 80);
alter table transactions set (fillfactor = 80);
create index links_refresh_due on links (next_refresh_at, id) where next_refresh_at is not null;
create index links_credentials_due on links (credentials_expire_at, id) where credentials_expire_at is not null;
create index links_stale_due on links (stale_at, id) where stale_at is not null;

create table updates (
  workspace_id uuid not null,
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  link_id uuid not null,
  cause text not null check (cause in
    ('registration', 'refresh', 'access_mode_switch', 'credentials_changed', 'recurrent', 'async_post')),
  resources text[] not null,
  request_id text not null,
  parameters jsonb not null,
  tries smallint not null,
  created_at timestamptz(3) not null,
  due_at timestamptz(3),
  finished_at timestamptz(3),
  outcome jsonb,
  primary key (workspace_id, shard, id),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);
create index updates_due on updates (due_at, id) where due_at is not null;
create index updates_by_age on updates (workspace_id, created_at);
create index updates_of_link on updates (workspace_id, shard, link_id, created_at desc);

create table mfa_sessions (
  workspace_id uuid not null,
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  link_id uuid not null,
  session text not null,
  sealed_purpose bytea not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  primary key (workspace_id, shard, id),
  unique (workspace_id, shard, link_id, session),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);
create index mfa_sessions_due on mfa_sessions (expires_at, id);

create table webhook_endpoints (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  url text not null,
  sealed_authorization bytea,
  created_at timestamptz(3) not null,
  removed_at timestamptz(3),
  primary key (workspace_id, id)
);

create table deliveries (
  workspace_id uuid not null references workspaces (id),
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  link_id uuid not null,
  endpoint_id uuid not null,
  webhook_id text not null,
  webhook_type text not null,
  webhook_code text not null,
  payload text not null,
  status text not null check (status in ('pending', 'delivered', 'abandoned')),
  attempts_count smallint not null,
  created_at timestamptz(3) not null,
  next_attempt_at timestamptz(3),
  settled_at timestamptz(3),
  primary key (workspace_id, shard, id)
);
create index deliveries_due on deliveries (next_attempt_at, id) where next_attempt_at is not null;
create index deliveries_due_of_endpoint on deliveries (endpoint_id, next_attempt_at, id)
  where next_attempt_at is not null;
create index deliveries_newest on deliveries (workspace_id, created_at desc, id desc);
create index deliveries_of_link on deliveries (workspace_id, shard, link_id, created_at desc, id desc);

create table delivery_attempts (
  workspace_id uuid not null,
  shard smallint not null,
  delivery_id uuid not null,
  attempt smallint not null,
  started_at timestamptz(3) not null,
  duration_ms double precision not null,
  status smallint,
  problem text,
  reply text,
  primary key (workspace_id, shard, delivery_id, attempt),
  foreign key (workspace_id, shard, delivery_id) references deliveries (workspace_id, shard, id) on delete cascade
);

create table usage (
  workspace_id uuid not null references workspaces (id),
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  link_id uuid not null,
  kind text not null check (kind in ('registration', 'historical_update', 'recurrent_update', 'retrieval')),
  request_id text not null,
  happened_at timestamptz(3) not null,
  primary key (workspace_id, shard, id)
);
create index usage_newest on usage (workspace_id, happened_at desc, id desc);
`
