import type { Filter } from './resource.ts'

/** Filters that most lists have alike, and the ways in which days, instants and numbers are compared. */

export const comparisons = ['eq', 'gt', 'gte', 'lt', 'lte', 'range'] as const

export const byLink = {
  field: 'link',
  type: 'uuid',
  operators: ['eq', 'in'],
  column: 'link_id',
} as const satisfies Filter

export const byId = { field: 'id', type: 'uuid', operators: ['eq', 'in'] } as const satisfies Filter

export const byCreatedAt = { field: 'created_at', type: 'instant', operators: comparisons } as const satisfies Filter

export const byCollectedAt = {
  field: 'collected_at',
  type: 'instant',
  operators: comparisons,
} as const satisfies Filter
