"""The one contract that import-linter does not have: a context is entered through its doors only."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Modules of one context import another context only through the modules named as doors."""

    contexts = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = sorted(
            (importer, imported)
            for imported in graph.modules
            for importer in graph.find_modules_that_directly_import(imported)
            if self._is_trespass(importer, imported)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}; enter through {', '.join(self.doors)}")

    def _is_trespass(self, importer: str, imported: str) -> bool:
        source, target = self._context_of(importer), self._context_of(imported)
        if source is None or target is None or source == target:
            return False
        inside = imported.removeprefix(f"steelyard.{target}").lstrip(".")
        return not any(inside == door or inside.startswith(f"{door}.") for door in self.doors)

    def _context_of(self, module: str) -> str | None:
        parts = module.split(".")
        return parts[1] if len(parts) > 1 and parts[1] in self.contexts else None
