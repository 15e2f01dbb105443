package dev.lull;

import dev.lull.contract.ManualClock;
import dev.lull.spi.PlayedDoorClock;
import dev.lull.spi.Threshold;
import dev.lull.spi.TimedDoor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A service, its clients, and what the kernel keeps between them, as far as a stop is concerned. Whenever the watcher or
 * the door does anything, the others may do something first: which of them, and what, is chosen.
 */
final class StopWorld implements ActivityMonitor, Threshold, Pause {

    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
    static final Duration DOOR_TIMEOUT = Duration.ofSeconds(5);

    /** Where a client is: RFC 9293's states, as a listener's side sees them. */
    enum Client {
        OUTSIDE,
        /** Its SYN is under way; held or lost ones are sent again. */
        KNOCKING,
        /** SYN_RECEIVED: its handshake is in progress. */
        HANDSHAKE,
        /** ESTABLISHED, in the accept queue. */
        QUEUED,
        /** Let in by a relay, which has not asked yet whether its gate is open. */
        ADMITTED,
        /** At a gate that is shut: the relay keeps him. */
        HELD,
        ACCEPTED,
        GONE
    }

    /** What sort of strategy watches. */
    enum Kind {
        /** Observes: whoever is established counts, accepted or not. */
        OBSERVING,
        /** Stands in the path: counts whom it has accepted, and knows of its own queue. */
        IN_PATH,
        /** Stands in the path and stays there while the service sleeps: its gate is the door. */
        GATED
    }

    /** What a strategy may do wrong, each of which cuts somebody off. */
    enum Fault {
        NONE,
        HAS_NO_DOOR,
        FORGETS_HANDSHAKES,
        /** What holds does not end with the process. */
        HOLDS_BEYOND_DEATH,
        STAYS_SHUT_IN_WORDS_ONLY,
        /** Lets somebody through a gate before he counts. */
        ASKS_THE_GATE_FIRST
    }

    /** Lull is killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Choices choices;
    private final Kind kind;
    private final Fault fault;
    private final Client[] clients;
    private final ManualClock clock = new ManualClock();
    private final PlayedDoorClock doorClock = new PlayedDoorClock(clock::nanoTime, this::timePasses);
    private final TimedDoor door = doorClock.door(this);
    private final List<String> story = new ArrayList<>();
    private Runnable closeWatcher = () -> {};
    private int stepsLeft;
    private int sleepsLeft = 2;
    private boolean mayStall;
    private boolean mayBeKilled;
    private boolean held;
    private long heldUntilNanos;
    private long lastActivityNanos = clock.nanoTime();
    private long openedTotal;
    private boolean stopped;
    private boolean killed;

    StopWorld(Choices choices, Kind kind, Fault fault, int clients, int steps) {
        this.choices = choices;
        this.kind = kind;
        this.fault = fault;
        this.clients = new Client[clients];
        Arrays.fill(this.clients, Client.OUTSIDE);
        this.stepsLeft = kind == Kind.GATED ? steps + 1 : steps; // the way in is longer by the gate
    }

    StopWorld mayStall() {
        mayStall = true;
        return this;
    }

    /** A stop that is called off is tried again. */
    StopWorld triesTwice() {
        sleepsLeft++;
        return this;
    }

    StopWorld mayBeKilled() {
        mayBeKilled = true;
        return this;
    }

    /** Plays one night, and says whom it cut off: nobody, if all is well. */
    Optional<String> play(boolean withVetoAndPreparation) {
        IdleWatcher.Builder builder = IdleWatcher.builder(
                        this, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> stop())
                .doorTimeout(DOOR_TIMEOUT)
                .checkInterval(IDLE_TIMEOUT)
                .pause(this, clock);
        if (withVetoAndPreparation) {
            builder.veto(verdict -> {
                othersAct();
                boolean objects = choices.choose(2) == 1;
                tell(objects ? "veto" : "no veto");
                return objects ? Optional.of(new Veto.Objection("busy", IDLE_TIMEOUT)) : Optional.empty();
            });
            builder.preparation(verdict -> {
                othersAct();
                tell("line of --on-idle");
            });
        }
        if (kind == Kind.GATED) {
            builder.action((verdict, gate) -> stop(), DoorUse.SHUT_MEANWHILE, Optional.of(new Gate()));
        }
        IdleWatcher watcher = builder.build();
        closeWatcher = watcher::close;
        try {
            watcher.run();
        } catch (Killed e) {
            tell("killed");
            killed = true;
            held &= fault == Fault.HOLDS_BEYOND_DEATH;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return verdict();
    }

    private Optional<String> verdict() {
        boolean cutOff = stopped && Arrays.stream(clients).anyMatch(this::isCutOff);
        boolean heldForEver = !stopped && isHeld();
        return cutOff || heldForEver
                ? Optional.of(
                        (cutOff ? "cut off" : "held for ever") + ": " + Arrays.toString(clients) + " after " + story)
                : Optional.empty();
    }

    private void tell(String what) {
        if (choices.isReplay()) {
            story.add(what);
        }
    }

    boolean stopped() {
        return stopped;
    }

    boolean killed() {
        return killed;
    }

    /** With a gate only whom the service has: the relay does not end. */
    private boolean isCutOff(Client client) {
        return switch (client) {
            case HANDSHAKE, QUEUED -> kind != Kind.GATED;
            case ADMITTED -> fault == Fault.ASKS_THE_GATE_FIRST;
            case ACCEPTED -> true;
            default -> false;
        };
    }

    /** COMMAND ends; whoever is inside is cut off, and whoever knocks waits for the next run. */
    private void stop() {
        othersAct();
        tell("stopped");
        stopped = true;
        stepsLeft = 0;
    }

    // ---- what the others may do in between ----

    /** Longer than a door waits between two looks at its threshold, so that there are few of them. */
    private void timePasses() {
        clock.advance(DOOR_TIMEOUT.dividedBy(2));
        othersAct();
    }

    private void othersAct() {
        while (!stopped) {
            List<Runnable> steps = possibleSteps();
            int chosen = steps.isEmpty() ? 0 : choices.choose(steps.size() + 1);
            if (chosen == 0) {
                return;
            }
            steps.get(chosen - 1).run();
        }
    }

    private List<Runnable> possibleSteps() {
        List<Runnable> steps = new ArrayList<>();
        if (stepsLeft > 0) {
            for (int i = 0; i < clients.length; i++) {
                int client = i;
                possibleStates(clients[client]).forEach(state -> steps.add(() -> move(client, state)));
            }
        }
        if (doorClock.canRing()) {
            steps.add(() -> {
                tell("alarm");
                doorClock.ring();
            });
        }
        if (mayStall && held) {
            steps.add(() -> {
                mayStall = false;
                tell("SIGSTOP for a minute");
                clock.advance(IDLE_TIMEOUT);
            });
        }
        if (mayBeKilled) {
            steps.add(() -> {
                throw new Killed();
            });
        }
        return steps;
    }

    private List<Client> possibleStates(Client now) {
        return switch (now) {
            case OUTSIDE -> List.of(Client.KNOCKING);
            case KNOCKING -> isHeld() && kind != Kind.GATED ? List.of(Client.GONE) : List.of(Client.HANDSHAKE);
            case HANDSHAKE -> List.of(Client.QUEUED, Client.GONE);
            case QUEUED -> List.of(whenLetIn(), Client.GONE);
            case ADMITTED ->
                List.of(isHeld() && fault != Fault.ASKS_THE_GATE_FIRST ? Client.HELD : Client.ACCEPTED, Client.GONE);
            case HELD, ACCEPTED -> List.of(Client.GONE);
            case GONE -> List.of();
        };
    }

    private Client whenLetIn() {
        if (kind != Kind.GATED) {
            return Client.ACCEPTED;
        }
        return fault == Fault.ASKS_THE_GATE_FIRST && isHeld() ? Client.HELD : Client.ADMITTED;
    }

    private void move(int client, Client state) {
        stepsLeft--;
        if (choices.isReplay()) {
            story.add("client " + client + ": " + state);
        }
        boolean counted = counts(clients[client]);
        clients[client] = state;
        if (counts(state) && !counted) {
            openedTotal++;
        }
        if (counts(state) != counted) {
            lastActivityNanos = clock.nanoTime();
        }
    }

    private boolean counts(Client client) {
        boolean isIn = client == Client.ACCEPTED || client == Client.HELD;
        return isIn
                || (client == Client.ADMITTED && fault != Fault.ASKS_THE_GATE_FIRST)
                || (client == Client.QUEUED && kind == Kind.OBSERVING);
    }

    private boolean isHeld() {
        return held && heldUntilNanos - clock.nanoTime() > 0;
    }

    /** The door of a service whose relay stays: whoever comes while it is shut is held. */
    private final class Gate implements Door {

        @Override
        public void shut(Duration timeout) {
            othersAct();
            tell("gate shut");
            held = true;
            heldUntilNanos = Long.MAX_VALUE;
            othersAct();
        }

        @Override
        public boolean keepShut() {
            othersAct();
            return true;
        }

        @Override
        public void open() {
            othersAct();
            if (!stopped) {
                tell("gate open");
                held = false;
                for (int i = 0; i < clients.length; i++) {
                    if (clients[i] == Client.HELD) {
                        clients[i] = Client.ACCEPTED;
                    }
                }
            }
        }
    }

    // ---- the strategy ----

    @Override
    public void hold(Duration atMost) {
        othersAct();
        tell("hold");
        held = true;
        heldUntilNanos = clock.nanoTime() + atMost.toNanos();
        othersAct();
    }

    @Override
    public void keep() {
        othersAct();
        if (fault != Fault.STAYS_SHUT_IN_WORDS_ONLY) {
            heldUntilNanos = Long.MAX_VALUE;
        }
        tell("keep");
        othersAct();
    }

    @Override
    public void release() {
        othersAct();
        held = false;
        tell("release");
    }

    @Override
    public Optional<String> occupied() {
        othersAct();
        boolean occupied = Arrays.stream(clients)
                .anyMatch(client -> client == Client.HANDSHAKE || (client == Client.QUEUED && kind == Kind.IN_PATH));
        tell(occupied ? "threshold occupied" : "threshold clear");
        return occupied && fault != Fault.FORGETS_HANDSHAKES ? Optional.of("a client") : Optional.empty();
    }

    @Override
    public Optional<Door> door() {
        return fault == Fault.HAS_NO_DOOR ? Optional.empty() : Optional.of(door);
    }

    @Override
    public String strategy() {
        return "model";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.HOLDS_DOOR);
    }

    @Override
    public Reading read() {
        othersAct();
        int open = (int) Arrays.stream(clients).filter(this::counts).count();
        if (choices.isReplay()) {
            story.add("look: " + open);
        }
        return new ActivitySnapshot(clock.nanoTime(), lastActivityNanos, open, openedTotal, Optional.empty());
    }

    @Override
    public List<Connection> connections() {
        return List.of();
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        return () -> {};
    }

    @Override
    public void close() {
        door.close();
    }

    // ---- the watcher's sleep ----

    @Override
    public void sleep(long nanos) {
        clock.advance(Duration.ofNanos(nanos));
        if (--sleepsLeft == 0) {
            closeWatcher.run();
        }
    }

    @Override
    public void wake() {
        tell("woken");
    }
}
