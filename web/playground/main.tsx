import { render } from "preact";

import "./page.css";

const place = document.getElementById("page");
if (place !== null) {
  place.textContent = "";
  render(<main>Blastema</main>, place);
}
