"""Prints the tables of the benchmark from the lines that run collected.

usage: table.py RESULTS

A line is "instance peer key=value ...".  Exits 1 when two peers that claim an
optimum of the same instance differ in their change of the objective.
"""
import statistics
import sys
from collections import defaultdict

OWN = "asn_mutasi"
LEMON = ["lemon:network-simplex:change", "lemon:cost-scaling:change"]


def read_results(path):
    """instance -> peer -> list of dictionaries, in the order of the file."""
    results = defaultdict(lambda: defaultdict(list))
    for line in open(path):
        instance, peer, *values = line.split()
        results[instance][peer].append(dict(value.split("=", 1) for value in values))
    return results


def median(answers, key):
    """Of the answers that are optimal; None when there are none."""
    numbers = [float(a[key]) for a in answers if a["status"] == "optimal" and key in a]
    return statistics.median(numbers) if numbers else None


def seconds(number):
    return f"{number:.3f}" if number < 10 else f"{number:.1f}"


def cell(answers, own=None):
    """Median seconds, or what became of it; with the ratio to own's."""
    if not answers:
        return ""
    number = median(answers, "solve")
    if number is None:
        status = answers[-1]["status"]
        return f"> {answers[-1]['solve']}, stopped" if status == "stopped" else status
    return seconds(number) + (f" ({number / own:.1f}x)" if own else "")


def print_table(title, header, rows):
    if not rows:
        return
    print(f"\n{title}\n")
    print("| " + " | ".join(header) + " |")
    print("|---" + "|--:" * (len(header) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def objectives(peers):
    """The different changes that peers claim to be optimal, and how many agree."""
    changes = {peer: {a["change"] for a in answers if a["status"] == "optimal" and "change" in a}
               for peer, answers in peers.items()}
    changes = {peer: found for peer, found in changes.items() if found}
    return set().union(*changes.values()), len(changes)


def solver_rows(results):
    for instance, peers in results.items():
        own = median(peers[OWN], "solve")
        facts = peers[OWN][0]
        lemon = [m for m in (median(peers[p], "solve") for p in LEMON) if m is not None]
        found, count = objectives(peers)
        yield [instance, facts.get("employees", ""), facts.get("candidates", ""),
               f"{100 * int(facts['moves']) / int(facts['employees']):.0f} %" if "moves" in facts else "",
               cell(peers[OWN]), facts.get("bytes_per_candidate", "")] + \
              [cell(peers[p]) for p in LEMON] + \
              [f"**{min(lemon) / own:.1f}**" if lemon and own else "",
               f"{count} equal" if len(found) == 1 else "**DIFFER**"]


def other_rows(results):
    for instance, peers in results.items():
        own = median(peers[OWN], "solve")
        for peer, answers in peers.items():
            if peer != OWN and peer not in LEMON and not peer.startswith("database:"):
                yield [instance, peer, cell(answers, own)]


def database_rows(results):
    for instance, peers in results.items():
        base, whole = peers.get("database:sum"), peers.get("database:solve_transfers")
        if not base or not whole:
            continue
        yield [instance] + \
              [f"{1000 * median(answers, key):.0f}" for answers in (base, whole)
               for key in ("elapsed", "solve")] + \
              [f"{median(whole, 'read_ms'):.0f}", f"{median(whole, 'solve_ms'):.0f}"] + \
              [f"**{median(whole, key) / median(base, key):.1f}**" for key in ("elapsed", "solve")] + \
              [f"{median(whole, 'bytes_per_candidate'):.1f}"]


def main():
    results = read_results(sys.argv[1])
    print_table("CPU seconds of the solve, medians",
                ["instance", "employees", "candidates", "moved", "asn_mutasi",
                 "bytes/candidate", "LEMON network simplex", "LEMON cost scaling",
                 "best LEMON / asn_mutasi", "objectives"], list(solver_rows(results)))
    print_table("Other peers, CPU seconds (ratio to asn_mutasi)",
                ["instance", "peer", "solve"], list(other_rows(results)))
    print_table("Inside PostgreSQL, milliseconds, medians",
                ["instance", "sum(cost), elapsed", "CPU", "solve_transfers, elapsed", "CPU",
                 "reading, elapsed", "solving, elapsed", "ratio elapsed", "ratio CPU",
                 "bytes/candidate"], list(database_rows(results)))
    different = [instance for instance, peers in results.items() if len(objectives(peers)[0]) > 1]
    if different:
        sys.exit("objectives differ: " + ", ".join(different))
    print("\nAll objectives are equal to the last millionth.")


main()
