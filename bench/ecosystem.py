"""The partners, people and registrations of the synthetic world, as the commands would have written them.

python -m bench.ecosystem COMPANIES REGISTRATIONS

Writes into the database of STEELYARD_APP_DATABASE_URL; BENCH_WRITER is the address of one who may write any row.
"""

import os
import sys

import psycopg


def main() -> None:
    """Set the program up by its commands, then write partners and registrations."""
    import django

    django.setup()
    from bench.partners import write_partners
    from bench.registrations import write_registrations
    from bench.sizes import FAMILIES, Size
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.db import as_system
    from steelyard.program.public import ProductFamilyCard, define_product_family, list_regions, set_up_program

    size = Size(*map(int, sys.argv[1:]))
    with as_system():
        set_up_program(now=size.end)
        for family in FAMILIES:
            card = ProductFamilyCard(key=family, name=family.title())
            define_product_family(actor=SYSTEM, family=card, now=size.end)
        regions = {country: region.key for region in list_regions() for country in region.countries}
    with psycopg.connect(os.environ["BENCH_WRITER"], autocommit=True) as writer:
        write_partners(writer, size, regions)
        write_registrations(writer, size, regions)
        writer.execute("vacuum analyze")


if __name__ == "__main__":
    main()
