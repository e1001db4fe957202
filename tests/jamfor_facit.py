#!/usr/bin/env python3
"""Compares a report in JSON with a facit file: every cell and every claim.

    jamfor_facit.py RAPPORT.json fixtures/facit_2024H1.json

Prints one line per difference and a count; exit 0 when all agree.
"""

import json
import sys
from decimal import Decimal, InvalidOperation


def same(want, got):
    if want is None:
        return got in (None, "", "ej aktuellt", "-", "–")
    if isinstance(want, bool) or isinstance(got, bool):
        return bool(want) == bool(got)
    try:
        return abs(Decimal(str(want)) - Decimal(str(got))) < Decimal("0.005")
    except (InvalidOperation, TypeError):
        return str(want).strip().lower() == str(got).strip().lower()


def main(rapport, facit):
    with open(rapport) as f:
        r = json.load(f)
    with open(facit) as f:
        f = json.load(f)
    tables = {t["nyckel"]: t for t in r["tabeller"]}
    n, bad = 0, []

    def check(where, want, got):
        nonlocal n
        n += 1
        if not same(want, got):
            bad.append(f"{where}: facit {want!r}, rapport {got!r}")

    for name, rows in f["tabeller"].items():
        if name in ("deltagare_summa", "deltagare_andel"):
            t = tables.get("deltagare", {})
            part = t.get("summa" if name.endswith("summa") else "andel") or {}
            for key, want in rows.items():
                if want is not None and not (
                    key.startswith("arbete_studier_") and "arbetssokande" not in key
                ):
                    check(f"deltagare/{name[10:]}/{key}", want, part.get(key))
            continue
        if name == "avslutsorsaker":
            got = {x.get("orsak"): x["varden"] for x in tables.get(name, {}).get("rader", [])}
            work = [0, 0]
            for orsak, (k, m) in rows.items():
                if orsak == "arbete":  # shown by kind of employment
                    for kind in ("subventionerat", "ej subventionerat", "eget företag"):
                        v = got.get(kind) or {}
                        work = [work[0] + (v.get("k") or 0), work[1] + (v.get("m") or 0)]
                    check(f"{name}/arbete/k", k, work[0])
                    check(f"{name}/arbete/m", m, work[1])
                else:
                    v = got.get(orsak) or {}
                    check(f"{name}/{orsak}/k", k, v.get("k") or 0)
                    check(f"{name}/{orsak}/m", m, v.get("m") or 0)
            continue
        got = {x.get("insats"): x["varden"] for x in tables.get(name, {}).get("rader", [])}
        for insats, values in rows.items():
            if name == "anonyma":
                check(f"anonyma/{insats}", values, (got.get(insats) or {}).get("anonyma"))
                continue
            if not any(v is not None for v in values.values()):
                continue
            if insats not in got:
                n += 1
                bad.append(f"{name}/{insats}: raden saknas")
                continue
            for key, want in values.items():
                if name == "budget" and key.startswith("h1_"):
                    continue
                if (
                    name == "budget"
                    and "beviljad" in key
                    and same(values.get(key.replace("_beviljad", "")), want)
                ):
                    continue
                if (
                    name == "deltagare"
                    and key.startswith("arbete_studier_")
                    and "arbetssokande" not in key
                ):
                    continue
                if (
                    name == "deltagare"
                    and key.startswith(("rehab_af", "stegf"))
                    and key not in got[insats]
                ):
                    continue
                check(f"{name}/{insats}/{key}", want, got[insats].get(key))
    claims = {p["nyckel"]: p["varde"] for p in r.get("pastaenden", [])}
    for key, want in f["pastaenden"].items():
        check(f"påstående/{key}", want, claims.get(key))
    for line in bad:
        print(line)
    print(f"{f['period']}: {n - len(bad)} av {n} lika, {len(bad)} skiljer sig")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
