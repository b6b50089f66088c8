from blinker import Signal

from plugins.shared.receivers import keep_order


def test_receivers_are_called_in_the_order_in_which_they_asked():
    signal, called = Signal(), []
    receivers = [lambda _sender, n=n: called.append(n) for n in range(50)]
    signal.connect(receivers[0])
    keep_order(signal)
    for receiver in [*receivers[1:], receivers[7]]:
        signal.connect(receiver)

    signal.send("x")

    assert called == list(range(50))


def test_a_receiver_that_goes_is_called_no_more():
    signal, called = Signal(), []
    keep_order(signal)
    receivers = [lambda _sender, n=n: called.append(n) for n in range(3)]
    for receiver in receivers:
        signal.connect(receiver)
    signal.disconnect(receivers[0])
    del receivers[1], receiver

    signal.send("x")

    assert 0 not in called
    assert called[-1] == 2
