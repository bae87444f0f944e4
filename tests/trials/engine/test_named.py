"""Named trials and their parameters: how settings are read, what is refused, what each registered
trial makes.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steepest.proofs.vocabulary import SteepestError
from steepest.verify.trials.engine import named
from steepest.verify.trials.engine.named import (
    Parameter,
    TrialInputError,
    choice,
    flag,
    integer,
    number,
    parse_settings,
    rational,
    trial,
)

pytestmark = pytest.mark.usefixtures("toy")


def test_parameters_are_read_by_kind():
    assert integer(1).read("d", "1e6") == 10**6
    assert rational("0.1").read("eta", "0.3") == "3/10"
    assert rational("0.1").default == "1/10"
    assert number(1.0).read("x", "2e-3") == 0.002
    assert choice("gd", "momentum").read("method", "momentum") == "momentum"
    assert flag(False).read("fast", "yes") is True
    assert Parameter("text", "a").read("word", "b") == "b"
    for parameter, text, words in (
        (integer(1), "1e30", "a whole number"),
        (rational(1), "1/0", "an exact number"),
        (rational(1), "1e99", "an exact number"),
        (number(1.0), "inf", "a number"),
        (number(1.0, below=2), "2", "a number < 2"),
        (choice("gd", "momentum"), "momentun", "one of gd, momentum; nearest: momentum"),
        (flag(True), "maybe", "true or false"),
    ):
        with pytest.raises(TrialInputError) as caught:
            parameter.read("key", text)
        assert words in str(caught.value)
    assert parse_settings({"a": 1}) == {"a": 1}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.one_of(
            st.text(),
            st.builds("{}={}".format, st.sampled_from(["p", "bound", "sides", "eta"]), st.text()),
        ),
        max_size=3,
    )
)
def test_any_settings_make_a_plan_or_one_sentence(texts):
    try:
        plan = named.trials()["toy-coin"].plan(parse_settings(texts))
    except SteepestError as error:
        message = str(error)
        assert "--set" in message
    else:
        assert plan.trials == 2000


def test_registering_is_strict():
    with pytest.raises(ValueError, match="registered twice"):
        trial("toy-coin")(lambda: None)
    with pytest.raises(ValueError, match="no statement"):
        trial("toy-other")(lambda: None)

    def documented(p):
        """Says."""

    with pytest.raises(ValueError, match=r"declares \['q'\] but its function takes \['p'\]"):
        trial("toy-other", q=integer(1))(documented)


def test_every_named_trial_makes_a_valid_plan():
    from steepest.verify.trials.engine.plans import validated

    for name, entry in named.trials().items():
        assert validated(entry.plan()).name == name, name


def test_a_parameter_that_only_the_kernel_can_judge_is_a_user_error_too():
    from steepest.kernels.engine.errors import KernelError

    @trial("toy-refused")
    def refused():
        """Never."""
        raise KernelError("no kernel can serve this; ask for less")

    with pytest.raises(
        TrialInputError, match="toy-refused: no kernel can serve this; ask for less"
    ):
        named.trials()["toy-refused"].plan()


@pytest.mark.parametrize(
    "name",
    [
        "rank1",
        "rank1-momentum",
        "rank-r",
        "quadratic-saddle-gd",
        "quadratic-saddle-pgd",
        "quadratic-saddle-momentum",
    ],
)
def test_the_clients_run_and_are_the_same_for_every_sharding(name):
    from dataclasses import replace

    from steepest.verify.trials import run_plan

    plan = replace(named.trials()[name].plan(), trials=24, backend="numpy")
    whole = run_plan(plan)
    assert whole.counts.trials == 24
    assert whole.counts.successes > 12
    cut = run_plan(replace(plan, shard=10), batch=7)
    for key, array in whole.table.items():
        assert cut.table[key].tobytes() == array.tobytes(), key
