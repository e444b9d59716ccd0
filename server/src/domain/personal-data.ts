import { isCnpj, isCpf, isCurp, isRfc, isRut } from './identifiers.ts'

const email = /^[^\s@]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i
const phone = /^\+[1-9][\d ().-]{5,24}$/
const dottedCpf = /^\d{3}\.\d{3}\.\d{3}-\d{2}$/
const dottedCnpj = /^[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}\/[0-9A-Z]{4}-\d{2}$/
const dottedRut = /^\d{1,3}(\.\d{3}){2}-[\dkK]$/

const countDigits = (text: string): number => text.replace(/\D/g, '').length

const isPhone = (text: string): boolean => phone.test(text) && countDigits(text) >= 8 && countDigits(text) <= 15

/**
 * Whether the whole text is personal data: an e-mail, a phone with its `+`, or a document number whose check digits
 * are right in the form in which it is usually written. Text that merely contains such a thing is left alone, and so
 * is a bare number that could be anybody's counter: a RUT counts only with its hyphen.
 */
export function looksPersonal(text: string): boolean {
  const whole = text.trim()
  if (email.test(whole) || isPhone(whole)) return true
  if (isCpf(whole) || isCnpj(whole) || isRut(whole) || isCurp(whole) || isRfc(whole)) return true
  if (dottedCpf.test(whole)) return isCpf(whole.replace(/\D/g, ''))
  if (dottedCnpj.test(whole)) return isCnpj(whole.replace(/[^0-9A-Z]/g, ''))
  return dottedRut.test(whole) && isRut(whole.replaceAll('.', ''))
}
