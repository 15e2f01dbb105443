package dev.lull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks a monitor's witness about a stop, and puts both answers side by side where they differ. */
final class WitnessCheck {

    private static final int MOST_NAMED = 3;

    private WitnessCheck() {}

    /**
     * Asks once.
     *
     * @param monitor whose witness
     * @param reading what the monitor said, which the verdict comes from
     * @param cause what the stop would be for
     * @return what both said, if the stop must not be; empty if they agree or there is no witness
     */
    static Optional<String> objection(ActivityMonitor monitor, Reading reading, Verdict.Cause cause) {
        Witness witness;
        Testimony testimony;
        try {
            witness = monitor.witness();
            testimony = witness.testify();
        } catch (RuntimeException e) {
            return objection(monitor, reading, cause, "its witness", new Testimony.Unreadable("it threw " + e));
        }
        return objection(monitor, reading, cause, "its witness (" + witness.description() + ")", testimony);
    }

    private static Optional<String> objection(
            ActivityMonitor monitor, Reading reading, Verdict.Cause cause, String witness, Testimony testimony) {
        String said = monitor.strategy()
                + (reading instanceof Reading.Unreadable unreadable
                        ? " cannot tell whether anybody is connected (" + unreadable.reason() + "), and "
                        : " sees nobody connected, but ");
        if (testimony instanceof Testimony.Seen seen && !seen.open().isEmpty()) {
            return Optional.of(said + witness + " sees " + named(seen.open()));
        }
        // Who puts up with not being told for so long does not mind being told by nobody.
        return testimony instanceof Testimony.Unreadable unreadable && cause == Verdict.Cause.IDLE
                ? Optional.of(said + witness + " cannot tell: " + unreadable.reason())
                : Optional.empty();
    }

    private static String named(List<Testimony.Sighting> open) {
        String first = open.stream()
                .limit(MOST_NAMED)
                .map(each -> text(each.remote()) + " at " + text(each.local()))
                .collect(Collectors.joining(", "));
        String more = open.size() > MOST_NAMED ? " and " + (open.size() - MOST_NAMED) + " more" : "";
        return (open.size() == 1 ? "1 connection: " : open.size() + " connections: ") + first + more;
    }

    private static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String name = host == null ? address.getHostString() : host.getHostAddress();
        return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + address.getPort();
    }
}
