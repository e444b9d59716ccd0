/**
 * What an endpoint of webhooks may ask for: some of them only, signatures, patience, order. What became of the tries at
 * it is kept beside it, so that one that fails for long can be left alone and looked after.
 */
export const endpoints = `
alter table webhook_endpoints
  add column description text,
  add column enabled boolean not null default true,
  add column webhook_types text[],
  add column webhook_codes text[],
  add column institutions text[],
  add column links text[],
  add column retries text not null default 'standard' check (retries in ('standard', 'patient')),
  add column ordered boolean not null default false,
  add column slowed_until timestamptz(3),
  add column failing_since timestamptz(3),
  add column failures_count integer not null default 0,
  add column paused_at timestamptz(3),
  add column gone_at timestamptz(3),
  add column probes_count integer not null default 0,
  add column probe_delivery_id uuid,
  add column due_at timestamptz(3);
create index webhook_endpoints_due on webhook_endpoints (due_at, id) where due_at is not null;

create table webhook_secrets (
  workspace_id uuid not null,
  endpoint_id uuid not null,
  id uuid not null,
  sealed_secret bytea not null,
  created_at timestamptz(3) not null,
  primary key (workspace_id, endpoint_id, id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id)
);

alter table deliveries
  alter column link_id drop not null,
  add column ordered boolean not null default false;
create index deliveries_held on deliveries (endpoint_id, created_at, event_sequence, id)
  where status = 'pending' and next_attempt_at is null;
-- Of what falls due at one instant goes first what happened first.
drop index deliveries_due;
drop index deliveries_due_of_endpoint;
create index deliveries_due on deliveries (next_attempt_at, created_at, event_sequence, id)
  where next_attempt_at is not null;
create index deliveries_due_of_endpoint on deliveries (endpoint_id, next_attempt_at, created_at, event_sequence, id)
  where next_attempt_at is not null;
-- Who is first of a link and an endpoint.
create index deliveries_in_order on deliveries (workspace_id, shard, endpoint_id, link_id, event_sequence)
  where status = 'pending' and ordered;
`
