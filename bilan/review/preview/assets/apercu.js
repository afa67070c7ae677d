// Follows the preview: a new page is loaded where the reader stood. The page is whole without it.
(function () {
  "use strict";
  var mine = document.documentElement.dataset.version;
  var state = document.getElementById("apercu-etat");
  var key = "apercu-hauteur";
  var say = function (text) { if (state) { state.textContent = text; } };
  var kept = sessionStorage.getItem(key);
  if (kept !== null) {
    sessionStorage.removeItem(key);
    window.scrollTo({ top: Number(kept), behavior: "instant" });
  }
  say("Page relue à " + new Date().toLocaleTimeString("fr-FR") + ".");
  var news = new EventSource("/nouvelles");
  news.onmessage = function (event) {
    if (event.data === "0" || event.data === mine) { return; }
    news.close();
    if (!document.body.classList.contains("apercu-refus")) {
      sessionStorage.setItem(key, String(window.scrollY));
    }
    window.location.reload();
  };
  news.onerror = function () {
    say("L’aperçu est arrêté : cette page n’est plus suivie.");
  };
  news.onopen = function () {
    say("Page relue à " + new Date().toLocaleTimeString("fr-FR") + ", suivie à chaque enregistrement.");
  };
})();
