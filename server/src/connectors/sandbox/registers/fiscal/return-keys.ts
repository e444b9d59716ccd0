/**
 * The keys of tax returns, which stay Spanish on the wire, as recorded from published examples: words are keys, braces hold
 * what is below one, `[]` is a list.
 */

export const personYear = {
  informacion_general: `
    ejercicio fecha_hora_presentacion numero_operacion periodo_declaracion rfc tipo_declaracion nombre`,
  sueldos_salarios: `
    retenedores[] impuesto_retenido ingreso_anual ingresos_acumulables ingresos_exentos subsidio_empleo`,
  servicios_profesionales: `
    deducciones_autorizadas{deducciones_autorizadas otras_deducciones detalle_deducciones[]
    total_deducciones_autorizadas} ingresos{ingresos_acumulables ingresos_exentos otros_ingresos total_ingresos}
    resultado_fiscal{utilidad_fiscal ptu_pagada_ejercicio perdidas_fiscales_ejercicios_anteriores_aplicadas
    utilidad_gravable} pagos_provisionales{pagos_provisionales_efectuados_en_ejercicio}
    retenciones_isr{isr_retenido_personas_morales}`,
  deducciones_personales: `
    honorarios_medicos_dentales_hospitalarios[] donativos[] aportaciones_voluntarias_complementarias_al_sar[]
    primas_por_seguros_de_gasto_medico[]`,
  determinacion_impuesto: `
    base_gravable deducciones_personales ingresos_acumulables isr_favorable isr_conforme_tarifa_final
    isr_retenido num_clabe nombre_banco pagos_provisionales titular_clabe_permite_verificacion
    accion_saldo_a_favor`,
  retenciones: `
    sueldos_salarios[] dividendos[] servicios_profesionales[]`,
  dividendos: `
    monto_acumulable_dividendos_utilidades monto_total_isr_pagado_sociedad`,
  datos_informativos: `
    credito_fiscal_autorizado_proyectos_investigacion_desarrollo
    credito_fiscal_autorizado_proyectos_apoyo_deporte_alto_rendimiento
    credito_fiscal_autorizado_proyectos_inversion_artes credito_fiscal_autorizado_inversion_equipos_fijos
    credito_fiscal_autorizado_produccion_distribucion_cinematografica
    saldo_credito_fiscal_autorizado_anteriores_investigacion_desarrollo
    saldo_credito_fiscal_anteriores_proyectos_inversion_artes
    saldo_credito_fiscal_anteriores_produccion_distribucion_cinematografica`,
} as const

export const personMonth = {
  informacion_general: `
    rfc nombre tipo_declaracion ejercicio periodo_declaracion fecha_hora_presentacion numero_operacion`,
  isr: `
    tipo determinacion{ingresos_periodos_anteriores ingresos_periodo total_ingresos
    compras_gastos_periodos_anteriores compra_gastos_periodo total_compras_gastos base_gravable_pago_provisional
    isr_causado pagos_provisionales_efectuados_anterioridad isr_retenido_periodos_anteriores impuesto_retenido
    isr_cargo} detalle_del_pago{a_cargo parte_actualizada recargos total_contribuciones total_aplicaciones
    cantidad_a_cargo cantidad_a_pagar}`,
  iva: `
    determinacion{actividades_gravadas_tasa_16 actividades_gravadas_tasa_0 actividades_exentas
    iva_cobrado_periodo_tasa_16 iva_acreditable_periodo iva_retenido saldo_a_favor impuesto_a_favor}
    detalle_del_pago{total_contribuciones total_aplicaciones cantidad_a_cargo cantidad_a_pagar a_favor}`,
} as const

export const companyMonth = {
  informacion_general: `
    rfc denominacion_razon_social tipo_declaracion ejercicio periodo_declaracion fecha_hora_presentacion
    numero_operacion tipo_complementaria`,
  determinacion_isr: `
    personas_morales_regimen_general{suma_ingresos_nominales_meses_anteriores_ejercicio estimulos_acreditables
    ingresos_nominales_mes_que_declara reducciones total_ingresos_nominales impuestos_del_periodo
    coeficiente_utilidad pagos_provisionales_efectuados_anterioridad utilidad_fiscal_pago_provisional
    impuesto_retenido ptu otras_cantidades_a_cargo_contribuyente iventario_acumulable
    otras_cantidades_a_favor_contribuyente anticipos_rendimientos_distribuidos_periodo diferencia_a_cargo
    perdidas_fiscales_ejercicios_anteriores_pendientes estimulo_fiscal_deduccion_inmediata
    impuesto_correspondiente_participacion_consolidable deduccion_adicional_fomento_primer_empleo
    porcentaje_participacion_consolidable base_gravable_pago_provisional impuesto_a_cargo isr_causado
    ieps_alcohol}`,
  detalle_pago_isr: `
    r1_isr_personas_morales{a_cargo acreditamiento_sorteo_buen_fin parte_actualizada diesel_marino recargos
    total_aplicaciones multa_por_correccion fecha_pago_realizado_anterioridad total_de_contribuciones
    monto_pagado_anterioridad credito_al_salario importe_pagado_ultimas_48_hrs subsidio_empleo cantidad_a_cargo
    impuesto_a_depositos_efectivo_acreditable aplica_primera_parcialidad compensaciones credito_ieps_diesel
    diesel_automotriz_transporte cantidad_a_favor uso_infraestructura_carretera_cuota cantidad_a_pagar
    otros_estimulos importe_1ra_parcialidad importe_sin_1ra_parcialidad}
    r12_isr_retenciones_por_salarios{a_cargo acreditamiento_sorteos parte_actualizada diesel_marino recargos
    total_aplicaciones multa_por_correccion fecha_pago_realizado_anterioridad total_de_contribuciones
    monto_pagado_anterioridad credito_al_salario importe_pagado_ultimas_48_hrs subsidio_empleo cantidad_a_cargo
    impuesto_a_depositos_efectivo_acreditable aplica_primera_parcialidad compensaciones credito_ieps_diesel
    diesel_automotriz_transporte cantidad_a_favor otros_estimulos cantidad_a_pagar importe_1ra_parcialidad
    importe_sin_1ra_parcialidad} r13_isr_retenciones_por_asimilados_a_salarios{a_cargo acreditamiento_sorteos
    parte_actualizada diesel_marino recargos total_aplicaciones multa_por_correccion
    fecha_pago_realizado_anterioridad total_de_contribuciones monto_pagado_anterioridad credito_al_salario
    importe_pagado_ultimas_48_hrs subsidio_empleo cantidad_a_cargo impuesto_a_depositos_efectivo_acreditable
    aplica_primera_parcialidad compensaciones credito_ieps_diesel diesel_automotriz_transporte cantidad_a_favor
    otros_estimulos cantidad_a_pagar importe_1ra_parcialidad importe_sin_1ra_parcialidad}
    r14_isr_retenciones_por_servicios_profesionales{a_cargo acreditamiento_sorteos parte_actualizada
    diesel_marino recargos total_aplicaciones multa_por_correccion fecha_pago_realizado_anterioridad
    total_de_contribuciones monto_pagado_anterioridad credito_al_salario importe_pagado_ultimas_48_hrs
    subsidio_empleo cantidad_a_cargo impuesto_a_depositos_efectivo_acreditable aplica_primera_parcialidad
    compensaciones credito_ieps_diesel diesel_automotriz_transporte cantidad_a_favor otros_estimulos
    cantidad_a_pagar importe_1ra_parcialidad importe_sin_1ra_parcialidad}`,
  determinacion_iva: `
    montos_actos_actividades_pagados{total_actos_actividades_pagados_tasa_16
    total_actos_actividades_pagados_importacion_bienes_tasa_11 total_actos_actividades_sujetos_estimulo_rfn
    total_actos_actividades_pagados_tasa_0 total_actos_actividades_pagados_importacion_bienes_tasa_16
    total_actos_actividades_pagados_no_paga_iva}
    detalle_total_actos_actividades_pagados_tasa_16{intereses_pagados_tasa_16 otros_actos_pagados_tasa_16
    regalias_pagadas_tasa_16 total_actos_pagados_tasa_16}
    determinacion_iva_acreditable{total_iva_actos_actividades_pagados_tasa_16
    iva_trasladado_o_pagado_adquisicion_bienes_distintos_inversiones_actos_no_obligados_pago_impuesto
    iva_pagado_sujeto_estimulo_rfn
    iva_trasladado_o_pagado_importacion_inversiones_actos_no_obligados_pago_impuesto
    total_actos_actividades_pagados_importacion_bienes_tasa_16
    iva_bienes_utilizados_indistintamente_actos_gravados_o_actos_no_obligados_pago_impuesto
    proporcion_utilizada_conforme_art_5 total_iva_trasladado_contribuyente proporcion_utilizada_conforme_art_5_b
    iva_trasladado_adquisicion_bienes_distintos_inversiones_actos_gravados
    iva_pagado_importacion_adquisicion_bienes_distintos_inversiones_actos_gravados iva_acreditable
    monto_acreditable_actualizado_a_incrementar_derivado_ajuste
    iva_pagado_importacion_inversiones_actos_gravados total_iva_acreditable_periodo
    total_iva_actos_actividades_gravados total_actos_actividades_pagados_importacion_bienes_tasa_11
    iva_trasladado_adquisicion_inversiones_actos_gravados
    iva_acreditable_bienes_utilizados_indistintamente_actos_gravados_o_actos_no_obligados_pago_impuesto}
    determinacion_iva{valor_actos_actividades_gravados_tasa_16 otras_cantidades_a_favor_contribuyente
    valor_actos_actividades_gravados_tasa_11 cantidad_a_cargo
    valor_actos_actividades_gravados_tasa_0_exportacion saldo_a_favor
    valor_actos_actividades_gravados_tasa_9_otros devolucion_inmediata_obtenida suma_actos_actividades_gravados
    saldo_a_favor_periodo valor_actos_actividades_no_se_deba_pagar_impuesto_exentos
    acreditamiento_saldo_favor_periodos_anteriores impuesto_causado diferencia_a_cargo
    cantidad_actualizada_a_reintegrarse_derivada_de_ajuste ieps_acreditable_alcohol
    iva_retenido_al_contribuyente impuesto_a_cargo total_iva_acreditable remanente_saldo_favor_ieps_alcohol
    otras_cantidades_a_cargo_contribuyente}
    detalle_valor_actos_actividades_gravados_tasa_16{intereses_cobrados_tasa_16
    otros_actos_actividades_gravados_tasa_16 regalias_entre_partes_relacionadas_tasa_16
    total_actos_actividades_gravados_tasa_16}`,
  detalle_pago_iva: `
    r21_iva{a_cargo cretificados_tesofe a_favor diesel_marino parte_actualizada total_aplicaciones recargos
    fecha_pago_realizado_anterioridad multa_por_correccion monto_pagado_anterioridad total_de_contribuciones
    importe_pagado_ultimas_48_hrs credito_al_salario cantidad_a_cargo subsidio_empleo aplica_primera_parcialidad
    compensaciones diesel_automotriz_transporte uso_infraestructura_carretera_cuota cantidad_a_favor
    otros_estimulos cantidad_a_pagar importe_1ra_parcialidad importe_sin_1ra_parcialidad}
    r21_iva_retenciones{a_cargo diesel_marino parte_actualizada total_aplicaciones recargos
    fecha_pago_realizado_anterioridad multa_por_correccion monto_pagado_anterioridad total_de_contribuciones
    importe_pagado_ultimas_48_hrs credito_al_salario cantidad_a_cargo subsidio_empleo aplica_primera_parcialidad
    compensaciones credito_ieps_diesel otros_estimulos cantidad_a_favor cretificados_tesofe cantidad_a_pagar
    importe_1ra_parcialidad importe_sin_1ra_parcialidad}`,
} as const
