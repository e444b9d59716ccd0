const recordTables = [
  'accounts',
  'owners',
  'transactions',
  'balances',
  'bills',
  'investments',
  'investment_transactions',
  'exchanges',
  'exchange_history',
  'incomes',
  'recurring_expenses',
  'risk_insights',
  'invoices',
  'tax_returns',
  'tax_status',
  'tax_compliance_status',
  'tax_retentions',
  'financial_statements',
  'employment_records',
  'current_employments',
  'employment_metrics',
  'employments',
  'invoices_chile',
  'tax_status_chile',
  'debt_reports',
]

/** What became of each record over time, and what a removed one is still recognised by. */
export const lineage = `
${recordTables.map((table) => `alter table ${table} add column successor_id uuid;`).join('\n')}

create table lineage (
  workspace_id uuid not null,
  shard smallint not null check (shard between 0 and 4095),
  record_id uuid not null,
  number integer not null,
  link_id uuid not null,
  resource text not null,
  kind text not null check (kind in
    ('first_seen', 'moved', 'status_changed', 'content_changed', 'removed', 'returned', 'superseded')),
  other_id uuid,
  former_key bytea,
  evidence jsonb not null,
  request_id text,
  happened_at timestamptz(3) not null,
  primary key (workspace_id, shard, record_id, number),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);
create index lineage_of_link on lineage (workspace_id, shard, link_id, resource);
create index lineage_former_keys on lineage (workspace_id, shard, link_id, former_key) where former_key is not null;
create index lineage_age on lineage (workspace_id, happened_at) where former_key is null;

create table record_traces (
  workspace_id uuid not null,
  shard smallint not null check (shard between 0 and 4095),
  record_id uuid not null,
  link_id uuid not null,
  resource text not null,
  sealed bytea not null,
  kept_until timestamptz(3),
  primary key (workspace_id, shard, record_id),
  foreign key (workspace_id, shard, link_id) references links (workspace_id, shard, id) on delete cascade
);
create index record_traces_of_link on record_traces (workspace_id, shard, link_id, resource);
create index record_traces_by_end on record_traces (workspace_id, kept_until) where kept_until is not null;
`
