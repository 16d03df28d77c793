/** The part of @tgwf/co2's data that is used; the package has no types of its own for it. */
declare module '@tgwf/co2/data' {
  /** Average grid intensity in g CO2e per kWh by ISO 3166 alpha-3 code or region. */
  export const averageIntensity: {
    readonly data: Readonly<Record<string, number>>;
    readonly type: 'average';
  };
}
