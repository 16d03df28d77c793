/** Drivers of graphics cards that show power, energy and temperature through hwmon. */
export const GPU_DRIVERS: readonly string[] = ['amdgpu', 'i915', 'xe', 'nouveau'];
