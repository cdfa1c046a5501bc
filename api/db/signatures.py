"""The declared signatures of the functions of `public`, and the statement that calls one as PostgREST would."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import LiteralString

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
# For a replica, in place of the timeout alone. The call's snapshot is taken later, so it sees what was replayed.
CHECK: LiteralString = """
    select
        set_config('statement_timeout', {timeout}, true),
        set_config(
            {is_fresh},
            (pg_is_in_recovery() and coalesce(pg_last_wal_replay_lsn() >= {position}::pg_lsn, false))::text,
            true
        )
"""
IS_FRESH = "cinelibre.is_fresh"  # a setting of the transaction: what the replica has replayed is enough


@lru_cache(64)
def freshness_check(timeout: str, position: str) -> sql.SQL:
    """Return the statement that tells a replica what it must have replayed; it answers `true` in its second column."""
    check = sql.SQL(CHECK).format(
        timeout=sql.Literal(timeout), is_fresh=sql.Literal(IS_FRESH), position=sql.Literal(position)
    )
    return _joined(check)


@dataclass(frozen=True)
class Signature:
    """A function of `public` as PostgreSQL's catalogue declares it; `types` maps parameters to type names."""

    name: str
    returns_set: bool
    writes: bool
    types: dict[str, str]
    statement_timeout: str | None
    _calls: dict[tuple[str, ...], tuple[sql.SQL, ...]] = field(default_factory=dict, repr=False, compare=False)

    def takes(self, names: Collection[str]) -> bool:
        """Say whether all `names` are parameters of this function."""
        return self.types.keys() >= set(names)

    def call(self, names: Collection[str], default_timeout: str) -> tuple[sql.SQL, ...]:
        """Return the settings before a call and the call itself; they are built once for each set of names.

        The call has one parameter, all arguments as JSON, or none. So no argument is ever part of a statement, which a
        server logs when it fails. The casts are those of the declared types, so lists become arrays or vectors as the
        function declares. Functions that only read run read-only, as under PostgREST.
        """
        known = (*names, default_timeout)
        if known not in self._calls:
            self._calls[known] = (
                sql.SQL("begin read write" if self.writes else "begin read only"),
                _joined(
                    sql.SQL("set local statement_timeout = {}").format(
                        sql.Literal(self.statement_timeout or default_timeout)
                    )
                ),
                _joined(self._select(names)),
            )
        return self._calls[known]

    def call_if_fresh(self, names: Collection[str]) -> sql.SQL:
        """Return the call for a replica: the function runs only if the statement before it said that it may."""
        known = (*names, IS_FRESH)
        if known not in self._calls:
            gate = sql.SQL("{} where current_setting({}) = 'true'").format(self._select(names), sql.Literal(IS_FRESH))
            self._calls[known] = (_joined(gate),)
        return self._calls[known][0]

    def _select(self, names: Collection[str]) -> sql.Composed:
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(self.types[name])) for name in names
        )
        values = sql.SQL(", ").join(
            sql.SQL("{name} => given.{name}").format(name=sql.Identifier(name)) for name in names
        )
        given = sql.SQL("json_to_record(%s::json) as given ({columns}), ").format(columns=columns)
        call = sql.SQL("lateral {}({}) as answer").format(sql.Identifier("public", self.name), values)
        answer = sql.SQL("json_agg(answer)" if self.returns_set else "to_json(answer)")
        return sql.SQL("select {} from {}{}").format(answer, given if names else sql.SQL(""), call)


def _joined(composed: sql.Composed) -> sql.SQL:
    return sql.SQL(composed.as_string(None))
