/** What every table of records has; a resource's own migration adds the columns that its lists filter and sort by. */
export const recordColumns = `
  workspace_id uuid not null,
  shard smallint not null check (shard between 0 and 4095),
  id uuid not null,
  link_id uuid not null,
  account_id uuid,
  identity_key text not null,
  content_mac bytea not null,
  body jsonb,
  sealed_body bytea,
  collected_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  removed_at timestamptz(3),
  removal text check (removal in ('deleted', 'cascaded', 'gone'))`

export const recordKeys = (table: string) => `
  primary key (workspace_id, shard, id),
  unique (workspace_id, shard, link_id, identity_key),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);
create index ${table}_newest on ${table} (workspace_id, created_at desc, id desc) where removed_at is null;`

/** Accounts, owners and transactions. */
export const banking = `
create table accounts (${recordColumns},
  balance__available numeric,
  balance__current numeric,
  category text,
  currency text,
  name text,
  number text,
  public_identification_name text,
  public_identification_value text,
  type text,${recordKeys('accounts')}

create table owners (${recordColumns},
  display_name text,
  email bytea,${recordKeys('owners')}

create table transactions (${recordColumns},
  accounting_date date,
  amount numeric,
  currency text,
  bill_name text,
  reference text,
  status text,
  type text,
  value_date date,${recordKeys('transactions')}
create index transactions_of_link
  on transactions (workspace_id, shard, link_id, value_date desc, id desc) where removed_at is null;
create index transactions_of_account
  on transactions (workspace_id, shard, account_id, value_date desc, id desc) where removed_at is null;
`
