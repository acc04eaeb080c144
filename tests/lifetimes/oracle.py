"""The rules of refresh tokens once more, written to be read rather than to be fast: a second opinion on the model.

It keeps everything that ever happened in one list and answers every question by going through all of it. Nothing of
`deploy_cli.lifetimes` is used but the shapes of what goes in.
"""

from collections.abc import Sequence
from typing import Any

from deploy_cli.lifetimes.settings import Era, Settings
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Copy, Event, Logout, Retry, Visit

NEVER = 10**18

Seen = tuple[int, int, str]
"""When, on which device, what the person experiences."""


def experience(events: Sequence[Event], eras: Sequence[Era], others: frozenset[Unknown]) -> list[Seen]:
    """Return everything that the person of ``events`` experiences."""
    world = World(eras, others)
    todo: list[tuple[int, int, Any]] = [(event.at, order, event) for order, event in enumerate(events)]
    order = len(todo)
    while todo:
        todo.sort(key=lambda item: item[:2])
        at, _, event = todo.pop(0)
        match event:
            case Visit():
                world.arrive(event)
                until = at + event.stay
            case Logout():
                world.log_out(event.device, at)
                continue
            case Retry():
                world.present_again(event.device, at)
                continue
            case Copy():
                world.copy(event.device, event.to, at)
                continue
            case ("stay", device, until):
                if not world.access_token_serves(device, at):
                    world.get_tokens(device, at)
                event = Visit(at, device)
        got, _ = world.last_tokens(event.device)
        margin = world.settings(at).app.margin
        due = max(got + max(0, world.settings(at).access_token - margin), at + 60)
        if due <= until:
            todo.append((due, order, ("stay", event.device, until)))
            order += 1
    return world.seen


class World:
    """Auth0 and the devices of one person, as a list of what happened."""

    def __init__(self, eras: Sequence[Era], others: frozenset[Unknown]) -> None:
        self.eras, self.others = eras, others
        self.seen: list[Seen] = []
        self.history: list[dict[str, Any]] = []
        self.families = 0
        self.tokens = 0

    def settings(self, at: int) -> Settings:
        return [era.settings for era in self.eras if era.start <= at][-1]

    def note(self, what: str, **facts: Any) -> None:
        self.history.append({"what": what, **facts})

    def all(self, what: str, **wanted: Any) -> list[dict[str, Any]]:
        return [
            fact
            for fact in self.history
            if fact["what"] == what and all(fact.get(key) == value for key, value in wanted.items())
        ]

    # What a device holds: its latest `holds` and `session` facts.

    def holds(self, device: int) -> dict[str, Any] | None:
        held = [fact for fact in self.history if fact["what"] == "holds" and fact["device"] == device]
        return held[-1] if held else None

    def last_tokens(self, device: int) -> tuple[int, int | None]:
        held = self.holds(device)
        return (0, None) if held is None else (held["got"], held["access_end"])

    def access_token_serves(self, device: int, at: int) -> bool:
        _, end = self.last_tokens(device)
        return end is not None and at < end - self.settings(at).app.margin

    def hold(self, device: int, **changed: Any) -> None:
        empty = {
            "device": device,
            "got": 0,
            "access_end": None,
            "token": None,
            "spent": None,
            "online": False,
        }
        self.note(
            "holds",
            **{**empty, **{k: v for k, v in (self.holds(device) or {}).items() if k != "what"}, **changed},
        )

    def session_lives(self, device: int, at: int) -> bool:
        """A session is a beginning, then uses of it, then perhaps an end."""
        facts = [f for f in self.history if f["what"].startswith("session ") and f["device"] == device]
        begun = [index for index, fact in enumerate(facts) if fact["what"] == "session begins"]
        if not begun:
            return False
        own = facts[begun[-1] :]
        if any(fact["what"] == "session ends" for fact in own):
            return False
        if at >= own[0]["at"] + own[0]["absolute"]:
            return False
        limit = min(fact["idle"] for fact in own)
        return bool(at < own[-1]["at"] + min(limit, self.settings(at).sessions.idle))

    def touch_session(self, device: int, at: int) -> None:
        self.note("session used", device=device, at=at, idle=self.settings(at).sessions.idle)

    # What Auth0 knows of refresh tokens: `issued`, `exchanged` and `ended` facts.

    def issue(self, family: int, at: int, parent: int | None, rotating: bool, *, extra: bool) -> int:
        self.tokens += 1
        self.note("issued", token=self.tokens, family=family, at=at, parent=parent, rotating=rotating)
        if extra:
            while len(self.serving(at)) > 200:
                oldest = min(fact["family"] for fact in self.serving(at))
                self.note("ended", family=oldest, at=at)
        return self.tokens

    def serving(self, at: int) -> list[dict[str, Any]]:
        """Every token that could be exchanged, as far as is stored."""
        return [
            fact
            for fact in self.all("issued")
            if not self.family_ended(fact["family"])
            and not self.all("deleted", token=fact["token"])
            and not (fact["rotating"] and self.all("exchanged", token=fact["token"]))
            and at < self.absolute_end(fact["family"])
            and at < self.stored_idle_end(fact["family"])
        ]

    def family_ended(self, family: int) -> bool:
        return bool(self.all("ended", family=family))

    def policies(self, family: int) -> list[tuple[int, Any]]:
        """When the family was issued or exchanged, and the policy that was then in force."""
        return [(fact["at"], fact["policy"]) for fact in self.all("policy", family=family)]

    def absolute_end(self, family: int) -> int:
        """The first finite absolute lifetime that an issue or exchange met decides."""
        met = self.policies(family)
        born = met[0][0]
        for at, policy in met:
            if policy.absolute is not None:
                counts_from_login = at != born and Unknown.ABSOLUTE_START in self.others
                return int((born if counts_from_login else at) + policy.absolute)
        return NEVER

    def stored_idle_end(self, family: int) -> int:
        at, policy = self.policies(family)[-1]
        return NEVER if policy.idle is None else int(at + policy.idle)

    def is_in_time(self, family: int, at: int) -> bool:
        now = self.settings(at).refresh
        end = self.stored_idle_end(family)
        if Unknown.IDLE_CHANGE in self.others and now is not None:
            end = NEVER if now.idle is None else self.policies(family)[-1][0] + now.idle
        return at < end and at < self.absolute_end(family)

    def exchange(self, token: int, at: int) -> int | None:
        """Return the token that comes back, or ``None``."""
        issued = self.all("issued", token=token)[0]
        family, now = issued["family"], self.settings(at).refresh
        if self.family_ended(family) or self.all("deleted", token=token):
            return None
        if now is None and Unknown.GRANT_REMOVED not in self.others:
            return None
        if not self.is_in_time(family, at):
            return None
        policy = now or self.policies(family)[-1][1]
        earlier = self.all("exchanged", token=token)
        if issued["rotating"] and earlier:
            children = self.all("issued", parent=token)
            is_previous = not any(self.all("exchanged", token=child["token"]) for child in children)
            if not is_previous or policy.leeway == 0 or at > earlier[0]["at"] + policy.leeway:
                self.end_family_and_grant(family, at)
                return None
        if self.was_overtaken(issued) and Unknown.FORK in self.others and not earlier:
            self.note("deleted", token=token, at=at)
            return None
        return self.brings(issued, at, policy, is_again=bool(issued["rotating"] and earlier))

    def was_overtaken(self, issued: dict[str, Any]) -> bool:
        """Tell whether a sister, that was there by then, went first."""
        if issued["parent"] is None:
            return False
        sisters = [s for s in self.all("issued", parent=issued["parent"]) if s["token"] != issued["token"]]
        return any(self.all("exchanged", token=sister["token"]) for sister in sisters)

    def brings(self, issued: dict[str, Any], at: int, policy: Any, *, is_again: bool) -> int:
        token, family = issued["token"], issued["family"]
        was_rotating = self.policies(family)[-1][1].rotating
        if was_rotating != policy.rotating:
            for fact in self.all("issued", family=family):
                self.note("deleted", token=fact["token"], at=at)
            self.note("policy", family=family, at=at, policy=policy)
            new = self.issue(family, at, None, policy.rotating, extra=False)
            self.end_the_former_kind(family, at, is_now_rotating=policy.rotating)
            return new
        self.note("policy", family=family, at=at, policy=policy)
        if not policy.rotating:
            return int(token)
        if not is_again:
            self.note("exchanged", token=token, at=at)
        return self.issue(family, at, token, rotating=True, extra=is_again)

    def other_families(self, family: int, at: int) -> list[int]:
        alive = {fact["family"] for fact in self.all("issued")}
        return [
            one
            for one in alive
            if one != family
            and not self.family_ended(one)
            and at < self.absolute_end(one)
            and at < self.stored_idle_end(one)
        ]

    def end_the_former_kind(self, family: int, at: int, *, is_now_rotating: bool) -> None:
        for other in self.other_families(family, at):
            rotates = self.policies(other)[-1][1].rotating
            if is_now_rotating and not rotates:
                self.note("ended", family=other, at=at)
            if not is_now_rotating and rotates and Unknown.ROTATION_OFF in self.others:
                self.note("ended", family=other, at=at)

    def end_family_and_grant(self, family: int, at: int) -> None:
        self.note("ended", family=family, at=at)
        if Unknown.REUSE_REACH in self.others:
            for other in self.other_families(family, at):
                self.note("ended", family=other, at=at)

    # What happens.

    def arrive(self, visit: Visit) -> None:
        now, held = self.settings(visit.at), self.holds(visit.device)
        if held is not None:
            if now.app.storage.value == "memory" and visit.opening.value != "same":
                self.hold(visit.device, access_end=None, token=None)
            if not now.sessions.survives_closing and visit.opening.value == "closed":
                self.note("session ends", device=visit.device, at=visit.at, idle=NEVER)
        if held is not None and self.access_token_serves(visit.device, visit.at):
            self.seen.append((visit.at, visit.device, "token"))
        else:
            self.get_tokens(visit.device, visit.at)

    def get_tokens(self, device: int, at: int) -> None:
        held, now = self.holds(device), self.settings(at)
        check = now.app.session_check
        sdk_gave_up = bool(
            held and held["token"] is not None and check is not None and at >= held["got"] + check
        )
        if held is not None and held["token"] is not None and not sdk_gave_up and self.refresh(device, at):
            self.seen.append((at, device, "refresh"))
            return
        uses_session = now.app.fallback.value != "none" and now.app.flow.value != "device"
        if held is not None and uses_session and self.session_lives(device, at):
            self.touch_session(device, at)
            silent = now.app.fallback.value == "silent" and not sdk_gave_up
            self.seen.append((at, device, "silent" if silent else "redirect"))
        else:
            limits = now.sessions
            self.note("session begins", device=device, at=at, absolute=limits.absolute, idle=limits.idle)
            self.seen.append((at, device, "login"))
        self.receive(device, at)

    def receive(self, device: int, at: int) -> None:
        now = self.settings(at)
        token = None
        if now.online:
            token = -1
        elif now.refresh is not None and now.app.flow.value != "implicit":
            self.families += 1
            self.note("policy", family=self.families, at=at, policy=now.refresh)
            token = self.issue(self.families, at, None, now.refresh.rotating, extra=True)
        self.hold(
            device, got=at, access_end=at + now.access_token, token=token, spent=None, online=now.online
        )

    def refresh(self, device: int, at: int) -> bool:
        held, now = self.holds(device), self.settings(at)
        assert held is not None
        if held["online"]:
            if not now.online or not self.session_lives(device, at):
                self.hold(device, token=None)
                return False
            self.touch_session(device, at)
            self.hold(device, got=at, access_end=at + now.access_token)
            return True
        brought = self.exchange(held["token"], at)
        if brought is None:
            self.hold(device, token=None)
            return False
        spent = held["token"] if brought != held["token"] else None
        self.hold(device, got=at, access_end=at + now.access_token, token=brought, spent=spent)
        return True

    def present_again(self, device: int, at: int) -> None:
        held = self.holds(device)
        if held is None or held["token"] is None or held["online"] or held["spent"] is None:
            return
        family = self.all("issued", token=held["spent"])[0]["family"]
        had_ended = self.family_ended(family)
        brought = self.exchange(held["spent"], at)
        if brought is None:
            detected = not had_ended and self.family_ended(family)
            self.seen.append((at, device, "reuse" if detected else "refused"))
            return
        self.hold(device, got=at, access_end=at + self.settings(at).access_token, token=brought)
        self.seen.append((at, device, "overlap"))

    def log_out(self, device: int, at: int) -> None:
        if self.holds(device) is not None:
            self.hold(device, access_end=None, token=None)
            self.note("session ends", device=device, at=at, idle=NEVER)
            self.seen.append((at, device, "logout"))

    def copy(self, device: int, to: int, at: int) -> None:
        held = self.holds(device)
        if held is not None:
            self.note("holds", **{**{k: v for k, v in held.items() if k != "what"}, "device": to})
            self.note("session ends", device=to, at=at, idle=NEVER)
