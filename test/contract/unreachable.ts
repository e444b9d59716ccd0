import type { Cell } from './cells.ts'
import { meantDifferences } from './differences.ts'
import { standsAt } from './meant.ts'

/** Cells that no test can reach, and why. */
type Unreachable = Partial<Cell> & { readonly why: string }

/** Beside statuses that the specification alone declares: differences.ts gives the reason of each. */
export const unreachable: readonly Unreachable[] = [
  ...['recurring-expenses', 'risk-insights'].map((path) => ({
    path: `/api/${path}/{id}/`,
    method: 'GET',
    shape: 'empty list',
    why: 'One record is asked for: a list of it is never empty, and what is not there is a 404.',
  })),
  ...['incomes', 'risk-insights'].flatMap((path) =>
    ['POST', 'PATCH'].map((method) => ({
      path: `/api/${path}/`,
      method,
      shape: 'empty list',
      why: 'Of no data at all, too, there is one record: how high the incomes and the risks are.',
    })),
  ),
  {
    path: '/api/mx/current-employments/',
    method: 'POST',
    status: 201,
    shape: 'empty list',
    why: 'A 201 says that something is new.',
  },
  ...['GET', 'DELETE'].map((method) => ({
    path: '/api/mx/current-employments/{id}/',
    method,
    status: 400,
    why: 'An id that is none looks like one that nobody has, here as everywhere.',
  })),
]

/** Why a declared cell is empty; nothing for one that a test has to reach. */
export function whyUnreachable(cell: Cell): string | undefined {
  const at = `${cell.method} ${cell.path}`
  const meant = meantDifferences.find(
    (each) => [each.what].flat().includes(`status ${cell.status}: only theirs`) && standsAt(each, at),
  )
  return (meant ?? unreachable.find((each) => matches(each, cell)))?.why
}

const matches = ({ why: _, ...wanted }: Unreachable, cell: Cell): boolean =>
  Object.entries(wanted).every(([key, value]) => cell[key as keyof Cell] === value)
