/** The type numbers of PostgreSQL whose values are read otherwise than the drivers do by themselves. */
export const oids = {
  bytea: 17,
  int8: 20,
  date: 1082,
} as const
