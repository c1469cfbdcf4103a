r"""What comes of a crossing: it was reported, went back, or landed and nobody reported it.

A line crossing by boat or aircraft is lawful in itself.  Who *arrives* must report it without
delay: in Canada under the Customs Act (R.S.C. 1985, c. 1 (2nd Supp.)), section 11, in the United
States under 19 U.S.C. 1433.  Small craft may do so by telephone or app from where they land; who
passes through without landing need not.  So each finding of a crossing is followed:

* **Reported.**  A report of arrival that is of this crossing (`northline.engines.crossing.reporting.matching`)
  closes the matter, in time or late: a revision of kind ``reported-crossing``.
* **Back.**  A crossing the other way of the same thing, before any sign of a landing, closes it: a
  revision of kind ``crossed-back``.
* **Failed.**  Where there are signs of a landing (`northline.engines.crossing.reporting.motion`) and the time
  that people have, counted from there, passed without a report: a revision of kind
  ``failure-to-report``.  Its score is

  .. math:: P(\text{crossed}) \; P(\text{landed} \mid \text{signs}) \;
            (1 - P(\text{one of the nameless reports is its own}))

* What shows none of these until ``give_up`` is let go, and counted.

**The clock** is that of the tracks: the instant that has surely passed is the earliest of three
track points in a row, and never goes back; so no single wrong clock makes anybody late.  Where
nothing is heard at all it stands still, and nobody is late either: this engine says nothing while
nobody looks.  What is read is taken when the clock has passed its own instant.
"""

from northline.engines.crossing.reporting.params import ReportingParams
from northline.engines.crossing.reporting.state import ReportingState
from northline.engines.crossing.reporting.words import TEXTS, WORDS

__all__ = ["TEXTS", "WORDS", "ReportingParams", "ReportingState"]
