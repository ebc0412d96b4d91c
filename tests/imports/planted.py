"""Faults to plant in a workbook of collected forms, each with the place and the kind that it is to be told as. All names and numbers are made up.

The personnummer are Skatteverket's test numbers' kind: dates with a right check digit, given to nobody known here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from tests.imports.forms_file import COLUMNS

COLUMN: Final = {key: get_column_letter(number) for number, (key, _, _) in enumerate(COLUMNS, 1)}
BESIDE: Final = get_column_letter(len(COLUMNS) + 3)
"""A column beyond those with a heading."""

TWICE: Final = get_column_letter(len(COLUMNS) + 2)
NAME: Final = "Testa Påhittadsson"
SECRETS: Final = (NAME, "Påhittadsson", "900101", "900161", "19900101", "1990-01-01", "0001011234", "testa@example.com", "tolvan")


def with_check_digit(nine: str) -> str:
    """The ten digits of a made-up number, the last one the Luhn digit (another way to reckon it than the program's)."""
    doubled = [sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(nine)]
    return nine + str(-sum(doubled) % 10)


TEN: Final = with_check_digit("900101123")
SAMORDNING: Final = with_check_digit("900161123")
BORN_2001: Final = with_check_digit("010101123")


@dataclass(frozen=True)
class InCell:
    """A value in one cell of a row of its own."""

    name: str
    column: str
    value: Any
    kind: str
    told_at: str = ""
    """The column that the fault is told at, where it is another."""


IN_CELLS: Final = (
    InCell("kön saknas", "start.kon", None, "formular"),
    InCell("åldersgrupp saknas", "start.aldersgrupp", None, "formular"),
    InCell("startmånad saknas", "start.manad", None, "formular"),
    InCell("avslutsanledning saknas", "avslut.avslutsanledning", None, "formular"),
    InCell("avslutsmånad saknas", "avslut.manad", None, "formular"),
    InCell("felstavat svar", "start.kon", "Kvina", "fritext"),
    InCell("en annan listas svar", "start.kon", "Studiestöd", "svar"),
    InCell("ett tal som ingen kod är", "start.kon", 7, "svar"),
    InCell("ett negativt tal", "start.kon", -1, "svar"),
    InCell("ett decimaltal", "start.kon", 1.5, "svar"),
    InCell("ett mycket stort tal", "start.kon", 1e300, "svar"),
    InCell("sant i en kodkolumn", "start.kon", True, "svar"),
    InCell("ja i en kodkolumn", "start.aldersgrupp", "ja", "svar"),
    InCell("ett svar som blivit datum", "start.tid_forsorjning", date(2024, 3, 1), "datum"),
    InCell("ett svar som blivit klockslag", "start.tid_forsorjning", time(1, 3), "svar"),
    InCell("en andel som ingen omfattning är", "avslut.redo_for", 0.3, "svar"),
    InCell("felregistrering", "avslut.avslutsanledning", "Felregistrering", "felregistrering"),
    InCell("månad 13", "start.manad", "2024-13", "manad"),
    InCell("månad med ord", "start.manad", "mars 2024", "manad"),
    InCell("år med två siffror", "start.manad", "24-03", "manad"),
    InCell("bara ett år", "start.manad", 2024, "manad"),
    InCell("månad före och efter", "start.manad", "2024-03 – 2024-05", "manad"),
    InCell("framtida månad", "avslut.manad", "2027-01", "formular"),
    InCell("framtida datum", "avslut.manad", date(2031, 1, 2), "formular"),
    InCell("månad långt före registret", "start.manad", "1990-01", "fodelsedatum"),
    InCell("datum långt före registret", "start.manad", date(1990, 1, 1), "fodelsedatum"),
    InCell("födelsedatum som tal i månaden", "start.manad", 19900101, "fodelsedatum"),
    InCell("avslut före start", "avslut.manad", "2022-12", "ordning"),
    InCell("personnummer ÅÅMMDD-NNNN", "start.omrade", f"{TEN[:6]}-{TEN[6:]}", "personnummer"),
    InCell("personnummer ÅÅÅÅMMDD-NNNN", "start.omrade", f"19{TEN[:6]}-{TEN[6:]}", "personnummer"),
    InCell("personnummer utan bindestreck", "start.omrade", TEN, "personnummer"),
    InCell("personnummer, tolv siffror", "start.omrade", f"19{TEN}", "personnummer"),
    InCell("personnummer med plus", "start.omrade", f"{TEN[:6]}+{TEN[6:]}", "personnummer"),
    InCell("personnummer med mellanslag", "start.omrade", f"19 {TEN[:2]} {TEN[2:4]} {TEN[4:6]} {TEN[6:]}", "personnummer"),
    InCell("samordningsnummer", "start.omrade", f"{SAMORDNING[:6]}-{SAMORDNING[6:]}", "personnummer"),
    InCell("personnummer med långt streck", "start.omrade", f"{TEN[:6]}–{TEN[6:]}", "personnummer"),
    InCell("personnummer som tal", "start.omrade", int(TEN), "personnummer"),
    InCell("tolv siffror som tal", "start.omrade", int(f"19{TEN}"), "personnummer"),
    InCell("personnummer som tappat sin nolla", "start.omrade", int(BORN_2001), "personnummer"),
    InCell("personnummer i bredd", "start.omrade", TEN.translate({ord(d): chr(ord(d) + 0xFEE0) for d in "0123456789"}), "personnummer"),
    InCell("personnummer mitt i en text", "start.omrade", f"Centrum, {TEN[:6]}-{TEN[6:]} enligt akten", "personnummer"),
    InCell("personnummer i månaden", "start.manad", f"{TEN[:6]}-{TEN[6:]}", "personnummer"),
    InCell("födelsedatum som text", "start.omrade", "1990-01-01", "fodelsedatum"),
    InCell("födelsedatum, dag först", "start.omrade", "1/1/1990", "fodelsedatum"),
    InCell("födelsedatum som tal", "start.omrade", 19900101, "fodelsedatum"),
    InCell("ett namn", "start.omrade", NAME, "fritext"),
    InCell("ett förnamn i versaler", "start.omrade", "TESTA", "fritext"),
    InCell("en anteckning", "avslut.redo_for", "ring tolvan först", "fritext"),
    InCell("en adress", "avslut.redo_for", "testa@example.com", "fritext"),
    InCell("fel teckenkodning", "start.omrade", "Hela fÃ¶rbundet", "tecken"),
    InCell("två rader i en cell", "start.kon", "Kvinna\n" + NAME, "fritext"),
    InCell("text i fet stil", "start.kon", CellRichText("Kvinna ", TextBlock(InlineFont(b=True), NAME)), "fritext"),
    InCell("en mycket lång text", "start.kon", "kvinna " * 4000, "fritext"),
    InCell("formel som svar", "start.kon", '=IF(1=1,"Kvinna","Man")', "formel"),
    InCell("formel som månad", "start.manad", "=TODAY()", "formel"),
    InCell("felvärde", "start.kon", "#N/A", "felvarde"),
    InCell("omfattning utan arbete", "start.omfattning", "50 %", "formular"),
)
"""Each is planted in the row of its number; the row is whole before."""


@dataclass(frozen=True)
class Elsewhere:
    """A fault outside the rows: how it is planted, where it is told and as what."""

    name: str
    plant: Callable[[Workbook], None]
    where: str
    kind: str


def _page(book: Workbook) -> Any:
    return book["Formulär"]


def _comment(book: Workbook) -> None:
    _page(book)["C300"].comment = Comment(f"{NAME} ringde", "Handläggaren")


def _hidden_column(book: Workbook) -> None:
    page, column = _page(book), get_column_letter(len(COLUMNS) + 1)
    page[f"{column}1"], page[f"{column}301"] = "Hemligt", NAME
    page.column_dimensions[column].hidden = True


def _sheet(title: str, cell: str, value: object, *, hidden: bool = False) -> Callable[[Workbook], None]:
    def plant(book: Workbook) -> None:
        page = book.create_sheet(title)
        page[cell] = value
        page.sheet_state = "hidden" if hidden else "visible"

    return plant


def _second_forms(book: Workbook) -> None:
    book.create_sheet("Blad5").append([heading for _, heading, _ in COLUMNS])


def _defined_name(book: Workbook) -> None:
    book.defined_names["Testa_Påhittadsson"] = DefinedName("Testa_Påhittadsson", attr_text="Formulär!$A$1")


def _validation(book: Workbook) -> None:
    rule = DataValidation("list", formula1=f'"Kvinna,{NAME}"', showInputMessage=True, promptTitle="Fråga", prompt=f"Fråga {NAME}")
    rule.add("A2:A20")
    _page(book).add_data_validation(rule)


def _link(book: Workbook) -> None:
    page = _page(book)
    page["A302"].hyperlink = Hyperlink(ref="A302", location="Blad3!A1", tooltip="Mer")


def _table(book: Workbook) -> None:
    page = book.create_sheet("Blad6")
    page.append(["Kön", "Område"])
    page.append(["Kvinna", "Studier"])
    page.add_table(Table(displayName="Påhittadsson", ref="A1:B2"))


ELSEWHERE: Final = (
    Elsewhere("text utanför kolumnerna", lambda b: _page(b).__setitem__(f"{BESIDE}303", "Kvinna"), f"{BESIDE}303", "utanfor"),
    Elsewhere("tal utanför kolumnerna", lambda b: _page(b).__setitem__(f"{BESIDE}304", 4), f"{BESIDE}304", "utanfor"),
    Elsewhere("kommentar med namn", _comment, "C300", "kommentar"),
    Elsewhere("sammanslagna celler", lambda b: _page(b).merge_cells("J305:K305"), "J305", "sammanslagen"),
    Elsewhere("dold rad", lambda b: setattr(_page(b).row_dimensions[306], "hidden", True), "A306", "dold-rad"),
    Elsewhere("okänd rubrik i dold kolumn", _hidden_column, f"{get_column_letter(len(COLUMNS) + 1)}1", "rubrik"),
    Elsewhere("namn i dold kolumn", lambda _: None, f"{get_column_letter(len(COLUMNS) + 1)}301", "fritext"),
    Elsewhere("två kolumner med samma rubrik", lambda b: _page(b).__setitem__(f"{TWICE}1", "Start: Kön"), f"{TWICE}1", "rubrik"),
    Elsewhere("namn på ett blad efteråt", _sheet("Blad2", "B7", NAME), "blad 2, cell B7", "fritext"),
    Elsewhere("personnummer på ett dolt blad", _sheet("Blad3", "Z99", int(TEN), hidden=True), "blad 3, cell Z99", "personnummer"),
    Elsewhere("blad som heter ett namn", _sheet(NAME, "A1", None), "namnet på blad 4", "fritext"),
    Elsewhere("formulär på ett annat blad", _second_forms, "blad 5", "blad"),
    Elsewhere("tabell som heter ett namn", _table, "namnet på en tabell eller dess kolumn", "fritext"),
    Elsewhere("definierat namn", _defined_name, "ett definierat namn", "fritext"),
    Elsewhere("sidhuvud", lambda b: setattr(_page(b).oddHeader.center, "text", NAME), "sidhuvud eller sidfot på blad 1", "fritext"),
    Elsewhere("sidfot med personnummer", lambda b: setattr(_page(b).oddFooter.left, "text", TEN), "sidhuvud eller sidfot på blad 1", "personnummer"),
    Elsewhere("titel", lambda b: setattr(b.properties, "title", NAME), "dokumentegenskapen titel", "fritext"),
    Elsewhere("nyckelord", lambda b: setattr(b.properties, "keywords", TEN), "dokumentegenskapen nyckelord", "personnummer"),
    Elsewhere("egen egenskap", lambda b: b.custom_doc_props.append(StringProperty("Klient", NAME)), "en dokumentegenskap", "fritext"),
    Elsewhere("lista och hjälptext till en cell", _validation, "formel eller lista på blad 1", "fritext"),
    Elsewhere("hjälptext till en cell", lambda _: None, "hjälptext till en lista på blad 1", "fritext"),
    Elsewhere("länk", _link, "A302", "lank"),
    Elsewhere("talformat", lambda b: setattr(_page(b)["A307"], "number_format", f'"{TEN}"0'), "ett talformat eller en formatmall", "personnummer"),
)

_DRAWING: Final = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p><a:r><a:t>'
    f"{NAME}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
)
PARTS: Final[dict[str, tuple[str, bytes, str, str]]] = {
    "textruta": ("xl/drawings/drawing9.xml", _DRAWING.encode(), "en textruta eller form", "fritext"),
    "bild": ("xl/media/image9.png", b"\x89PNG", "en bild", "bild"),
    "makro": ("xl/vbaProject.bin", b"\0", "ett makro", "makro"),
    "kopia i pivottabell": ("xl/pivotCache/pivotCacheRecords1.xml", b"<x/>", "en pivottabell, som har en kopia av sina rader", "inbaddat"),
    "länkad arbetsbok": ("xl/externalLinks/externalLink1.xml", b"<x/>", "en länk till en annan fil eller databas", "lank"),
    "inbäddat dokument": ("xl/embeddings/oleObject1.bin", b"\0", "ett inbäddat objekt", "inbaddat"),
    "okänd del": ("xl/something/new.bin", b"\0", "en del av okänt slag", "okand-del"),
}
"""Parts put into the zip file by hand: their path, their bytes, where they are told, and as what."""


def plant_parts(path: Path) -> None:
    """Put the parts in, and leave a text in the list of shared texts that no cell uses."""
    with zipfile.ZipFile(path) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    contents["xl/sharedStrings.xml"] = f"<sst><si><t>{NAME}</t></si></sst>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**contents, **{part: data for part, data, _, _ in PARTS.values()}}.items():
            new.writestr(name, data)
