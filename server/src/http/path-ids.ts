import { fault } from '../domain/faults.ts'
import { isUuid } from '../kit/ids.ts'
import type { Ask } from './route.ts'

/** The id in the path; what is no uuid cannot exist, so it is `not_found`. */
export function idOf({ params }: Pick<Ask, 'params'>, name = 'id'): string {
  const id = params[name] ?? ''
  if (!isUuid(id)) throw fault('not_found')
  return id.toLowerCase()
}
