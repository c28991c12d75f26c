"""Numbers of what a sweep of flights remembers of an aircraft, and of what it tells."""

from typing import NamedTuple

__all__ = [
    "AIR",
    "ALT",
    "ALT_T",
    "A_ALT",
    "B_ALT",
    "CAND",
    "COAST",
    "END",
    "END_A",
    "END_ALT",
    "END_A_ALT",
    "END_COAST",
    "END_SMAX",
    "END_TRACK",
    "END_ZONE",
    "FIGURES",
    "GROUND",
    "HELD",
    "LANDED",
    "LAST",
    "LEFT_GROUND",
    "MARKS",
    "OPEN",
    "OUT_FIGURES",
    "OUT_MARKS",
    "OUT_POINTS",
    "PHASE",
    "PLACE_T",
    "PLANE",
    "POINTS",
    "SIDE",
    "SMAX",
    "SMAX_OLD",
    "SMAX_T",
    "SPIKE",
    "STAND",
    "START",
    "START_ALT",
    "START_COAST",
    "START_TRACK",
    "START_ZONE",
    "STOOD",
    "TAKEOFF",
    "TRACK",
    "TURNING",
    "VANISHED",
    "ZONE",
    "A",
    "B",
    "FlightLimits",
    "Seen",
]

LAST, A, B, END, END_A, START, SIDE, CAND, STAND = range(9)
"""Points of an aircraft: last fix; one 30 s or more before it, and one that will be; last fix and
its A of the episode before; first fix of this one; last fix whose air or ground state is known;
first of a run on the other side; first of a run that stands."""
POINTS = 9

(PLACE_T, PHASE, TURNING, OPEN, HELD, ZONE, END_ZONE, START_ZONE, SMAX_T, ALT_T, STOOD,
 TRACK, END_TRACK, START_TRACK) = range(14)  # fmt: skip
"""Marks: when LAST's place was first told; AIR, GROUND or -1; whether CAND waits for a second fix;
whether START may yet prove a take-off; whether END is untold; zones of the three; start of SMAX;
time of ALT; whether the ground state was concluded from standing;
tracks of the three."""
MARKS = 14
AIR, GROUND = 0, 1

(ALT, SPIKE, A_ALT, B_ALT, SMAX, SMAX_OLD, COAST, END_ALT, END_A_ALT, END_SMAX, END_COAST) = range(
    11
)
(START_ALT, START_COAST, END_SPIKE) = range(11, 14)
"""Figures: altitudes in ft, of a spike not borne out, of A and B; greatest speeds of 2.5 minutes;
metres to the coast; the same at END and at START."""
FIGURES = 14

TAKEOFF, VANISHED, LANDED, LEFT_GROUND = range(4)
"""What was found: a climb from low after silence (and END, where it is held); an END without it; a
change from air to ground; one from ground to air."""

PLANE = 1
OUT_POINTS, OUT_MARKS, OUT_FIGURES = 4, 8, 8


class FlightLimits(NamedTuple):
    """Thresholds; see `event.flight.FlightDetector`."""

    silence_us: int
    window_us: int
    gap_us: int
    stand_us: int
    ceiling_ft: float
    rise_ft: float
    climb_ft_min: float
    fastest_ft_min: float
    airborne_kn: float
    stand_kn: float
    stand_ft: float
    on_ground: int


class Seen(NamedTuple):
    """One fix in scalars: a NamedTuple of arrays costs a microsecond to hand on."""

    t: int
    sog_kn: float
    alt_ft: float
    coast_m: float
    zone: int
    track_id: int
    ground: bool
