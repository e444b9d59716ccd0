import type { SourceRecord } from '../../../server/src/connectors/contract.ts'
import { longText } from './sample-investments.ts'

/** What an institution of social security keeps as a document, and shows only where it is asked for. */
export const sampleDocument = Buffer.from('%PDF-1.7 of a report').toString('base64')

const job = {
  employer: 'Batman Enterprises CDMX',
  employer_id: '780-BAT-88769-CDMX',
  start_date: '2019-10-10',
  end_date: null,
  weeks_employed: 335,
  state: 'DISTRITO FEDERAL',
  most_recent_base_salary: 762.54,
  monthly_salary: 23193.92,
  currency: 'MXN',
  employment_status_updates: [
    { event: 'HIRED', base_salary: 500.09, update_date: '2019-10-10' },
    { event: 'SALARY_MODIFICATION', base_salary: 678.09, update_date: '2024-09-01' },
    { event: 'SALARY_MODIFICATION', base_salary: 762.54, update_date: '2025-09-01' },
  ],
} as const

const wholeRecord = {
  report_date: '2026-03-01',
  internal_identification: 'BLPM951231HNLNVR07',
  personal_data: {
    official_name: longText(120),
    first_name: 'Bruce',
    last_name: null,
    birth_date: '1995-12-31',
    entitlements: {
      entitled_to_health_insurance: true,
      entitled_to_company_benefits: false,
      valid_until: null,
      status: 'EMPLOYED',
    },
    document_ids: [
      { document_type: 'NSS', document_number: '10277663582' },
      { document_type: null, document_number: null },
    ],
    email: null,
  },
  social_security_summary: { weeks_redeemed: 0, weeks_reinstated: null, weeks_contributed: 188 },
  employment_records: [
    job,
    {
      ...job,
      employer: 'Stark',
      employer_id: null,
      start_date: '2015-01-01',
      end_date: '2016-12-31',
      state: null,
      most_recent_base_salary: 300,
      monthly_salary: 9125,
      employment_status_updates: null,
    },
    { ...job, start_date: '2018-01-01', end_date: '2018-01-31', employment_status_updates: [null, { event: null }] },
  ],
  employment_scores: [
    { score: 722, period: 3, version: '1.0.0' },
    { score: null, period: 12, version: '1.0.0' },
  ],
  salary_estimation: { employment_status_estimate: null, base_salary_estimate: null, currency: 'MXN' },
  files: [{ type: 'ReporteSemanasCotizadas_010326', value: sampleDocument }],
}

/** A report of ISSSTE has no summary, no scores and no document; its months have thirty days. */
const sparseRecord = {
  report_date: '2026-02-01',
  internal_identification: 'BAOC850505HCCRPL08',
  personal_data: { entitlements: { status: 'null' }, document_ids: [] },
  social_security_summary: null,
  employment_records: [
    {
      employer: 'Vengadores incorpora;Empresas Stark',
      employer_id: null,
      start_date: '2020-01-01',
      end_date: null,
      weeks_employed: 0,
      state: null,
      most_recent_base_salary: 100,
      monthly_salary: 3000,
      currency: 'MXN',
      employment_status_updates: [{ event: 'NORMAL', base_salary: 100, update_date: '2020-01-01' }],
    },
  ],
  employment_scores: null,
  salary_estimation: null,
  files: null,
}

export const employmentRecords: readonly SourceRecord[] = [
  { key: 'of-nothing', body: {} },
  { key: 'BAOC850505HCCRPL08', body: sparseRecord },
  { key: 'BLPM951231HNLNVR07', body: wholeRecord },
]

const person = {
  official_name: 'Bruce Banner del Torro',
  first_name: 'Bruce',
  last_name: 'Banner del Torro',
  birth_date: '1995-12-31',
  document_ids: [{ document_type: 'CURP', document_number: 'BLPM951231HNLNVR07' }],
}

export const currentEmployments: readonly SourceRecord[] = [
  {
    key: 'BLPM951231HNLNVR07',
    body: {
      month: '2026-03',
      internal_identification: 'BLPM951231HNLNVR07',
      personal_data: person,
      status: 'EMPLOYED',
      current_employment_records: [
        {
          employer: 'Batman Enterprises CDMX',
          employer_id: '123456789010',
          employer_rfc: 'BEN950101AB1',
          state: 'CDMX',
          days_employed: 365,
          base_salary: 10_000,
          monthly_salary: 304_166.67,
        },
        {
          employer: 'Stark',
          employer_id: '1',
          employer_rfc: '',
          state: '',
          days_employed: 0,
          base_salary: null,
          monthly_salary: null,
        },
      ],
    },
  },
  {
    key: 'nobody',
    body: {
      month: null,
      internal_identification: null,
      personal_data: { official_name: null, first_name: null, last_name: null, birth_date: null, document_ids: [] },
      status: 'UNEMPLOYED',
      current_employment_records: null,
    },
  },
]

const bank = { name: 'Wayne Industries', code: '49430669', economic_activity: '6421-2 - BANCOS COMERCIAIS' }

export const employments: readonly SourceRecord[] = [
  {
    key: 'first',
    body: {
      start_date: '2010-05-03',
      end_date: '2014-12-31',
      employer_data: { name: longText(200), code: '49430669000105', economic_activity: 'Fome' },
      occupations: [],
      salaries: [],
    },
  },
  {
    key: 'present',
    body: {
      start_date: '2022-01-01',
      end_date: null,
      employer_data: bank,
      occupations: [
        {
          start_date: '2022-01-01',
          end_date: null,
          description: 'ANALISTA DE PRODUTOS BANCARIOS',
          name: 'ANALISTA DE PRODUTOS BANCARIOS - 2525-40',
          locale: null,
        },
      ],
      salaries: [
        { base_amount: 1033.09, retained_amount: 0, type: 'REGULAR', month: '2022-01', currency: 'BRL' },
        { base_amount: 0.01, retained_amount: 0.01, type: null, month: '2022-12', currency: 'BRL' },
        { base_amount: 1033.0909, retained_amount: 0.0101, month: '2022-13', currency: 'BRL' },
      ],
    },
  },
  {
    key: 'one-day',
    body: {
      start_date: '2021-06-30',
      end_date: '2021-06-30',
      employer_data: bank,
      occupations: [
        {
          start_date: '2021-06-30',
          end_date: '2021-06-30',
          description: 'PESCADOR',
          name: 'PESCADOR',
          locale: 'Rural',
        },
      ],
      salaries: [],
    },
  },
]
