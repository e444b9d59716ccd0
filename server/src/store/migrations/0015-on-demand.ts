/** What was made to happen to users of the sandbox; deliveries that are made once more. */
export const onDemand = `
create table world_changes (
  workspace_id uuid not null references workspaces (id),
  institution text not null,
  user_id text not null,
  number integer not null,
  kind text not null check (kind in ('added', 'changed', 'taken_back', 'password_changed')),
  resource text,
  subject text,
  happened_at timestamptz(3) not null,
  primary key (workspace_id, institution, user_id, number)
);

alter table deliveries add column attempts_before_round smallint not null default 0;
create index events_of_webhooks on events (workspace_id, happened_at, id) where kind = 'webhook';
create index deliveries_unacknowledged on deliveries (workspace_id, created_at, id) where status <> 'delivered';
`
