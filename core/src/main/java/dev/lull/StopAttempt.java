package dev.lull;

import dev.lull.spi.Durations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tries to stop what is idle, step by step: the veto and the preparation with the door open, then behind the shut door
 * the last look, the witness and the action. Each step comes only if all before it agreed, and a stop that is called off
 * leaves the door open. {@code docs/architecture.md} has the states; {@code StopInterleavingsTest} plays them. Not safe
 * for use by several threads, but for {@link #callOffShutting}.
 */
final class StopAttempt {

    private static final Logger LOG = System.getLogger(IdleWatcher.class.getName());

    /** A door that could not be shut delays those who come: it is not tried again for so many times its timeout. */
    private static final int TIMEOUTS_BETWEEN_DOORS = 6;

    private static final Duration SHORTEST_BETWEEN_DOORS = Duration.ofSeconds(5);

    private final WatchSettings settings;
    private final ActivityMonitor monitor;
    private final WatchListener listener;
    private final Looks looks;
    private final FailurePacing pacing;
    private final BooleanSupplier closed;
    private Optional<Door> shutting = Optional.empty(); // under this object's lock

    StopAttempt(WatchSettings settings, Looks looks, BooleanSupplier closed) {
        this.settings = settings;
        this.monitor = settings.monitor();
        this.listener = settings.listener();
        this.looks = looks;
        this.pacing = new FailurePacing(settings.checkInterval());
        this.closed = closed;
    }

    /**
     * Tries.
     *
     * @param first what says so
     * @return the verdict that was acted upon, or empty if the watching goes on as if nothing had been
     */
    Optional<Verdict.ShutDown> run(Verdict.ShutDown first) throws InterruptedException {
        if (settings.veto().isPresent()) {
            Veto veto = settings.veto().get();
            Optional<Verdict.ShutDown> confirmed = confirm();
            if (confirmed.isEmpty() || !step("the veto", confirmed.get(), stop -> consents(veto, stop))) {
                return Optional.empty();
            }
        }
        if (settings.preparation().isPresent()) {
            ShutdownAction preparation = settings.preparation().get();
            Optional<Verdict.ShutDown> confirmed = confirm();
            if (confirmed.isEmpty()
                    || !step("the preparation of the stop", confirmed.get(), stop -> done(preparation, stop))) {
                return Optional.empty();
            }
        }
        return settings.doorUse() == DoorUse.LEFT_OPEN ? confirmAndAct() : behindDoor(first.cause());
    }

    /** With the cause UNREADABLE a door that cannot be held is no reason to stay: nobody can tell of anybody to let in. */
    private Optional<Verdict.ShutDown> behindDoor(Verdict.Cause cause) throws InterruptedException {
        Optional<Door> door = Optional.empty();
        boolean stopped = false;
        try {
            Optional<String> failure;
            try {
                door = settings.ownDoor().or(monitor::door);
                door.ifPresent(this::shut);
                failure = Optional.empty();
            } catch (RuntimeException | LinkageError e) {
                failure = Optional.of(String.valueOf(e.getMessage()));
            }
            if (closed.getAsBoolean()) {
                return Optional.empty();
            }
            if (callsOff(failure, cause)) {
                return Optional.empty();
            }
            Optional<Verdict.ShutDown> confirmed = confirm();
            if (confirmed.isEmpty()) {
                return Optional.empty();
            }
            failure = failure.isPresent() || door.isEmpty() ? failure : whyNotKept(door.get());
            if (callsOff(failure, confirmed.get().cause())) {
                return Optional.empty();
            }
            stopped = act(confirmed.get(), door.orElseGet(NoDoor::new));
            return stopped ? confirmed : Optional.empty();
        } finally {
            if (!stopped || settings.doorUse() == DoorUse.SHUT_MEANWHILE) {
                door.ifPresent(Door::open);
            }
        }
    }

    private boolean callsOff(Optional<String> failure, Verdict.Cause cause) {
        boolean calledOff = failure.isPresent() && cause != Verdict.Cause.UNREADABLE;
        if (calledOff) {
            callOff(failure.get());
        }
        return calledOff;
    }

    private static Optional<String> whyNotKept(Door door) {
        try {
            return door.keepShut()
                    ? Optional.empty()
                    : Optional.of("the door was open again before the stop was decided");
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Verdict.ShutDown> confirmAndAct() throws InterruptedException {
        Optional<Verdict.ShutDown> confirmed = confirm();
        return confirmed.isPresent() && act(confirmed.get(), new NoDoor()) ? confirmed : Optional.empty();
    }

    /** Looks, and asks the witness: the verdict to stop if both agree with it. */
    private Optional<Verdict.ShutDown> confirm() {
        Looks.Look look = looks.take();
        if (!(look.verdict() instanceof Verdict.ShutDown stop) || closed.getAsBoolean()) {
            return Optional.empty();
        }
        Optional<String> objection = WitnessCheck.objection(monitor, look.reading(), stop.cause());
        objection.ifPresent(said -> looks.contradict(look.reading(), said));
        return objection.isPresent() ? Optional.empty() : Optional.of(stop);
    }

    private void shut(Door door) {
        setShutting(Optional.of(door));
        try {
            door.shut(settings.doorTimeout());
        } finally {
            setShutting(Optional.empty());
        }
    }

    private synchronized void setShutting(Optional<Door> door) {
        shutting = door;
    }

    /** Waits for nobody on the threshold any longer. A door that is shut already stays so: the stop may be under way. */
    synchronized void callOffShutting() {
        shutting.ifPresent(Door::open);
    }

    private void callOff(String because) {
        Duration pause = settings.doorTimeout().multipliedBy(TIMEOUTS_BETWEEN_DOORS);
        Duration tryAgainAfter = pause.compareTo(SHORTEST_BETWEEN_DOORS) < 0 ? SHORTEST_BETWEEN_DOORS : pause;
        LOG.log(settings.reports() ? Level.DEBUG : Level.INFO, "nothing is stopped: " + because);
        looks.postpone(because, tryAgainAfter);
        listener.onDoorNotShut(because, tryAgainAfter);
    }

    private boolean consents(Veto veto, Verdict.ShutDown confirmed) throws Exception {
        Optional<Veto.Objection> objection = veto.objectTo(confirmed);
        objection.ifPresent(said -> {
            looks.postpone(said.reason(), said.askAgainAfter());
            listener.onVetoed(said);
        });
        return objection.isEmpty();
    }

    private boolean act(Verdict.ShutDown confirmed, Door door) throws InterruptedException {
        listener.onShutDown(confirmed);
        return step("the shutdown action", confirmed, stop -> {
            settings.action().stop(stop, door);
            return true;
        });
    }

    private static boolean done(ShutdownAction action, Verdict.ShutDown confirmed) throws Exception {
        action.shutDown(confirmed);
        return true;
    }

    /** Somebody else's part of a stop. */
    @FunctionalInterface
    private interface Step {
        boolean agrees(Verdict.ShutDown confirmed) throws Exception;
    }

    private boolean step(String name, Verdict.ShutDown confirmed, Step step) throws InterruptedException {
        try {
            return step.agrees(confirmed);
        } catch (InterruptedException e) {
            throw e;
        } catch (StopCalledOffException e) {
            LOG.log(Level.INFO, "nothing is stopped: " + e.getMessage());
            return false;
        } catch (Exception e) {
            return failed(name, confirmed, e);
        } catch (LinkageError | AssertionError e) { // of somebody else's code: no reason to end the watching
            return failed(name, confirmed, new IllegalStateException(name + " threw " + e, e));
        }
    }

    private boolean failed(String name, Verdict.ShutDown confirmed, Exception failure) {
        Duration tryAgainAfter = pacing.failed(confirmed);
        LOG.log(
                Level.ERROR,
                name + " failed; watching goes on, and it is tried again after " + Durations.text(tryAgainAfter),
                failure);
        looks.postpone(name + " failed", tryAgainAfter);
        listener.onActionFailed(failure, tryAgainAfter);
        return false;
    }
}
