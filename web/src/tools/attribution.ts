// Whose data the map rests on: shown on it and on every picture of it. See NOTICE.
export const ATTRIBUTION = 'GSHHG · © OpenStreetMap contributors (ODbL) · GeoNames (CC BY 4.0)';
