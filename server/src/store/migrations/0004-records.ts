/** Records that belong to others than accounts. */
export const records = `
alter table accounts add column parent_id uuid;
alter table owners add column parent_id uuid;
alter table transactions add column parent_id uuid;
`
