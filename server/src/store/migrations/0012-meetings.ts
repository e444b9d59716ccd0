/** What the tests of an application have met: error codes, statuses, states of links, webhooks. */
export const meetings = `
create table meetings (
  workspace_id uuid not null references workspaces (id),
  kind text not null check (kind in ('error_code', 'http_status', 'link_status', 'webhook')),
  name text not null,
  count bigint not null,
  primary key (workspace_id, kind, name)
);
`
