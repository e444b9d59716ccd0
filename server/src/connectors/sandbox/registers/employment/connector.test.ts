import { describe, expect, test } from 'vitest'
import type { Credentials, Surroundings } from '../../../contract.ts'
import { behavesLikeAConnector } from '../../../suite.ts'
import { sandboxConnectors } from '../../connector.ts'
import { isBuilt } from '../../manifest.ts'
import { employmentRegisters } from './registers.ts'

const patient = new AbortController().signal

const standing = (signal: AbortSignal = patient): Surroundings => ({
  clock: { now: () => new Date('2026-03-12T16:20:00.000Z') },
  seed: 'seed',
  signal,
})

const tried: readonly (readonly [name: string, good: Credentials, wrong: Credentials])[] = [
  ['planet_mx_employment', { username: 'salaried' }, { username: 'user_invalid' }],
  ['imss_mx_employment', { username: 'SALA850412HDFLRR05' }, { username: 'MALA800101HDFLCR02' }],
  ['issste_mx_employment', { username: 'SEPU760614MYNRPB05' }, { username: 'MALA800101HDFLCR02' }],
  [
    'inss_br_employment',
    { username: '30100000304', password: 'password' },
    { username: '31000003078', password: 'password' },
  ],
]

test('a register can be chosen once the server keeps what it is there for', () => {
  const built = isBuilt('EMPLOYMENT_RECORDS') ? 3 : 0
  const offered = sandboxConnectors.filter(({ manifest }) => manifest.type === 'employment')
  expect(offered.filter(({ manifest }) => manifest.countryCode === 'MX')).toHaveLength(built)
  expect(employmentRegisters.map(({ manifest }) => manifest.name)).toEqual(tried.map(([name]) => name))
})

for (const [name, good, wrong] of tried) {
  const connector = sandboxConnectors.find(({ manifest }) => manifest.name === name)
  if (connector) behavesLikeAConnector({ connector, good, wrong, surroundings: standing })
}

describe.each(tried)('%s', (name, good) => {
  const register = employmentRegisters.find(({ manifest }) => manifest.name === name)

  test('has a form that takes who can log in', () => {
    for (const { name: field, validation, optional } of register?.manifest.formFields ?? []) {
      const typed = good[field]
      expect([field, typed === undefined ? optional : new RegExp(validation, 'u').test(typed)]).toEqual([field, true])
    }
    expect(register?.refuses(good)).toBeUndefined()
  })
})
