/** When each resource of a link was last read so that nothing before is missing. */
export const reading = `
alter table links add column read_at jsonb not null default '{}';
`
