/**
 * What lists of links with many transactions read. Counting and passing over rows stay inside of the indexes, so those
 * hold what filters compare. Left out are `collected_at`, whose change at each refresh must leave every index as it is,
 * and `bill_name`, which may be longer than an index takes. Nothing lists transactions over a whole workspace.
 */
export const lists = `
drop index transactions_of_link;
create index transactions_of_link
  on transactions (workspace_id, shard, link_id, value_date desc, id desc)
  include (account_id, accounting_date, amount, currency, reference, status, type) where removed_at is null;
drop index transactions_of_account;
create index transactions_of_account
  on transactions (workspace_id, shard, account_id, value_date desc, id desc)
  include (link_id) where removed_at is null;
drop index transactions_newest;
-- Without the id its entries are so alike that a hundred of them take the room of one: it is the cheapest to count by.
create index transactions_by_arrival
  on transactions (workspace_id, shard, link_id, created_at) where removed_at is null;
-- An index answers alone for rows that a vacuum has seen, so it comes by after a fiftieth of them instead of a fifth.
alter table transactions set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
`
