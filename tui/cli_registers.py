"""Making and listing registers: ``forbund ny/lista``, ``insats ny/lista``."""

from __future__ import annotations

from register.catalogue import PublicFile, check_id
from tui.cli_context import Context


def ny_forbund(ctx: Context) -> int:
    """Make a kansli register."""
    forbund_id = check_id(ctx.args.id)
    passphrase = ctx.passphrases.new(f"förbundet {forbund_id}")
    from register.kansli.acts import create_forbund
    from register.keys import PublicKeys

    create_forbund(
        ctx.catalogue, forbund_id, namn=ctx.args.namn, passphrase=passphrase, today=ctx.today, vault_cost=ctx.costs.vault, state=ctx.costs.state
    ).close()
    keys = PublicKeys.read(ctx.catalogue.public_path("forbund", forbund_id))
    vault, public = str(ctx.catalogue.forbund_path(forbund_id)), str(ctx.catalogue.public_path("forbund", forbund_id))
    document = {"id": forbund_id, "namn": keys.namn, "valv": vault, "nyckelfil": public, "ord": keys.words()}
    ctx.answer(document, [f"Förbundet {keys.namn} ({forbund_id}) är skapat.", *_made(vault, public, keys.words())])
    return 0


def ny_insats(ctx: Context) -> int:
    """Make an insats with its vault."""
    insats_id = check_id(ctx.args.id)
    passphrase = ctx.passphrases.new(f"insatsen {insats_id}")
    from register.insats.opening import create_insats
    from register.keys import PublicKeys

    insats = create_insats(
        ctx.catalogue,
        insats_id,
        namn=ctx.args.namn,
        typ=ctx.args.typ,
        period_kind=ctx.args.period,
        first_period=ctx.args.forsta_period,
        passphrase=passphrase,
        today=ctx.today,
        vault_cost=ctx.costs.vault,
        seal_cost=ctx.costs.seal,
        state=ctx.costs.state,
    )
    insats.close()
    keys = PublicKeys.read(ctx.catalogue.public_path("insats", insats_id))
    vault, public = str(ctx.catalogue.insats_path(insats_id)), str(ctx.catalogue.public_path("insats", insats_id))
    about = {"id": insats_id, "namn": insats.namn, "typ": insats.typ, "period": insats.period_kind}
    document = {**about, "valv": vault, "nyckelfil": public, "ord": keys.words()}
    ctx.answer(document, [f"Insatsen {insats.namn} ({insats_id}) är skapad.", *_made(vault, public, keys.words())])
    return 0


def _made(vault: str, public: str, words: str) -> list[str]:
    return [
        f"Valv: {vault}",
        f"Nyckelfil: {public}",
        f"Sex ord att jämföra nyckeln med: {words}",
        "Lösenfrasen finns ingen annanstans. Utan den går valvet inte att öppna.",
    ]


def lista_forbund(ctx: Context) -> int:
    """The förbund that lie here, and those whose public file does."""
    known = _known(ctx, "forbund", ctx.catalogue.forbund_ids())
    document = [{"id": one.id, "namn": one.namn, "valv": vault} for one, vault in known]
    ctx.answer(document, [f"{one.id}  {one.namn}{_where(vault)}" for one, vault in known] or "Här finns inga förbund.")
    return 0


def lista_insatser(ctx: Context) -> int:
    """The insatser that lie here, and those whose public file does."""
    known = _known(ctx, "insats", ctx.catalogue.insats_ids())
    document = [{"id": one.id, "namn": one.namn, "typ": one.typ, "valv": vault} for one, vault in known]
    ctx.answer(document, [f"{one.id}  {one.namn}  {one.typ or ''}{_where(vault)}".rstrip() for one, vault in known] or "Här finns inga insatser.")
    return 0


def _known(ctx: Context, kind: str, vaults: list[str]) -> list[tuple[PublicFile, bool]]:
    """What lies here by id: its public file (or just its id, where the file is missing), and whether its vault does too."""
    public = {one.id: one for one in ctx.catalogue.public_files() if one.kind == kind}
    ids = sorted({*public, *vaults})
    return [(public.get(one) or PublicFile("insats" if kind == "insats" else "forbund", one, one, None), one in vaults) for one in ids]


def _where(vault: bool) -> str:
    return "" if vault else "  (bara nyckelfil)"
