// The time bar: filled by time/.
export function TimeBar() {
  return <footer class="timebar" />;
}
