"""Patrol in a terminal: risk, shifts, plans, orders, what was done, and who is overdue."""

from cyclopts import App

SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("risk", "patrol_risk:risk"),
    ("shifts", "patrol_plan:shifts"),
    ("plan", "patrol_plan:plan"),
    ("orders", "patrol_plan:orders"),
    ("approve", "patrol_plan:approve"),
    ("amend", "patrol_plan:amend"),
    ("hand-over", "patrol_plan:hand_over"),
    ("withdraw", "patrol_plan:withdraw"),
    ("sheet", "patrol_plan:sheet"),
    ("calendar", "patrol_plan:calendar"),
    ("log", "patrol_log:log"),
    ("legs", "patrol_log:legs"),
    ("hours", "patrol_log:hours"),
    ("targets", "patrol_log:targets"),
    ("check-in", "patrol_safety:check_in"),
    ("overdue", "patrol_safety:overdue"),
    ("dead-zones", "patrol_safety:dead_zones"),
)
"""Each command of patrol and where it stands, in the order of a working day."""

patrol = App(name="patrol", help="Plan patrols, log and account for them, and bring all back.")

for _name, _place in SUBCOMMANDS:
    patrol.command(f"northline.cli.{_place}", name=_name)
