"""The private parts of the library that two files build on: another version that does without one of them fails here first."""

import inspect
from threading import Thread

from eventsourcing.persistence import ListenNotifySubscription, Notification
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.projection import ApplicationSubscription, BaseProjectionRunner


def test_a_subscription_pulls_in_a_thread_that_its_constructor_starts() -> None:
    """ops/store/subscription.py puts its own in the place of `_loop_on_pull` and `_pull`, and of nothing else."""
    source = inspect.getsource(ListenNotifySubscription.__init__)
    assert "Thread(target=self._loop_on_pull)" in source
    with POPOApplicationRecorder().subscribe(gt=3, topics=["topic"]) as subscription:
        assert isinstance(subscription, ListenNotifySubscription)
        assert subscription._last_notification_id == 3
        assert subscription._topics == ["topic"]
        assert isinstance(subscription._recorder, POPOApplicationRecorder)
        assert isinstance(subscription._pull_thread, Thread)
        assert subscription._thread_error is None
        assert not subscription._has_been_stopped
        assert subscription._notifications_queue.maxsize == 10
    assert subscription._has_been_stopped
    assert "self._thread_error" in inspect.getsource(ListenNotifySubscription.__next__)
    assert "self._notifications_queue.get()" in inspect.getsource(ListenNotifySubscription.__next__)


def test_a_runner_processes_in_one_static_method() -> None:
    """projections/toolkit/following.py puts its own in the place of `_process_events_loop`."""
    assert isinstance(inspect.getattr_static(BaseProjectionRunner, "_process_events_loop"), staticmethod)
    given = list(inspect.signature(BaseProjectionRunner._process_events_loop).parameters)
    assert given == ["subscription", "projection", "is_stopping", "runner"]
    assert "self._thread_error" in inspect.getsource(BaseProjectionRunner.run_forever)
    assert "self.subscription = self.recorder.subscribe" in inspect.getsource(ApplicationSubscription.__init__)


def test_a_thread_is_a_daemon_where_the_one_that_starts_it_is() -> None:
    """So those of a runner are that `Following`, a daemon, makes: no error keeps a process from ending."""
    made: list[bool] = []
    outer = Thread(target=lambda: made.append(Thread(target=print).daemon), daemon=True)
    outer.start()
    outer.join()
    assert made == [True]


def test_a_notification_keeps_its_fields_in_its_dict() -> None:
    """ops/store/entries.py fills it without the constructor, as the library's mapper makes events."""
    assert not hasattr(Notification, "__slots__")
    made = object.__new__(Notification)
    object.__setattr__(made, "__dict__", {"id": 1})
    assert made.id == 1
