"""What the kansli's figures mean, one key away: shown with the keys in help."""

from __future__ import annotations

from typing import Final

DEFINITIONS: Final = {
    "Internt": "Talen här är exakta, också när de är små. De är för kansliet och får inte spridas som de står.",
    "Deltagande": "En person från start till avslut i en insats. Den som är med två gånger räknas två gånger.",
    "Deltagare under perioden": "Pågående vid periodens början plus nya.",
    "Pågående": "Pågående vid början plus nya, minus avslutade och felregistrerade.",
    "Endast antal": "Den som inte vill registreras eller har skyddade personuppgifter: räknas med kön och månad, utan några andra svar.",
    "Redovisade": "Avslutade vars svar har kommit. Svar lämnar insatsen först när minst fem av samma kön har samlats.",
    "Väntar": "Avslutade vars svar ännu är för få för att lämna insatsen. De kommer med en senare period och räknas där de kommer.",
    "Ej redovisade": "Svar som aldrig nådde gränsen innan insatsen upphörde. De är förstörda.",
    "Bas": "De redovisade som andelarna räknas på. Andel = antal delat med bas.",
    "95 %-intervall": "Wilsons intervall: så mycket kan andelen bero på slumpen. Få avslut ger ett brett intervall.",
    "Start okänd": "Avslut med handtag, när koden är förlorad: vad som gällde före är okänt och räknas som en egen svarsgrupp.",
    "Sen": "Ett formulär som kom när dess period redan var låst. Det räknas i den äldsta öppna perioden och märks.",
    "Bättre, lika, sämre": "Senaste mätningen mot den första, samma instrument och samma slags skattare. n är antalet par.",
    "Annullerad": "En mottagen leverans som inte räknas i någon siffra. Den finns kvar i följden.",
}
"""Words and what they mean, in the order that they are shown."""

WORDS_TITLE: Final = "Vad orden betyder"
WORDS: Final = "\n\n".join(f"{word}: {meaning}" for word, meaning in DEFINITIONS.items())
HELP_NOTES: Final = f"{WORDS_TITLE}\n\n{WORDS}"
