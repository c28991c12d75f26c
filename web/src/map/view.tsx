// The map's element: filled by map/.
export function MapView() {
  return <div id="map" class="map" tabIndex={-1} />;
}
