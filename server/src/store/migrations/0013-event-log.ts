/**
 * One log for everything that happens in a workspace. Its events have a position in the workspace's feed, and need no
 * link. What there is gets its place by time, without a link's events changing places among each other.
 */
export const eventLog = `
-- The row is written by every transaction that records something, and finds room beside itself.
create table event_feeds (
  workspace_id uuid primary key references workspaces (id),
  position bigint not null,
  own_events_count bigint not null
) with (fillfactor = 10);

alter table events add column position bigint;
with steady as (
  select workspace_id, shard, id, link_id, sequence,
    max(happened_at) over (partition by workspace_id, link_id order by sequence) as at
  from events
), numbered as (
  select workspace_id, shard, id,
    row_number() over (partition by workspace_id order by at, link_id, sequence) as position
  from steady
)
update events set position = numbered.position from numbered
  where events.workspace_id = numbered.workspace_id and events.shard = numbered.shard and events.id = numbered.id;
insert into event_feeds
  select workspaces.id, coalesce(max(events.position), 0), 0
  from workspaces left join events on events.workspace_id = workspaces.id
  group by workspaces.id;
alter table events
  alter column position set not null,
  alter column link_id drop not null,
  alter column sequence drop not null,
  alter column request_id drop not null,
  add constraint events_link_check check ((link_id is null) = (sequence is null)),
  -- Whoever holds the feed's row must not wait for anybody, not even for the workspace's row.
  drop constraint events_workspace_id_fkey;
create index events_of_feed on events (workspace_id, position);

alter table deliveries
  add column event_id uuid,
  add column event_sequence bigint;
`
