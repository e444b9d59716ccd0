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
  'an event without a link': `select id from events where kind <> 'link_deleted'
    and not exists (select 1 from links where links.id = events.link_id)`,
  'a link that no number was taken for': `select id from links where not exists (select 1 from counters
    where counters.workspace_id = links.workspace_id and kind = 'link'
    and key = links.institution || ' ' || links.institution_user_id and taken >= 1)`,
  'a number that was taken for no link': `select key from counters where kind = 'link' and taken <> (
    select count(*) from links where links.workspace_id = counters.workspace_id
    and counters.key = links.institution || ' ' || links.institution_user_id)`,
  'an account without a link': `select id from accounts where not exists (select 1 from links
    where links.workspace_id = accounts.workspace_id and links.shard = accounts.shard and links.id = link_id)`,
  'an account that no retrieval tells of': `select id from accounts where not exists (select 1 from events
    where events.workspace_id = accounts.workspace_id and events.link_id = accounts.link_id
    and kind in ('records_retrieved', 'update_finished'))`,
  'a transaction without an account': `select id from transactions where not exists (select 1 from accounts
    where accounts.workspace_id = transactions.workspace_id and accounts.shard = transactions.shard
    and accounts.id = transactions.account_id and accounts.link_id = transactions.link_id)`,
  'a retrieval that kept fewer accounts than it counted': `select link_id from events where kind = 'records_retrieved'
    and data->>'resource' = 'ACCOUNTS' and (data->'counts'->'ACCOUNTS'->>'fresh')::int > (select count(*) from accounts
    where accounts.workspace_id = events.workspace_id and accounts.link_id = events.link_id)`,
  'a retrieval that kept fewer transactions than it counted': `select link_id from events
    where kind = 'records_retrieved' and data->>'resource' = 'TRANSACTIONS'
    and (data->'counts'->'TRANSACTIONS'->>'fresh')::int > (select count(*) from transactions
    where transactions.workspace_id = events.workspace_id and transactions.link_id = events.link_id)`,
  'a workspace without an admin key': `select id from workspaces where not exists (select 1 from api_keys
    where api_keys.workspace_id = workspaces.id and 'admin' = any(scopes))`,
  'a second first workspace': 'select id from workspaces offset 1',
}

type Ask = (query: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** The names of what is half done, with how often it is. */
export async function halfDone(ask: Ask): Promise<string[]> {
  const problems: string[] = []
  for (const [name, query] of Object.entries(traces)) {
    const rows = await ask(query)
    if (rows.length > 0) problems.push(`${name}: ${rows.length}, such as ${Object.values(rows[0] ?? {})[0]}`)
  }
  return problems
}
