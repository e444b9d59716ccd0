import { describe, expect, test } from 'vitest'
import { type Cell, cellsOf, declaredCells } from './cells.ts'
import { choose, coverageOn, emptyCells, keyOf, pageOf } from './coverage.ts'
import { whyUnreachable } from './unreachable.ts'

const cell: Cell = { path: '/api/links/{id}/', method: 'GET', status: 404, shape: 'not_found' }
const key = keyOf(cell)
const promised = { file: 'z.test.ts', name: 'GetLink > 404: nothing | there_is' }
const byTheWay = { file: 'a.test.ts', name: 'random lives' }
const needed = () => undefined

describe('of the tests that reach a cell', () => {
  test('one that promises its status comes before all others, then the first by file and name', () => {
    const first = { file: 'b.test.ts', name: '404: x' }
    expect(choose([byTheWay, promised].map((each) => [key, each])).get(key)).toBe(promised)
    expect(choose([promised, first, byTheWay].map((each) => [key, each])).get(key)).toBe(first)
  })

  test('a test by the way is better than none', () => {
    expect(choose([[key, byTheWay]]).get(key)).toBe(byTheWay)
  })
})

describe('the page', () => {
  test('read again is the same page, whatever stands in a title', () => {
    const coverage = choose([[key, promised]])
    expect(coverageOn(pageOf([cell], coverage, needed))).toEqual(coverage)
  })

  test('tells the reason of a cell that cannot be reached, and calls any other empty', () => {
    expect(pageOf([cell], new Map(), () => 'too early')).toContain('| GET | 404 | not_found | _none: too early_ |')
    expect(pageOf([cell], new Map(), needed)).toContain('| GET | 404 | not_found | _none: empty_ |')
  })

  test('names what is empty', () => {
    expect(emptyCells([cell], new Map(), needed)).toEqual(['GET /api/links/{id}/ 404 not_found'])
    expect(emptyCells([cell], choose([[key, byTheWay]]), needed)).toEqual([])
    expect(emptyCells([cell], new Map(), () => 'too early')).toEqual([])
  })
})

describe('a reply fills', () => {
  const shapes = (method: string, path: string, status: number, body: unknown) =>
    cellsOf({ method, path, status, body }).map(({ shape }) => shape)
  const page = (results: readonly unknown[]) => ({ count: results.length, next: null, previous: null, results })

  test.each([
    ['GET', '/api/links/?page=2', 200, page([]), ['empty page']],
    ['GET', '/api/links/', 200, page([{}, {}]), ['page of Link']],
    ['POST', '/api/accounts/', 201, [], ['empty list']],
    ['POST', '/api/accounts/', 200, [{}], ['list of AccountOpenFinanceBrazil']],
    ['GET', '/api/owners/1/', 200, { display_name: null, birth_date: null }, ['OwnerIndividualOpenFinanceBrazil']],
    ['GET', '/api/owners/1/', 200, { company_name: '', parties: [] }, ['OwnerBusinessOpenFinanceBrazil']],
    ['PATCH', '/api/owners/', 201, [{ business_name: null }], ['list of Owner']],
    ['POST', '/api/links/1/refresh/', 202, { request_id: '' }, ['request_id']],
    ['DELETE', '/api/accounts/1/', 204, undefined, ['no body']],
    ['POST', '/api/links/', 400, [{ code: 'null' }, { code: 'blank' }, { code: 'null' }], ['null', 'blank']],
    ['GET', '/api/links/?fields=id', 200, page([{}]), []],
    ['HEAD', '/api/links/', 200, undefined, []],
    ['GET', '/api/nowhere/', 404, [{ code: 'not_found' }], []],
  ])('%s %s %i %j', (...[method, path, status, body, expected]) => {
    expect(shapes(method, path, status, body)).toEqual(expected)
  })
})

test('declared are the codes of an operation, every shape of its records, and what the specification alone declares', () => {
  const of = (method: string, path: string) =>
    declaredCells().filter((each) => each.method === method && each.path === path)
  expect(of('GET', '/api/owners/').filter(({ status }) => status === 200)).toHaveLength(4)
  const detail = of('GET', '/api/links/{id}/')
  expect(detail).toContainEqual(cell)
  const late = detail.find(({ status }) => status === 408)
  expect(late).toMatchObject({ shape: 'any code' })
  expect(late && whyUnreachable(late)).toBe('what is stored is read in no time')
  expect(whyUnreachable(cell)).toBeUndefined()
})
