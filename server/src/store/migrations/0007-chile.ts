import { recordColumns, recordKeys } from './0002-banking.ts'

/** What the tax office of Chile knows of a link. */
export const chile = `
create table invoices_chile (${recordColumns},
  parent_id uuid,
  issue_date date,
  type text,${recordKeys('invoices_chile')}
create index invoices_chile_of_link
  on invoices_chile (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table tax_status_chile (${recordColumns},
  parent_id uuid,${recordKeys('tax_status_chile')}
create index tax_status_chile_of_link
  on tax_status_chile (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table debt_reports (${recordColumns},
  parent_id uuid,${recordKeys('debt_reports')}
create index debt_reports_of_link
  on debt_reports (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;
`
