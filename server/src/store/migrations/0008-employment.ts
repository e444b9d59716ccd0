import { recordColumns, recordKeys } from './0002-banking.ts'

/** What the registers of social security say of a person, and what is calculated from it. */
export const employment = `
create table employment_records (${recordColumns},
  parent_id uuid,
  internal_identification bytea,${recordKeys('employment_records')}
create index employment_records_of_link
  on employment_records (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;
create index employment_records_of_person
  on employment_records (workspace_id, internal_identification) where removed_at is null;

create table current_employments (${recordColumns},
  parent_id uuid,${recordKeys('current_employments')}
create index current_employments_of_link
  on current_employments (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table employment_metrics (${recordColumns},
  parent_id uuid,${recordKeys('employment_metrics')}
create index employment_metrics_of_link
  on employment_metrics (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;

create table employments (${recordColumns},
  parent_id uuid,
  start_date date,
  end_date date,${recordKeys('employments')}
create index employments_of_link
  on employments (workspace_id, shard, link_id, created_at desc, id desc) where removed_at is null;
`
