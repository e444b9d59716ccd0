import { describe, expect, test } from 'vitest'
import type { FormField } from '../../../../contract/institutions.ts'
import { checkCredentials, checkResources, decideTerms } from './link-terms.ts'

const offered = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS'] as const

describe('the terms of a link', () => {
  test('nothing asked for: recurrent, weekly, credentials stored', () => {
    expect(decideTerms({}, offered)).toEqual({
      accessMode: 'recurrent',
      refreshRate: '7d',
      credentialsStorage: 'store',
      credentialsDays: null,
      fetchResources: [],
      staleIn: null,
    })
  })

  test.each([
    ['single', undefined, '365d', 365],
    ['single', '1d', '1d', 1],
    ['single', '030d', '030d', 30],
    ['single', 'store', 'store', null],
    ['recurrent', 'store', 'store', null],
  ] as const)('%s with %s', (accessMode, asked, credentialsStorage, credentialsDays) => {
    const storage = asked === undefined ? {} : { credentials_storage: asked }
    expect(decideTerms({ access_mode: accessMode, ...storage }, offered)).toMatchObject({
      credentialsStorage,
      credentialsDays,
      refreshRate: accessMode === 'single' ? null : '7d',
    })
  })

  test('nothing stored: kept for no days at all', () => {
    const asked = { access_mode: 'single', credentials_storage: 'nostore', fetch_resources: ['OWNERS'] } as const
    expect(decideTerms({ ...asked, fetch_resources: ['OWNERS'] }, offered).credentialsDays).toBe(0)
  })

  test.each([
    [{ access_mode: 'recurrent', credentials_storage: 'nostore' }, 'recurrent_must_store'],
    [{ credentials_storage: '365d' }, 'recurrent_must_store'],
    [{ access_mode: 'single', credentials_storage: 'nostore' }, 'single_must_fetch'],
    [{ access_mode: 'single', credentials_storage: '0d' }, 'field_invalid'],
    [{ access_mode: 'single', credentials_storage: '366d' }, 'field_invalid'],
    [{ stale_in: '000d' }, 'field_invalid'],
    [{ fetch_resources: ['ACCOUNTS', 'BILLS'] }, 'resources_unsupported'],
    [{ fetch_resources: ['accounts'] }, 'choice_invalid'],
  ] as const)('%o is refused as %s', (asked, name) => {
    expect(() => decideTerms(asked as Parameters<typeof decideTerms>[0], offered)).toThrow(name)
  })
})

test('resources are named once each, in the order of the caller; an unknown name comes before an unsupported one', () => {
  expect(checkResources(['OWNERS', 'ACCOUNTS', 'OWNERS'], offered)).toEqual(['OWNERS', 'ACCOUNTS'])
  expect(() => checkResources(['BILLS', 'NOTHING'], offered)).toThrow('choice_invalid')
})

test('a word means what the institution offers by it, and our own names are no words', () => {
  const chilean = ['TAX_STATUS_CHILE', 'INVOICES_CHILE', 'DEBT_REPORTS'] as const
  expect(checkResources(['INVOICES', 'DEBT_REPORTS'], chilean)).toEqual(['INVOICES_CHILE', 'DEBT_REPORTS'])
  expect(checkResources(['INVOICES'], ['INVOICES'])).toEqual(['INVOICES'])
  expect(() => checkResources(['INVOICES_CHILE'], chilean)).toThrow('choice_invalid')
  expect(() => checkResources(['TAX_RETURNS'], chilean)).toThrow('resources_unsupported')
})

describe('credentials and the form of an institution', () => {
  const field = (name: string, more: Partial<FormField> = {}): FormField => ({
    name,
    type: 'text',
    label: name,
    validation: '^[a-z]{1,3}$',
    placeholder: '',
    validation_message: '',
    ...more,
  })

  test('every field is there and well formed; keys that the form does not know do not matter', () => {
    expect(() => checkCredentials([field('username')], { username: 'abc', username3: '!!!' })).not.toThrow()
  })

  test('a missing field is named, unless it is optional or hidden', () => {
    expect(() => checkCredentials([field('username')], {})).toThrow('field_required')
    expect(() => checkCredentials([field('token', { optional: true })], {})).not.toThrow()
    expect(() => checkCredentials([field('password', { type: 'hidden' })], {})).not.toThrow()
  })

  test('a malformed value is refused, also where the field is optional', () => {
    expect(() => checkCredentials([field('username')], { username: 'abcd' })).toThrow('credentials_malformed')
    expect(() => checkCredentials([field('token', { optional: true })], { token: '1' })).toThrow(
      'credentials_malformed',
    )
  })

  test('a list of values admits its codes and nothing else', () => {
    const one = { code: '003', label: '', validation: '', validation_message: '', placeholder: '' }
    const type = field('username_type', { validation: '^.*$', values: [one] })
    expect(() => checkCredentials([type], { username_type: '003' })).not.toThrow()
    expect(() => checkCredentials([type], { username_type: '004' })).toThrow('credentials_malformed')
  })
})
