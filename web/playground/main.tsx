/** The page without the studio. */
import "./page.css";
import { start } from "./start";

void start();
