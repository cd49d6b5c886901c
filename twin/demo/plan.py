"""Where things are in the demonstration facility: the numbers that its parts, its paint and its cameras share.

A distribution centre of 60 x 40 m, origin at the lower left (south-west) corner, metres. Goods come and
go through eight docks in the south; twelve rack rows run north-south; packing is in the east.
"""

from __future__ import annotations

LENGTH_M, WIDTH_M, HEIGHT_M = 60.0, 40.0, 9.0
WALL_M = 0.2

DOCKS = 8
DOCK_X_M = tuple(5.0 + 6.0 * i for i in range(DOCKS))
DOCK_WIDTH_M, DOCK_HEIGHT_M = 3.2, 3.6

# Twelve rows of single depth with aisles of 2.9 m between them: a pitch of 4 m.
ROWS = 12
ROW_DEPTH_M = 1.1
AISLE_M = 2.9
ROW_X_M = tuple(3.5 + (ROW_DEPTH_M + AISLE_M) * i for i in range(ROWS))
BAYS, BAY_M = 8, 2.7
ROW_SOUTH_M = 14.4
ROW_NORTH_M = ROW_SOUTH_M + BAYS * BAY_M  # 36.0: leaves a cross-aisle of 3.8 m to the north wall

# The main aisle, two lanes between the docks and the racks; another lane runs north past the packing.
MAIN_AISLE_M = (9.4, 13.4)
EAST_AISLE_M = (48.6, 51.4)

PACK_X_M = (53.0, 57.2)
PACK_Y_M = tuple(14.6 + 3.3 * i for i in range(7))

CHARGER_X_M = (52.0, 53.9, 55.8, 57.7)
CHARGER_Y_M = 0.75

COLUMNS_M = tuple((x, 8.9) for x in (14.0, 26.0, 38.0, 50.0))
CROSSINGS_M = (9.5, 29.5, 45.5)  # x of the pedestrian crossings over the main aisle
CROSSING_WIDTH_M = 2.4
WALKWAY_M = (7.7, 8.7)  # y of the pedestrian walkway along the staging area
