/**
 * Numbers of people who are as their persona says, for institutions that take no other user name: a CURP in Mexico, a
 * CPF in Brazil. Their check digits are right.
 */
export const personasByNumber = {
  SALA850412HDFLRR05: 'salaried',
  DOSE790923MNLSRM00: 'two_jobs',
  TEMP881105HJCMRL00: 'seasonal',
  PENS510730MDFNSR09: 'pensioner',
  ESTU040218HPLSTRA1: 'student',
  SEPU760614MYNRPB05: 'public_servant',
  NEGO810519MJCGCR03: 'sole_proprietor',
  REPA900827HNLPRT00: 'gig_worker',
  DEUD870212HDFDRN01: 'over_indebted',
  SIND830301HDFNDT02: 'nodata',
  '30100000304': 'salaried',
  '30200000683': 'two_jobs',
  '30300000952': 'seasonal',
  '30400001284': 'pensioner',
  '30500001553': 'student',
  '30600001822': 'public_servant',
  '30800002423': 'sole_proprietor',
  '30900002700': 'gig_worker',
  '30700002154': 'nodata',
} as const

/** Numbers that meet a failure of the institution, by the user name that meets the same one. */
export const failuresByNumber: Readonly<Record<string, string>> = {
  MALA800101HDFLCR02: 'user_invalid',
  CAID800101HDFDRR01: 'user_down',
  NODI800101HDFDSP05: 'user_unavailable',
  INAC800101HDFCTV00: 'user_inactive',
  SESI800101HDFSNS03: 'user_sessions',
  TARD800101HDFRDN07: 'user_timeout',
  INES800101HDFNSP08: 'user_unexpected',
  BLOQ800101HDFLQD09: 'user_locked',
  PROH800101HDFRHB01: 'user_forbidden',
  '31000003078': 'user_invalid',
  '31100003347': 'user_down',
  '31200003616': 'user_unavailable',
  '31300003995': 'user_locked',
  '31400004217': 'user_sessions',
}
