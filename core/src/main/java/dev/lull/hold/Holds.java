package dev.lull.hold;

import dev.lull.Hold;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes probes of what may keep a service up, each for a {@link StandingHold}, and combines holds. The load of the machine
 * is {@code dev.lull.procfs.LoadProbes}.
 *
 * <p>Keeps a service up on weekdays, and while a backup runs:
 *
 * <pre>{@code
 * HoldProbe hours = Holds.businessHours("Mo-Fr 08:00-18:00 Europe/Berlin", Clock.systemUTC());
 * try (StandingHold office = StandingHold.of("office hours", hours);
 *         StandingHold backup = StandingHold.of("backup", Holds.processNamed("backup"))) {
 *     watcher.hold(office);
 *     watcher.hold(backup);
 *     watcher.run();
 * }
 * }</pre>
 */
public final class Holds {

    private Holds() {}

    /**
     * Holds while a process of that name runs. Processes that this one may not see, as with {@code hidepid}, do not count.
     *
     * @param name what {@code /proc/PID/comm} says, or, if that is longer than the kernel keeps, the file name of the program or
     *     script; elsewhere than on Linux the file name of the program
     * @return the probe
     * @throws NullPointerException if {@code name} is null
     */
    public static HoldProbe processNamed(String name) {
        return new NamedProcessProbe(Objects.requireNonNull(name, "name"));
    }

    /**
     * Holds while the process runs whose number a file has. A file that is not there does not hold; one that cannot be read, or
     * has no number in it, cannot be told.
     *
     * @param file written by the process
     * @return the probe
     * @throws NullPointerException if {@code file} is null
     */
    public static HoldProbe processOf(Path file) {
        return new PidFileProbe(Objects.requireNonNull(file, "file"));
    }

    /**
     * Holds while a file, or folder, exists.
     *
     * @param file the file
     * @return the probe
     * @throws NullPointerException if {@code file} is null
     */
    public static HoldProbe fileExists(Path file) {
        return new FileProbe(Objects.requireNonNull(file, "file"));
    }

    /**
     * Holds while a file exists that was modified lately, as {@code touch} does; also one modified in the future.
     *
     * @param file the file
     * @param within how lately; above zero
     * @param clock the wall clock, which file systems go by, such as {@code Clock.systemUTC()}
     * @return the probe
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code within} is out of range
     */
    public static HoldProbe fileTouched(Path file, Duration within, Clock clock) {
        return new TouchedFileProbe(file, within, clock);
    }

    /**
     * Holds during business hours, by the clock on the wall of their zone, so whenever summer time begins or ends.
     *
     * @param hours such as {@code "Mo-Fr 08:00-18:00 Europe/Berlin"}: days (left out: every day; {@code Mo,We-Fr} is a
     *     list), from when until when (an end at or before the beginning is the next day's; {@code 24:00} is midnight), and the zone (left
     *     out: the clock's)
     * @param clock the wall clock, such as {@code Clock.systemDefaultZone()}
     * @return the probe
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code hours} is something else
     */
    public static HoldProbe businessHours(String hours, Clock clock) {
        return BusinessHours.parse(hours, clock);
    }

    /**
     * Holds while a user is logged in, as utmp(5), read by {@code who}, or systemd-logind, read by {@code loginctl}, says. Where there is
     * neither it cannot be told.
     *
     * @param user the user's name; {@code "*"} for anybody
     * @return the probe
     * @throws NullPointerException if {@code user} is null
     */
    public static HoldProbe loggedIn(String user) {
        return LoginProbe.ofThisMachine(Objects.requireNonNull(user, "user"));
    }

    /**
     * Holds while there is a tmux session.
     *
     * @param socket the tmux server's; empty for all in the usual place ({@code TMUX_TMPDIR}, else {@code /tmp}) that are this user's, or,
     *     for root, everybody's
     * @param attachedOnly whether only sessions count that a terminal is attached to
     * @return the probe
     * @throws NullPointerException if {@code socket} is null
     */
    public static HoldProbe tmuxSession(Optional<Path> socket, boolean attachedOnly) {
        return new TmuxProbe(Objects.requireNonNull(socket, "socket"), attachedOnly);
    }

    /**
     * Holds while somebody has an inhibitor lock of systemd-logind in mode "block", as {@code systemd-inhibit} takes. Asks by
     * {@code busctl}; where there is no such program, or no logind, it cannot be told.
     *
     * @param what locks that count, such as {@code idle}, {@code shutdown}, {@code sleep}; at least one
     * @return the probe
     * @throws NullPointerException if {@code what} is or has null
     * @throws IllegalArgumentException if it is empty
     */
    public static HoldProbe inhibited(List<String> what) {
        return new InhibitorProbe(List.copyOf(what));
    }

    /**
     * Asks a service whether it is busy, by {@code GET}: 200 says that it is, 204 that it is not. If the connection is refused nobody is
     * there to be busy; any other answer, or none within five seconds, cannot be told.
     *
     * @param endpoint an {@code http:} URL with a host
     * @param from the address to ask from, such as one whose connections a monitor ignores, so that asking is no use; empty for the
     *     kernel's choice
     * @return the probe
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code endpoint} is something else
     */
    public static HoldProbe busy(URI endpoint, Optional<InetAddress> from) {
        return new BusyEndpoint(endpoint, Objects.requireNonNull(from, "from"));
    }

    /**
     * Holds while any of several does. All are asked each time.
     *
     * @param holds stay the caller's to close
     * @return the hold
     * @throws NullPointerException if {@code holds} is or has null
     */
    public static Hold anyOf(List<? extends Hold> holds) {
        return new CombinedHold(List.copyOf(holds), false);
    }

    /**
     * Holds only while all of several do, such as a load above a threshold in business hours. All are asked each time.
     *
     * @param holds at least one; stay the caller's to close
     * @return the hold
     * @throws NullPointerException if {@code holds} is or has null
     * @throws IllegalArgumentException if {@code holds} is empty
     */
    public static Hold allOf(List<? extends Hold> holds) {
        if (holds.isEmpty()) {
            throw new IllegalArgumentException("holds: none, expected at least one");
        }
        return new CombinedHold(List.copyOf(holds), true);
    }
}
