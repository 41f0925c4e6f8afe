// Reads the first tiles of the map, before the page that shows it is made.

import { readEarly } from "./early.js";

readEarly(JSON.parse(document.getElementById("early").textContent));
