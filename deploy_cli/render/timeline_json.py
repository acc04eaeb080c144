"""A simulation as a JSON value, in seconds; times count from the first login; ``null`` never ends."""

from dataclasses import asdict

from deploy_cli.app.simulating import Case, Simulation
from deploy_cli.core.values import Object
from deploy_cli.lifetimes.explanation import advice, reason
from deploy_cli.lifetimes.moment import Loss, Moment
from deploy_cli.lifetimes.settings import Era
from deploy_cli.lifetimes.timeline import Timeline
from deploy_cli.lifetimes.unknowns import ANSWERS


def simulation_object(simulation: Simulation) -> Object:
    """Return everything that is known about a simulation."""
    expected = simulation.expected
    return {
        "client": simulation.client,
        "environment": simulation.environment,
        "habit": simulation.habit,
        "devices": simulation.devices,
        "end": simulation.end,
        "assumptions": list(simulation.assumptions),
        "settings": [_era(era) for era in simulation.eras],
        "logins": [moment.at for moment in expected.asked],
        "causes": [_case(case) for case in simulation.cases],
        "moments": [moment_object(moment) for moment in expected.moments],
        "otherwise": [_branch(timeline) for timeline in simulation.timelines[1:]],
    }


def moment_object(moment: Moment) -> Object:
    """Return one moment."""
    return {
        "at": moment.at,
        "device": moment.device,
        "outcome": moment.outcome.value,
        "first": moment.is_first,
        "while_open": moment.while_open,
        "renewed": moment.renewed,
        "access_token_end": moment.token_end,
        "absolute_end": moment.absolute_end,
        "inactivity_end": moment.idle_end,
        "session_end": moment.session_end,
        "refresh_token_lost": _loss(moment.refresh_loss),
        "session_lost": _loss(moment.session_loss),
    }


def _loss(loss: Loss | None) -> Object | None:
    return None if loss is None else {"cause": loss.cause.value, "at": loss.at}


def _era(era: Era) -> Object:
    refresh = era.settings.refresh
    return {
        "from": era.start,
        "access_token": era.settings.access_token,
        "refresh_token": None
        if refresh is None
        else {
            "rotating": refresh.rotating,
            "leeway": refresh.leeway,
            "absolute": refresh.absolute,
            "inactivity": refresh.idle,
        },
        "online": era.settings.online,
        "session": asdict(era.settings.sessions),
        "application": asdict(era.settings.app),
    }


def _case(case: Case) -> Object:
    return {
        "first": case.moment.at,
        "count": case.count,
        "reason": reason(case.moment),
        "spared_by": [
            {
                "what": one.kind.value,
                "at_least": one.least,
                "and_at_least": one.second,
                "text": advice(one),
            }
            for one in case.remedies
        ],
    }


def _branch(timeline: Timeline) -> Object:
    return {
        "if": [ANSWERS[unknown][1] for unknown in sorted(timeline.others)],
        "questions": [unknown.value for unknown in sorted(timeline.others)],
        "logins": [moment.at for moment in timeline.asked],
    }
