import "./kern";
import "./css/fonts.css";
import "./css/base.css";
import "./css/frame.css";
import "./css/search.css";
import "./css/settings.css";
import "./css/karte.css";
import "./css/tabs.css";
import "./css/panels.css";
import "./css/charts.css";
import "./css/display.css";
import "./css/dialogs.css";
import "./css/daten.css";
import "./css/sections.css";
import "./css/places.css";
import "./css/download.css";
import "./css/grid.css";
import "./css/layers.css";
import "./css/profile.css";
import "./css/compare.css";
import "./css/boards.css";
import "./frame/address";
import "./frame/theme";
import "./frame/q-theme-switch";
import "./frame/search";

// Each page brings its own element; its code comes only where the element stands.
if (document.querySelector("q-karte")) void import("./parts/q-karte");
if (document.querySelector("q-drop")) void import("./daten/q-drop");
if (document.querySelector("q-units")) void import("./daten/q-units");
if (document.querySelector("q-wait")) void import("./daten/q-wait");
if (document.querySelector("q-grid")) void import("./edit/q-grid");
if (document.querySelector("q-star")) void import("./frame/q-star");
if (document.querySelector("q-favourites")) void import("./frame/q-favourites");
// "?rundgang=1" (from the help) begins the tour of the page.
if (new URLSearchParams(location.search).has("rundgang")) void import("./tour/tour").then(({ start }) => start());
if (document.querySelector("q-areas")) void import("./edit/q-areas");
if (document.querySelector("q-board")) void import("./frame/q-board");
