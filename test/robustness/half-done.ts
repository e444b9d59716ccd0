/** What must not exist after any crash: each query finds the rows of a change that came only half. */
const traces: Readonly<Record<string, string>> = {
  'a link without its two keys': `select id from links where 2 <> (select count(*) from link_keys
    where link_keys.workspace_id = links.workspace_id and link_keys.shard = links.shard and link_id = links.id)`,
  'a link without credentials': `select id from links where not exists (select 1 from link_credentials as kept
    where kept.workspace_id = links.workspace_id and kept.shard = links.shard and kept.link_id = links.id)`,
  'a link without the event of its registration': `select id from links where not exists (select 1 from events
    where events.workspace_id = links.workspace_id and events.link_id = links.id
    and sequence = 1 and kind = 'link_registered')`,
  'a link whose events have gaps': `select id from links where events_count <> (select count(*) from events
    where events.workspace_id = links.workspace_id and events.link_id = links.id)
    or events_count <> (select max(sequence) from events
    where events.workspace_id = links.workspace_id and events.link_id = links.id)`,
  'events with gaps or doubles, of a deleted link too': `select link_id from events where link_id is not null group by link_id
    having count(*) <> max(sequence) or count(distinct sequence) <> count(*)`,
  'an event without a link': `select id from events where link_id is not null
    and not exists (select 1 from links where links.id = events.link_id)
    and not exists (select 1 from events as gone where gone.link_id = events.link_id and gone.kind = 'link_deleted')`,
  'an event after the deletion': `select later.id from events as later join events as gone using (workspace_id, link_id)
    where gone.kind = 'link_deleted' and later.kind not in ('link_deleted', 'webhook')
    and later.sequence > gone.sequence`,
  'a log with gaps or doubles, or with another end than its feed says': `select workspace_id from event_feeds
    where position <> (select count(*) from events where events.workspace_id = event_feeds.workspace_id)
    or position <> (select count(distinct events.position) from events
    where events.workspace_id = event_feeds.workspace_id)
    or position <> (select max(events.position) from events where events.workspace_id = event_feeds.workspace_id)`,
  'a link that no number was taken for': `select id from links where not exists (select 1 from counters
    where counters.workspace_id = links.workspace_id and kind = 'link'
    and key = links.institution || ' ' || links.institution_user_id and taken >= 1)`,
  'a number that was taken for no link': `select kind from (select 'link' as kind) as one
    where (select coalesce(sum(taken), 0) from counters where counters.kind = 'link')
    <> (select count(*) from events where events.kind = 'link_registered')`,
  'an account without a link': `select id from accounts where not exists (select 1 from links
    where links.workspace_id = accounts.workspace_id and links.shard = accounts.shard and links.id = link_id)`,
  'an account that no retrieval tells of': `select id from accounts where not exists (select 1 from events
    where events.workspace_id = accounts.workspace_id and events.link_id = accounts.link_id
    and kind in ('records_retrieved', 'update_finished'))`,
  'a transaction without an account': `select id from transactions where not exists (select 1 from accounts
    where accounts.workspace_id = transactions.workspace_id and accounts.shard = transactions.shard
    and accounts.id = transactions.account_id and accounts.link_id = transactions.link_id)`,
  'a retrieval that kept fewer accounts than it counted': `select link_id from events where kind = 'records_retrieved'
    and exists (select 1 from links where links.id = link_id)
    and data->>'resource' = 'ACCOUNTS' and (data->'counts'->'ACCOUNTS'->>'fresh')::int > (select count(*) from accounts
    where accounts.workspace_id = events.workspace_id and accounts.link_id = events.link_id)`,
  'a retrieval that kept fewer transactions than it counted': `select link_id from events
    where kind = 'records_retrieved' and data->>'resource' = 'TRANSACTIONS'
    and exists (select 1 from links where links.id = link_id)
    and (data->'counts'->'TRANSACTIONS'->>'fresh')::int > (select count(*) from transactions
    where transactions.workspace_id = events.workspace_id and transactions.link_id = events.link_id)`,
  'a workspace without an admin key': `select id from workspaces where not exists (select 1 from api_keys
    where api_keys.workspace_id = workspaces.id and 'admin' = any(scopes))`,
  'a second first workspace': 'select id from workspaces offset 1',
}

/** The same for updates, what they tell, and what is counted of them. */
const tracesOfWork: Readonly<Record<string, string>> = {
  'an update that nobody accepted': `select id from updates where not exists (select 1 from events
    where events.link_id = updates.link_id and events.request_id = updates.request_id and kind = 'update_due')`,
  'an update that is neither due nor finished, or both': `select id from updates
    where (due_at is null) = (finished_at is null)`,
  'an update that ended without an outcome': `select id from updates where finished_at is not null and outcome is null`,
  'an update whose end is not one event': `select id from updates where finished_at is not null
    and outcome->>'kind' <> 'cancelled' and 1 <> (select count(*) from events where events.link_id = updates.link_id
    and events.request_id = updates.request_id and kind = 'update_finished')`,
  'an update that ended and is not finished': `select id from updates where finished_at is null
    and exists (select 1 from events where events.link_id = updates.link_id
    and events.request_id = updates.request_id and kind = 'update_finished')`,
  'a resource that was kept and not told of once': `select updates.id from updates
    cross join lateral jsonb_each(outcome->'resources') as kept where outcome->>'kind' = 'done'
    and cause in ('registration', 'refresh', 'access_mode_switch', 'credentials_changed')
    and kept.value->>'kind' = 'kept' and 1 <> (select count(*) from events where events.link_id = updates.link_id
    and events.request_id = updates.request_id and kind = 'webhook' and data->>'type' = kept.key)`,
  'a webhook without its delivery': `select link_id from events where kind = 'webhook' group by link_id
    having count(*) * (select count(*) from webhook_endpoints where removed_at is null)
    <> (select count(*) from deliveries where deliveries.link_id = events.link_id)`,
  'a delivery without its event': `select id from deliveries where not exists (select 1 from events
    where events.workspace_id = deliveries.workspace_id and events.shard = deliveries.shard
    and events.id = deliveries.event_id and events.link_id = deliveries.link_id
    and events.sequence = deliveries.event_sequence and events.kind = 'webhook')`,
  'a delivery whose tries are not those that were counted': `select id from deliveries where attempts_count <> (
    select count(*) from delivery_attempts where delivery_id = deliveries.id) or attempts_count <> (
    select coalesce(max(attempt), 0) from delivery_attempts where delivery_id = deliveries.id)`,
  'a delivery that is settled and due': `select id from deliveries
    where status <> 'pending' and next_attempt_at is not null`,
  'a delivery that is held for nothing': `select id from deliveries
    where status = 'pending' and next_attempt_at is null
    and not exists (select 1 from webhook_endpoints as endpoint where endpoint.id = deliveries.endpoint_id
      and (not endpoint.enabled or endpoint.paused_at is not null or endpoint.due_at is not null))
    and not (ordered and exists (select 1 from deliveries as earlier where earlier.link_id = deliveries.link_id
      and earlier.endpoint_id = deliveries.endpoint_id and earlier.ordered and earlier.status = 'pending'
      and earlier.event_sequence < deliveries.event_sequence))`,
  'a delivery that was given up before its fifth try': `select id from deliveries
    where status = 'abandoned' and attempts_count <> 5`,
  'a delivery that is not what its last try came to': `select id from deliveries
    where (status = 'delivered') <> exists (select 1 from delivery_attempts as last where delivery_id = deliveries.id
    and attempt = attempts_count and last.status between 200 and 299)`,
  'an accepted update that was not counted once': `select id from events where kind = 'update_due'
    and data->>'cause' <> 'access_mode_switch' and 1 <> (select count(*) from usage where usage.link_id = events.link_id
    and usage.request_id = events.request_id and usage.kind = case data->>'cause' when 'recurrent'
    then 'recurrent_update' when 'async_post' then 'retrieval' else 'historical_update' end)`,
  'an update of a switch that was done and not counted, or counted and not done': `select id from updates
    where cause = 'access_mode_switch' and case when tries > 0 then 1 else 0 end <> (select count(*) from usage
    where usage.link_id = updates.link_id and usage.request_id = updates.request_id)`,
  'a confirmed registration that was not counted once': `select id from events where kind = 'link_confirmed'
    and 1 <> (select count(*) from usage where usage.link_id = events.link_id and usage.kind = 'registration')`,
  'a retrieval that was not counted once': `select id from events where kind = 'records_retrieved'
    and 1 <> (select count(*) from usage where usage.link_id = events.link_id
    and usage.request_id = events.request_id and usage.kind = 'retrieval')`,
  'something counted that did not happen': `select id from usage where not exists (select 1 from events
    where events.link_id = usage.link_id and events.request_id = usage.request_id
    and events.kind in ('link_confirmed', 'update_due', 'records_retrieved'))`,
  'a link that went back to unconfirmed': `select id from links where (status = 'unconfirmed') = exists (
    select 1 from events where events.link_id = links.id and kind = 'link_confirmed')`,
  'a schedule where the table of a link’s life has none, or none where it has one': `select id from links
    where (access_mode = 'recurrent' and status = 'valid') <> (next_refresh_at is not null)`,
}

export type Ask = (query: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** The names of what is half done, with how often it is. */
export async function halfDone(ask: Ask): Promise<string[]> {
  const problems: string[] = []
  for (const [name, query] of Object.entries({ ...traces, ...tracesOfWork })) {
    const rows = await ask(query)
    if (rows.length > 0) problems.push(`${name}: ${rows.length}, such as ${Object.values(rows[0] ?? {})[0]}`)
  }
  return problems
}
