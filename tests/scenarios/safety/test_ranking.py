"""Which conflicts come first, and where they gather."""

from scenarios.safety.ranking import HEAT_WEIGHTS, heat_map, ranked
from tests.scenarios.safety.samples import conflict


def contact(delta_v, at_s=1.0):
    return conflict(
        severity="contact", contact=True, min_ttc_s=0.0, max_drac_mps2=None, max_delta_v_mps=delta_v, at_s=at_s
    )


def test_the_worst_come_first():
    in_order = [
        contact(1.5),
        contact(0.2),
        conflict(severity="serious", min_ttc_s=None, min_pet_s=0.3, max_drac_mps2=None),
        conflict(severity="serious", min_ttc_s=0.5, max_drac_mps2=2.0),
        conflict(severity="serious", min_ttc_s=0.5, max_drac_mps2=1.0, min_separation_m=0.1),
        conflict(severity="serious", min_ttc_s=0.5, max_drac_mps2=1.0, min_separation_m=0.4),
        conflict(severity="serious", min_ttc_s=1.4, min_pet_s=1.9),
        conflict(severity="slight", min_ttc_s=1.6),
        conflict(severity="slight", min_ttc_s=None, min_pet_s=1.9),
    ]
    assert ranked(reversed(in_order)) == in_order


def test_equal_ones_come_in_the_order_of_the_day():
    later, sooner = conflict(at_s=20.0), conflict(at_s=10.0)
    assert ranked([later, sooner]) == [sooner, later]


def test_heat_is_weighted_by_severity_on_the_grid_of_the_density():
    found = [
        conflict(x_m=10.2, y_m=5.7, severity="slight"),
        conflict(x_m=10.4, y_m=5.6, severity="serious"),
        conflict(x_m=9.9, y_m=5.0, severity="contact"),
        conflict(x_m=100.0, y_m=5.0),  # off the grid
        conflict(x_m=8.99, y_m=5.0),
    ]
    heat = heat_map(found, origin_m=(9.0, 5.0), cell_m=0.5, shape=(3, 4))
    assert heat[1, 2] == HEAT_WEIGHTS["slight"] + HEAT_WEIGHTS["serious"]
    assert heat[0, 1] == HEAT_WEIGHTS["contact"]
    assert heat.sum() == sum(HEAT_WEIGHTS.values())
