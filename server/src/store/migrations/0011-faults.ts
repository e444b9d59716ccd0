/** Failures that a workspace has ordered. */
export const faults = `
create table fault_rules (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  description jsonb not null,
  tries integer not null,
  met integer not null,
  created_at timestamptz(3) not null,
  primary key (workspace_id, id)
);
`
