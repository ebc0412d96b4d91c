"""A vocabulary that knows the codes of older ones too: counts are kept for as long as anybody reports on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from register.vocabulary.model import Code, CodeList, Grouping, Vocabulary


def with_retired(present: Vocabulary, others: Iterable[Vocabulary]) -> Vocabulary:
    """The present vocabulary with every code that counts may have by another one. Its document, and so its hash, stay what they are."""
    lists, groupings = dict(present.lists), dict(present.groupings)
    for other in others:
        for id_, code_list in other.lists.items():
            lists[id_] = _with_codes(lists.get(id_), code_list)
        for id_, grouping in other.groupings.items():
            if id_ in groupings:
                groupings[id_] = _with_grouped(groupings[id_], grouping)
    return replace(present, lists=lists, groupings=groupings)


def _with_codes(mine: CodeList | None, other: CodeList) -> CodeList:
    if mine is None:
        mine = replace(other, codes=())
    more = tuple(_retired(code) for code in other.codes if code.id not in mine.by_id)
    return replace(mine, codes=(*mine.codes, *more)) if more else mine


def _retired(code: Code) -> Code:
    return replace(code, retired=True)


def _with_grouped(mine: Grouping, other: Grouping) -> Grouping:
    """The grouping with the codes that only the other one sorts, in the groups of the same id; and its groups that are in this one no more."""
    sorted_already = {*mine.group_of, *mine.excluded}
    more = {code: group for code, group in other.group_of.items() if code not in sorted_already}
    if mine.code_list != other.code_list or not more:
        return mine
    ids = {group.id for group in mine.groups}
    gone = tuple(replace(group, codes=()) for group in other.groups if group.id not in ids and group.id in more.values())
    groups = tuple(replace(group, codes=(*group.codes, *(code for code, id_ in more.items() if id_ == group.id))) for group in (*mine.groups, *gone))
    return replace(mine, groups=groups)
