"""The page, the drawing and the numbers of a published wave, small."""

from collections.abc import Callable
from pathlib import Path

PAGE = """<!DOCTYPE html><html lang="fr"><body><nav>Sommaire</nav><main id="contenu">
<section id="sec-un" class="level2"><h2>Pilotage</h2>
<p>Le comité domine (<span class="lie" data-ind="comite">61,5&nbsp;%</span>)
dans l’<a href="#fig-a" class="quarto-xref">illustration&nbsp;1</a>.</p>
<div id="fig-a"><figure>
<figcaption id="fig-a-caption-1">Illustration&nbsp;1&nbsp;: Le comité</figcaption>
<p><img src="data:," alt="Barres : comité 61,5 %"></p></figure></div>
<div class="notes"><p>Lecture&nbsp;: 75 des 122 EPLE.</p></div>
<details class="donnees"><summary>Données</summary><table><tr><td>75</td></tr></table></details>
</section>
<section id="sec-deux" class="level2"><h2>Suite</h2>
<ul><li>Un point</li><li><p>Un autre</p></li></ul>
<div class="tableau"><table><tr><th>Type</th><td>83</td></tr></table></div>
</section></main></body></html>
"""

NUMBERS = """indicateur,libelle,valeur,unite,numerateur,base,base_libelle,borne_basse
comite,Comité dédié,61.4754,%,75,122,EPLE,57.7
moyenne,Appels,3,par mois,252,84,EPLE,
"""

VALUES = "modalite,pourcentage,effectif\nComité,61.5,75\nConseil,27.0,33\n"

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="1"/></svg>'

Publish = Callable[..., Path]
