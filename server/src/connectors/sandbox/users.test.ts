import { describe, expect, test } from 'vitest'
import type { ResourceName } from '../../../../contract/resource.ts'
import { isClabe, isCnpj, isCpf, isCurp, isNit, isRfc } from '../../domain/identifiers.ts'
import type { Connector, Credentials, SourceRecord, Surroundings } from '../contract.ts'
import { read } from '../suite.ts'
import { sandboxConnectors } from './connector.ts'
import { credentialsFor, institutionNamed } from './fixtures.ts'
import { sandboxInstitutions } from './manifest.ts'

const surroundings: Surroundings = {
  clock: { now: () => new Date('2026-03-12T16:20:00.000Z') },
  seed: 'seed',
  signal: new AbortController().signal,
}

const connector = (name: string): Connector => {
  const found = sandboxConnectors.find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`no connector ${name}`)
  return found
}

const register = (name: string, credentials: Credentials) =>
  connector(name).login(credentials, surroundings, 'registration')
const access = (name: string, credentials: Credentials) => connector(name).login(credentials, surroundings, 'access')

describe('users who cannot get in', () => {
  const faults = [
    ['user_invalid', 'credentials_rejected'],
    ['user_down', 'institution_down'],
    ['user_unavailable', 'institution_unavailable'],
    ['user_inactive', 'institution_inactive'],
    ['user_sessions', 'too_many_sessions'],
    ['user_timeout', 'request_timed_out'],
    ['user_unexpected', 'unexpected'],
    ['user_failed', 'login_failed'],
    ['user_locked', 'user_locked'],
    ['user_forbidden', 'user_forbidden'],
  ] as const

  test.each(faults)('%s meets %s at once', async (username, name) => {
    const credentials = { username, password: 'pass_valid' }
    await expect(register('erebor_br_retail', credentials)).rejects.toMatchObject({ name })
    await expect(access('erebor_br_retail', credentials)).rejects.toMatchObject({ name })
  })

  test.each(faults)('%s with the password later registers, and meets %s on the next access', async (username, name) => {
    const credentials = { username, password: 'later' }
    expect(await register('gringotts_mx_retail', credentials)).toMatchObject({ kind: 'open' })
    await expect(access('gringotts_mx_retail', credentials)).rejects.toMatchObject({ name })
  })

  test('user_no_owners is shown everything but the owners', async () => {
    const login = await access('erebor_br_retail', { username: 'user_no_owners', password: 'any' })
    if (login.kind !== 'open') throw new Error(`expected an open session, got ${login.kind}`)
    const ask = (resource: ResourceName) => read(login.session, resource)
    await expect(ask('OWNERS')).rejects.toMatchObject({ name: 'institution_unavailable' })
    expect(await ask('ACCOUNTS')).not.toEqual([])
  })

  test('the password pass_invalid is wrong for everybody', async () => {
    const credentials = { username: 'bnk100', password: 'pass_invalid' }
    await expect(register('erebor_co_retail', credentials)).rejects.toMatchObject({ name: 'credentials_rejected' })
  })
})

test('the user without data logs in, and has nothing', async () => {
  for (const institution of sandboxInstitutions) {
    const login = await register(institution.manifest.name, credentialsFor(institution, 'bnk101', 'nodata'))
    if (login.kind !== 'open') throw new Error('expected an open session')
    for (const resource of institution.manifest.resources) expect(await read(login.session, resource)).toEqual([])
  }
})

describe('the advanced form', () => {
  const good = {
    username: 'adv_valid',
    password: 'pass_valid',
    username_type: '003',
    username2: 'valid',
    password2: 'valid',
  }

  test('every field counts', async () => {
    expect(await register('ironbank_br_retail', good)).toMatchObject({ kind: 'open' })
    const wrongs = [
      { username: 'adv_invalid' },
      { username_type: '999' },
      { username2: 'invalid' },
      { password2: 'invalid' },
    ]
    for (const wrong of wrongs) {
      const refusal = register('ironbank_br_business', { ...good, ...wrong })
      await expect(refusal).rejects.toMatchObject({ name: 'credentials_rejected' })
    }
  })

  test('a field that is missing is wrong', async () => {
    const refusal = register('ironbank_br_retail', { username: 'adv_valid', password: 'pass_valid' })
    await expect(refusal).rejects.toMatchObject({ name: 'credentials_rejected' })
  })
})

describe('second factors', () => {
  test.each([
    ['mfa_default', 'numeric', true],
    ['mfa_numeric', 'numeric', true],
    ['mfa_qr', 'qr', true],
    ['mfa_text', 'text', true],
    ['mfa_inputless', 'inputless', false],
  ] as const)('%s is asked for a token of type %s', async (username, type, expectsUserInput) => {
    for (const name of ['gotham_mx_business', 'heimdall_br_retail']) {
      const login = await register(name, { username, password: 'pass_valid' })
      expect(login).toMatchObject({ kind: 'token', challenge: { type, expectsUserInput, expiresInSeconds: 720 } })
    }
  })

  test('the right token opens, a wrong one is asked for again', async () => {
    const credentials = { username: 'mfa_default', password: 'pass_valid' }
    expect(await register('heimdall_co_retail', { ...credentials, token: '111111' })).toMatchObject({ kind: 'open' })
    expect(await register('heimdall_co_retail', { ...credentials, token: '999999' })).toMatchObject({ kind: 'token' })
  })

  test('institutions without second factors ask nobody', async () => {
    const login = await register('erebor_mx_retail', { username: 'mfa_default', password: 'pass_valid' })
    expect(login).toMatchObject({ kind: 'open' })
  })
})

describe('names and numbers', () => {
  type Numbered = { document_id: { document_type: string; document_number: string } }
  const checks: Readonly<Record<string, (text: string) => boolean>> = {
    CURP: isCurp,
    RFC: isRfc,
    CPF: isCpf,
    CNPJ: isCnpj,
    NIT: isNit,
    CC: (text) => /^\d{10}$/.test(text),
  }

  test.each(sandboxInstitutions.map((each) => [each.manifest.name, each] as const))(
    '%s gives valid document and account numbers',
    async (name, institution) => {
      for (const user of ['bnk100', 'ana', 'bruno', 'carla', 'diego', 'elena']) {
        const login = await register(name, credentialsFor(institution, user))
        if (login.kind !== 'open') throw new Error('expected an open session')
        const [owner] = (await read(login.session, 'OWNERS')) as [SourceRecord]
        const { document_type: type, document_number: number } = (owner.body as Numbered).document_id
        expect(checks[type]?.(number), `${type} ${number}`).toBe(true)
        for (const { body } of await read(login.session, 'ACCOUNTS')) {
          const value = String(body.public_identification_value)
          if (body.public_identification_name === 'CLABE') expect(isClabe(value)).toBe(true)
          if (body.public_identification_name === 'AGENCY/ACCOUNT') expect(value).toMatch(/^\d{4}\/\d{8}-\d$/)
        }
      }
    },
  )

  test('another seed, institution or user is another person', async () => {
    const nameOf = async (seed: string, name: string, username: string) => {
      const credentials = credentialsFor(institutionNamed(name), username)
      const login = await connector(name).login(credentials, { ...surroundings, seed }, 'registration')
      if (login.kind !== 'open') throw new Error('expected an open session')
      return (await read(login.session, 'OWNERS'))[0]?.key
    }
    const keys = await Promise.all([
      nameOf('a', 'erebor_mx_retail', 'bnk100'),
      nameOf('b', 'erebor_mx_retail', 'bnk100'),
      nameOf('a', 'gringotts_mx_retail', 'bnk100'),
      nameOf('a', 'erebor_mx_retail', 'bnk1002'),
    ])
    expect(new Set(keys).size).toBe(keys.length)
  })
})
