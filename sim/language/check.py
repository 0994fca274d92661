"""Whether an expression makes sense: its names, their arguments, and the kinds of its parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sim.language.catalogue import (
    CONSTANTS,
    FUNCTIONS,
    KINDS,
    LONGEST_WINDOW,
    NAMES,
    SCOPES,
    Kind,
    Name,
    Scope,
)
from sim.language.errors import ExpressionError, nearest
from sim.language.expression import Expression, is_constant
from sim.language.tree import (
    Arithmetic,
    Call,
    Comparison,
    Connective,
    Named,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Truth,
    Word,
)


def check(
    expression: Expression,
    scope: Scope,
    *,
    catalogue: Mapping[str, Name] = NAMES,
    events: Collection[str] | None = None,
    stances: Collection[str] | None = None,
    expect: Kind | None = None,
) -> Kind:
    """The kind of an expression, once it is known to make sense in rules of a scope.

    `catalogue` holds the names that may be read; a larger one than `NAMES` lends rules further
    bare names, such as behaviour parameters. `events` and `stances` are those of the scenario;
    None accepts any. `expect` is the kind that is needed ("truth" for `when`, "number" for
    `chance`).

    Raises the first ExpressionError that `problems` finds.
    """
    inquiry = _Inquiry(expression, scope, catalogue, events, stances)
    kind = inquiry.whole(expect)
    if kind is None:
        raise inquiry.found[0]
    return kind


def problems(
    expression: Expression,
    scope: Scope,
    *,
    catalogue: Mapping[str, Name] = NAMES,
    events: Collection[str] | None = None,
    stances: Collection[str] | None = None,
    expect: Kind | None = None,
) -> tuple[ExpressionError, ...]:
    """Everything that `check` would refuse, in the order of the text; empty if all is well."""
    inquiry = _Inquiry(expression, scope, catalogue, events, stances)
    inquiry.whole(expect)
    return tuple(inquiry.found)


class _Inquiry:
    """One reading of a tree that gathers what is wrong with it.

    A part that is wrong has no kind (None), and nothing further is said about what holds it.
    """

    def __init__(
        self,
        expression: Expression,
        scope: Scope,
        catalogue: Mapping[str, Name],
        events: Collection[str] | None,
        stances: Collection[str] | None,
    ) -> None:
        self.expression = expression
        self.scope = scope
        self.catalogue = catalogue
        self.events = events
        self.stances = stances
        self.found: list[ExpressionError] = []

    def whole(self, expect: Kind | None) -> Kind | None:
        tree = self.expression.tree
        kind = self._kind(tree) if expect is None else self._need(tree, expect)
        return None if self.found else kind

    def _refuse(self, message: str, node: Node, hint: str | None = None) -> None:
        self.found.append(ExpressionError(message, node.start, hint))

    def _need(self, node: Node, kind: Kind) -> Kind | None:
        """The kind of a part, which must be this one."""
        given = self._kind(node)
        if given is None or given == kind:
            return given
        quoted = self.expression.quote(node)
        hint = None
        if (given, kind) == ("number", "truth"):
            hint = f"{quoted} > 0" if isinstance(node, Named | Call) else f"({quoted}) > 0"
        self._refuse(f"`{quoted}` is {self._described(node, given)}, not {KINDS[kind]}", node, hint)
        return None

    def _described(self, node: Node, kind: Kind) -> str:
        if kind == "number" and isinstance(node, Named) and not is_constant(node):
            return f"a number ({self.catalogue[node.name].unit})"
        return KINDS[kind]

    def _all(self, nodes: Collection[Node], needed: Kind, result: Kind) -> Kind | None:
        kinds = [self._need(node, needed) for node in nodes]
        return None if None in kinds else result

    def _kind(self, node: Node) -> Kind | None:
        match node:
            case Number():
                return "number"
            case Truth():
                return "truth"
            case Word():
                return "category"
            case Named():
                return self._named(node)
            case Negative(operand=operand) | Power(base=operand):
                return self._all((operand,), "number", "number")
            case Arithmetic(left=left, right=right):
                return self._all((left, right), "number", "number")
            case Call(arguments=arguments):
                return self._all(arguments, "number", "number")
            case Not(operand=operand):
                return self._all((operand,), "truth", "truth")
            case Connective(parts=parts):
                return self._all(parts, "truth", "truth")
            case Comparison():
                return self._comparison(node)

    def _named(self, node: Named) -> Kind | None:
        if is_constant(node):
            return "number"
        name = self.catalogue.get(node.name)
        if name is None:
            self._unknown(node)
            return None
        if self.scope not in name.scopes:
            owners = " and ".join(SCOPES[scope] for scope in name.scopes)
            self._refuse(f"`{node.name}` is known for {owners}, not for {SCOPES[self.scope]}", node)
            return None
        return name.kind if self._argument_fits(node, name) else None

    def _unknown(self, node: Named) -> None:
        if node.name in CONSTANTS:
            self._refuse(f"`{node.name}` is a rung and takes no brackets", node, node.name)
            return
        known = {name for name, entry in self.catalogue.items() if self.scope in entry.scopes}
        near = nearest(node.name, known | set(CONSTANTS) | set(FUNCTIONS))
        entry = self.catalogue.get(near) if near else None
        hint = near
        if entry and entry.argument:
            same = (entry.argument == "days") == isinstance(node.argument, int)
            fits = same and node.argument is not None
            hint = f"{entry.name}({node.argument!r})" if fits else entry.example
        self._refuse(f"`{node.name}` is not a name of the rule language", node, hint)

    def _argument_fits(self, node: Named, name: Name) -> bool:
        argument = node.argument
        match name.argument:
            case None:
                if argument is not None:
                    self._refuse(f"`{name.name}` takes no brackets", node, name.name)
                return argument is None
            case "days":
                return self._window_fits(node, name)
            case "event":
                if not isinstance(argument, str):
                    self._refuse(f"`{name.name}` needs an event in quotes", node, name.example)
                    return False
                if self.events is not None and argument not in self.events:
                    near = nearest(argument, self.events)
                    hint = f"{name.name}('{near}')" if near else None
                    self._refuse(f"there is no event `{argument}`", node, hint)
                    return False
                return True

    def _window_fits(self, node: Named, name: Name) -> bool:
        if not isinstance(node.argument, int):
            self._refuse(f"`{name.name}` needs a whole number of days", node, name.example)
            return False
        if not 1 <= node.argument <= LONGEST_WINDOW:
            hint = f"{name.name}({LONGEST_WINDOW if node.argument else 1})"
            self._refuse(f"a window is 1 to {LONGEST_WINDOW} days, not {node.argument}", node, hint)
            return False
        return True

    def _comparison(self, node: Comparison) -> Kind | None:
        match node.operands:
            case (Named() as name, Word() as word) | (Word() as word, Named() as name):
                return self._category(name, word)
            case (Named() as name, Named() as other):
                if self._is_category(name) and self._is_loose_word(other):
                    self._unquoted(other)
                    return None
                if self._is_category(other) and self._is_loose_word(name):
                    self._unquoted(name)
                    return None
        if truth := next((part for part in node.operands if isinstance(part, Truth)), None):
            self._refuse(
                "nothing is compared with true or false: write the truth itself, or `not` "
                "before it",
                truth,
            )
            return None
        return self._all(node.operands, "number", "truth")

    def _is_category(self, node: Named) -> bool:
        name = self.catalogue.get(node.name)
        return name is not None and name.kind == "category"

    def _is_loose_word(self, node: Named) -> bool:
        return node.argument is None and node.name not in {*self.catalogue, *CONSTANTS}

    def _unquoted(self, node: Named) -> None:
        self._refuse(f"the word `{node.name}` needs quotes", node, f"'{node.name}'")

    def _category(self, node: Named, word: Word) -> Kind | None:
        if self._need(node, "category") is None:
            return None
        known = self.catalogue[node.name].categories or self.stances
        if known is not None and word.value not in known:
            near = nearest(word.value, known)
            hint = f"'{near}'" if near else None
            self._refuse(f"`{word.value}` is no {node.name} known here", word, hint)
            return None
        return "truth"
