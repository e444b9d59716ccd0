import { describe, expect, test } from 'vitest'
import { isCurp, isRfc } from '../../../../domain/identifiers.ts'
import { answers } from '../../answers.ts'
import { institutionNamed } from '../../fixtures.ts'
import { makeWorld } from '../world.ts'
import { makeClient } from './client.ts'
import { mexicanNumbers, ownNumber } from './named.ts'
import { makePerson } from './people.ts'

const home = institutionNamed('erebor_mx_retail')

const ownerOf = (user: string, bank = home) => {
  const [owner] = answers(makeWorld('seed', bank, user), { resource: 'OWNERS' }, Date.parse('2026-03-12T16:20:00Z'))
  return owner?.body
}
const holderOf = (user: string) => makePerson(makeClient('seed', home, user), 'holder')

describe('a user name that is a number of its own', () => {
  test('is the document of the owner, even where it names a day that does not exist', () => {
    for (const curp of ['BLPM951331IONVGR54', 'MOAI540326HDGNYG04', 'LOLJ970312MBSPPN08']) {
      expect(ownerOf(curp)).toMatchObject({ document_id: { document_type: 'CURP', document_number: curp } })
    }
    expect(ownerOf('PFIS010101000')).toMatchObject({
      business_name: null,
      document_id: { document_type: 'RFC', document_number: 'PFIS010101000' },
    })
  })

  test('is a company where it is the RFC of one', () => {
    expect(ownerOf('PMO010101000')).toMatchObject({
      business_name: expect.stringMatching(/./),
      document_id: { document_type: 'RFC', document_number: 'PMO010101000' },
    })
  })

  test('says who its holder is where its digits are right', () => {
    const man = holderOf('MOAI540326HDGNYG04')
    expect(man).toMatchObject({ sex: 'MALE', birthDate: '1954-03-26', taxNumber: expect.stringMatching(/^MOAI540326/) })
    expect([man.paternal[0], man.maternal[0], man.firstNames[0]].join('')).toBe('MAI')
    expect(isRfc(man.taxNumber)).toBe(true)
    expect(holderOf('LOLJ970312MBSPPN08')).toMatchObject({ sex: 'FEMALE', birthDate: '1997-03-12' })
    expect(holderOf('GODE561231GR8')).toMatchObject({ birthDate: '1956-12-31', taxNumber: 'GODE561231GR8' })
  })

  test('settles how the person’s other number begins', () => {
    const user = 'GODE561231GR8'
    const { curp } = mexicanNumbers(ownNumber('erebor_mx_retail', user), holderOf(user), 'DF')
    expect(curp).toMatch(/^GODE561231/)
    expect(isCurp(curp)).toBe(true)
  })

  test('is a name like any other at the banks where nobody is looked up', () => {
    const number = (ownerOf('PFIS010101000', institutionNamed('gringotts_mx_retail')) as Record<string, unknown>)
      .document_id
    expect(number).toMatchObject({ document_type: 'CURP' })
  })
})
