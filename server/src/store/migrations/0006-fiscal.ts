import { recordColumns, recordKeys } from './0002-banking.ts'

/** What the tax authority of Mexico has of a taxpayer. */
export const fiscal = `
create table invoices (${recordColumns},
  parent_id uuid,
  invoice_date date,
  invoice_identification text,
  status text,
  total_amount numeric,
  type text,${recordKeys('invoices')}
create index invoices_of_link
  on invoices (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;
create index invoices_of_link_by_date
  on invoices (workspace_id, shard, link_id, invoice_date desc, id desc) where removed_at is null;

create table tax_returns (${recordColumns},
  parent_id uuid,
  ejercicio numeric,
  tipo_declaracion text,
  type text,${recordKeys('tax_returns')}
create index tax_returns_of_link
  on tax_returns (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table tax_status (${recordColumns},
  parent_id uuid,
  last_status_change_date date,${recordKeys('tax_status')}
create index tax_status_of_link
  on tax_status (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table tax_compliance_status (${recordColumns},
  parent_id uuid,${recordKeys('tax_compliance_status')}
create index tax_compliance_status_of_link
  on tax_compliance_status (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table tax_retentions (${recordColumns},
  parent_id uuid,
  issued_on date,${recordKeys('tax_retentions')}
create index tax_retentions_of_link
  on tax_retentions (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table financial_statements (${recordColumns},
  parent_id uuid,${recordKeys('financial_statements')}
create index financial_statements_of_link
  on financial_statements (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;
`
