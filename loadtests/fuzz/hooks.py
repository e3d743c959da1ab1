"""What schemathesis sends beside what it generates: addresses and tokens of many, so that it is not the limits that
answer; and, every other time, an id or a slug that is there, so that it is not only 404 that answers."""

import atexit
import collections
import json
import os
import random
import threading

import schemathesis

with open(os.environ["FUZZ_STAGE"], encoding="utf-8") as file:
    STAGE = json.load(file)

# Case by case the same from run to run.
CHOICE = random.Random(1)
STATUSES = collections.Counter()

# Who asks for these is signed out by them: always the same one, so that the others stay.
ENDING = ("/api/v1/auth/logout", "/api/v1/auth/sessions/revoke-all")
LOCK = threading.Lock()


def known(path):
    """What is there for the variable segment of a path: the list of the longest beginning that has one."""
    fixed = path.split("{")[0]
    found = [begin for begin in STAGE["known"] if fixed == begin]
    return STAGE["known"][found[0]] if found else []


def token_for(path):
    """Somebody's token; none for visitors."""
    first, *others = STAGE["tokens"] or [None]
    return first if path in ENDING or not others else CHOICE.choice(others)


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    values = known(context.operation.path)
    with LOCK:
        if values and path_parameters and "id" in path_parameters and CHOICE.random() < 0.5:
            path_parameters["id"] = CHOICE.choice(values)
    return path_parameters


@schemathesis.hook
def before_call(context, case, kwargs):
    with LOCK:
        token = token_for(case.operation.path)
        address = f"10.{CHOICE.randrange(256)}.{CHOICE.randrange(256)}.{CHOICE.randrange(256)}"
    case.headers["X-Origin-Secret"] = STAGE["secret"]
    case.headers["CF-Connecting-IP"] = address
    if token:
        case.headers["Authorization"] = f"Bearer {token}"
    else:
        case.headers.pop("Authorization", None)


@schemathesis.hook
def after_call(context, case, response):
    with LOCK:
        STATUSES[str(response.status_code)] += 1


@atexit.register
def tell():
    with open(os.environ["FUZZ_COUNTS"], "w", encoding="utf-8") as file:
        json.dump(STATUSES, file)
