"""How the functions of `public` are declared, and the statement that calls one as PostgREST would."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, LiteralString

from psycopg import sql

READ_SIGNATURES: LiteralString = """
    select
        p.proname as name,
        p.proretset as returns_set,
        p.provolatile = 'v' as writes,
        coalesce(
            (
                select json_object_agg(p.proargnames[argument.place], format_type(argument.type, null))
                from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]))
                    with ordinality as argument (type, place)
                where coalesce(p.proargmodes[argument.place], 'i') in ('i', 'b', 'v')
            ),
            '{}'
        ) as types,
        (
            select split_part(setting, '=', 2)
            from unnest(p.proconfig) as setting
            where setting like 'statement_timeout=%'
        ) as statement_timeout
    from pg_proc as p
    where p.pronamespace = 'public'::regnamespace
        and p.prokind = 'f'
        and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
"""


@dataclass(frozen=True)
class Signature:
    """A function of `public` as the catalogue declares it; `types` maps parameters to type names."""

    name: str
    returns_set: bool
    writes: bool
    types: dict[str, str]
    statement_timeout: str | None
    _frames: dict[tuple[str, ...], tuple[sql.SQL, sql.SQL]] = field(default_factory=dict, repr=False, compare=False)

    def takes(self, names: list[str]) -> bool:
        """Whether all `names` are parameters of this function."""
        return all(name in self.types for name in names)

    def call(self, args: dict[str, Any], document: str, default_timeout: str) -> sql.Composed:
        """The statements of one call, to be sent together: one round trip, one transaction.

        `document` holds `args` as JSON. The casts are those of the declared types, so lists become
        arrays or vectors by what the function takes; readers run read-only, as under PostgREST.
        """
        names = (*args, default_timeout)
        if names not in self._frames:
            self._frames[names] = self._frame(args, default_timeout)
        before, after = self._frames[names]
        return sql.Composed([before, sql.Literal(document), after] if args else [before])

    def _frame(self, names: Collection[str], default_timeout: str) -> tuple[sql.SQL, sql.SQL]:
        """What stands before the document and after it, put together once: for the same names it is the same."""
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(self.types[name])) for name in names
        )
        values = sql.SQL(", ").join(
            sql.SQL("{name} => given.{name}").format(name=sql.Identifier(name)) for name in names
        )
        before = sql.SQL(
            "set local statement_timeout = {timeout}; set transaction {mode}; select {answer} from {given}"
        ).format(
            timeout=sql.Literal(self.statement_timeout or default_timeout),
            mode=sql.SQL("read write" if self.writes else "read only"),
            answer=sql.SQL("json_agg(answer)" if self.returns_set else "json_agg(answer) -> 0"),
            given=sql.SQL("json_to_record(") if names else sql.SQL(""),
        )
        called = sql.SQL("lateral {function}({values}) as answer").format(
            function=sql.Identifier("public", self.name), values=values
        )
        after = sql.SQL(") as given ({columns}), {called}").format(columns=columns, called=called)
        if not names:
            before, after = sql.Composed([before, called]), sql.Composed([])
        return _joined(before), _joined(after)


def _joined(composed: sql.Composed) -> sql.SQL:
    return sql.SQL(composed.as_string(None))
