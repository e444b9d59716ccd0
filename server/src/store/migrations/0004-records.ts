import { recordColumns, recordKeys } from './0002-banking.ts'

/** Records that belong to others than accounts, the other resources of a bank, and what is calculated from them. */
export const records = `
alter table accounts add column parent_id uuid;
alter table owners add column parent_id uuid;
alter table transactions add column parent_id uuid;

create table balances (${recordColumns},
  parent_id uuid,${recordKeys('balances')}
create index balances_of_link
  on balances (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table bills (${recordColumns},
  parent_id uuid,
  due_date date,
  internal_identification text,${recordKeys('bills')}
create index bills_of_link
  on bills (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table investments (${recordColumns},
  parent_id uuid,
  type text,${recordKeys('investments')}
create index investments_of_link
  on investments (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table investment_transactions (${recordColumns},
  parent_id uuid,
  value_date date,${recordKeys('investment_transactions')}
create index investment_transactions_of_link
  on investment_transactions (workspace_id, shard, link_id, value_date desc, id desc) where removed_at is null;
create index investment_transactions_of_parent
  on investment_transactions (workspace_id, shard, parent_id) where removed_at is null;

create table exchanges (${recordColumns},
  parent_id uuid,
  operation_requested_on date,${recordKeys('exchanges')}
create index exchanges_of_link
  on exchanges (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table exchange_history (${recordColumns},
  parent_id uuid,
  event_created_at timestamptz(3),${recordKeys('exchange_history')}
create index exchange_history_of_parent
  on exchange_history (workspace_id, shard, parent_id, event_created_at desc, id desc) where removed_at is null;

create table incomes (${recordColumns},
  parent_id uuid,
  number_of_income_streams numeric,
  account_ids uuid[],${recordKeys('incomes')}
create index incomes_of_link
  on incomes (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table recurring_expenses (${recordColumns},
  parent_id uuid,${recordKeys('recurring_expenses')}
create index recurring_expenses_of_link
  on recurring_expenses (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table risk_insights (${recordColumns},
  parent_id uuid,
  account_ids uuid[],${recordKeys('risk_insights')}
create index risk_insights_of_link
  on risk_insights (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;
`
