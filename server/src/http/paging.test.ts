import { describe, expect, test } from 'vitest'
import { chooser, envelope, readPage } from './paging.ts'

const asked = (query: Record<string, string>) => readPage({ query })

describe('the page that is asked for', () => {
  test('is the first hundred unless something else is said', () => {
    expect(asked({})).toMatchObject({ page: 1, pageSize: 100 })
    expect(asked({ page: '3', page_size: '7' })).toMatchObject({ page: 3, pageSize: 7 })
  })

  test('has at most a thousand items, whatever was asked', () => {
    for (const page_size of ['1000', '1001', '999999999']) expect(asked({ page_size }).pageSize).toBe(1_000)
  })

  test.each(['0', '-1', '1.0', 'ten', '', '9999999999', '0x10', ' 1'])('is not %j', (text) => {
    expect(() => asked({ page: text })).toThrow('field_invalid')
    expect(() => asked({ page_size: text })).toThrow('field_invalid')
  })
})

describe('the envelope', () => {
  const url = new URL('https://host/api/links/?a=1&page=2&a=2&b=x%20y')
  const of = (page: number, count: number) =>
    envelope({ count, results: [1, 2] }, { page, pageSize: 2, query: {} }, url, (item) => item * 10)

  test('leads on and back, with every parameter as it was', () => {
    expect(of(2, 5)).toEqual({
      count: 5,
      next: 'https://host/api/links/?a=1&page=3&a=2&b=x+y',
      previous: 'https://host/api/links/?a=1&page=1&a=2&b=x+y',
      results: [10, 20],
    })
  })

  test('ends where the list ends, also when the last page is full', () => {
    expect(of(2, 4)).toMatchObject({ next: null })
    expect(of(1, 2)).toMatchObject({ next: null, previous: null })
    expect(of(1, 3).next).toContain('page=2')
  })
})

describe('the choice of keys', () => {
  const record = { id: 1, name: 'x', inner: { id: 2 } }

  test('keeps what fields names and drops what omit names, on the first level only', () => {
    const chosen = (query: Record<string, string>) => chooser({ query })(record)
    expect(chosen({})).toEqual(record)
    expect(chosen({ fields: 'inner, id' })).toEqual({ id: 1, inner: { id: 2 } })
    expect(chosen({ omit: 'id' })).toEqual({ name: 'x', inner: { id: 2 } })
    expect(chosen({ fields: 'id,name', omit: 'name,nothing' })).toEqual({ id: 1 })
    expect(chosen({ fields: 'nothing' })).toEqual({})
    expect(chosen({ fields: '', omit: '' })).toEqual(record)
  })
})
