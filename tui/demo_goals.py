"""The demo's ``mal.toml``: invented goals, indicators, references and resources, dated after the years that the demo covers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from register.periods import Month
from tui.demo_plan import first_month

_SHARES: Final[Mapping[str, int]] = {"norra-dalen": 33, "sodra-dalen": 29, "ostra-dalen": 18, "vastra-dalen": 20}
"""Per cent of the resources; not as the people are spread, or there would be nothing to see."""

_KRONOR: Final = 9_400_000
_YEARS: Final = 3


def goals_text(now: Month) -> str:
    """The file for a demo built in a month: goals from its first year on, references of the three years before that, the last of them blank."""
    first = first_month(now).year
    words = {"forsta": first, "ref1": first - 3, "ref2": first - 2, "blankt": first - 1, "fjol": first + 1}
    parts = [part.format_map(words) for part in (_HEAD, _GOALS, _INDICATORS, _TALLIES)]
    return "".join([*parts, *(_resources(first + i, i) for i in range(_YEARS))])


def _resources(year: int, number: int) -> str:
    whole = _KRONOR + 300_000 * number
    amounts = ", ".join(f"{area} = {whole * share // 100}" for area, share in _SHARES.items())
    return f"\n[[resurs]]\nar = {year}\nkr = {{ {amounts} }}\n"


_HEAD: Final = """# PÅHITTAT, som allt i demot: mål, budgetar, planer, referenser och resurser är inga verkliga förbunds.
# Vad som går att skriva här står i docs/mal.md.
utanfor_omraden = ["coachteamet"]

[granser]
god = 100
viss = 75
"""

_GOALS: Final = """
[[mal]]
insats = "vagen-vidare"
fran_ar = {forsta}
label = "Till arbete eller studier"
grupp = {{ gruppering = "goteborg", id = "arbete-studier" }}
malvarde = 32
planerat_antal = [120, 140]
budget = 3_150_000

[[mal]]
insats = "vagen-vidare"
fran_ar = {forsta}
label = "Bättre hälsa enligt deltagaren"
progression = {{ instrument = "skapa", skattare = "deltagare", omrade = "halsa" }}
malvarde = 60

[[mal]]
insats = "coachteamet"
fran_ar = {forsta}
label = "Till arbete, studier, insats hos Arbetsförmedlingen eller kommunens egen verksamhet"
avslutsanledning = ["arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier", "insats-af", "kommunal-verksamhet"]
malvarde = 60
planerat_antal = 100
budget = 2_300_000

[[mal]]
insats = "grona-steget"
fran_ar = {forsta}
label = "Redo för förstärkt samarbete eller kommunens egen verksamhet"
redo_for = ["forstarkt-samarbete", "kommunal-verksamhet"]
malvarde = 45
planerat_antal = [70, 85]
budget = 1_650_000

[[mal]]
insats = "grona-steget"
fran_ar = {forsta}
label = "Bättre välbefinnande enligt SWEMWBS"
progression = {{ instrument = "swemwbs", skattare = "deltagare" }}
malvarde = 65

[[mal]]
insats = "unga-framat"
fran_ar = {forsta}
label = "Till arbete eller studier"
grupp = {{ gruppering = "goteborg", id = "arbete-studier" }}
malvarde = 40
planerat_antal = [25, 30]
budget = 850_000

[[mal]]
insats = "bryggan"
fran_ar = {forsta}
label = "Till arbete eller studier"
grupp = {{ gruppering = "goteborg", id = "arbete-studier" }}
malvarde = 35
planerat_antal = 50
budget = 900_000

# Hälsotorget har inget målvärde: utfallet visas utan bedömning.
[[mal]]
insats = "halsotorget"
fran_ar = {forsta}
label = "Fortsatt arbetslivsinriktad rehabilitering"
grupp = {{ gruppering = "goteborg", id = "rehabilitering" }}
planerat_antal = 20
budget = 480_000

[[forbundsmal]]
fran_ar = {forsta}
label = "Till arbete eller studier"
grupp = {{ gruppering = "goteborg", id = "arbete-studier" }}
malvarde = 33
planerat_antal = [380, 450]
budget = 9_700_000

[[forbundsmal]]
fran_ar = {forsta}
label = "Redo för arbete eller studier"
redo_for = ["arbete-studier"]
malvarde = 30
"""

_INDICATORS: Final = """
[[indikator]]
label = "Arbete och studier"
slag = "andel_avslut"
grupp = {{ gruppering = "goteborg", id = "arbete-studier" }}
malvarde = 33
referens = {{ "{ref1}" = 26, "{ref2}" = 29, "{blankt}" = "ej-uppfoljt" }}

[[indikator]]
label = "Fortsatt arbetslivsinriktad rehabilitering"
slag = "andel_avslut"
grupp = {{ gruppering = "goteborg", id = "rehabilitering" }}
malvarde = 45
referens = {{ "{ref1}" = 48, "{ref2}" = 44, "{blankt}" = "ej-uppfoljt" }}

[[indikator]]
label = "Lex Heller-rapporter"
slag = "antal"
raknare = "lex-heller"
varden = {{ "{ref2}" = {{ antal = 31 }}, "{blankt}" = {{ antal = 40 }} }}
malvarde = 50

[[indikator]]
label = "Personal som är utbildad om våld"
slag = "andel"
raknare = "utbildad-personal"
malvarde = 100
bedomning = {{ "{fjol}" = "viss" }}

[indikator.varden]
"{ref2}" = {{ taljare = 6, namnare = 15 }}

[[indikator]]
label = "Styrelseledamöter som är utbildade i jämställdhet"
slag = "andel"
varden = {{ "{forsta}" = {{ taljare = 0, namnare = 8 }} }}
malvarde = 100
"""

_TALLIES: Final = """
[[volym]]
label = "Personal i strukturövergripande insatser"
enhet = "personer"
raknare = "struktur-personal"
varden = {{ "{blankt}" = {{ antal = 612 }} }}

[[volym]]
label = "Deltagare"
raknas = "deltagare"
varden = {{ "{blankt}" = {{ antal = 318 }} }}

[[volym]]
label = "Alla som har nåtts"
summa = ["Personal i strukturövergripande insatser", "Deltagare"]

[[volym]]
label = "Personal som parterna lånar ut"
raknare = "utlanad-personal"
delar = "huvudman"
"""
