/** People of the sandbox whom a workspace has described. */
export const users = `
create table described_users (
  workspace_id uuid not null references workspaces (id),
  id uuid not null,
  institution text not null,
  username text not null,
  description jsonb not null,
  created_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, institution, username)
);
`
