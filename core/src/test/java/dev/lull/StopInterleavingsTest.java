package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.StopWorld.Fault;
import dev.lull.StopWorld.Kind;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plays an idle stop, with the real watcher and the real door, in every order in which clients can come and go between
 * any two things that either does. Nobody is ever cut off; and where a strategy does its part wrong, somebody is.
 */
final class StopInterleavingsTest {

    /** A client's way in and out again. */
    private static final int WHOLE_LIFE = 5;

    /** All of it but the end. */
    private static final int WAY_IN = 4;

    /** Two clients cannot do all they could, else it would take minutes: the first three steps each are the way in. */
    private static final int STEPS_OF_TWO = 4;

    private int stops;
    private Optional<String> fault = Optional.empty();

    private static final Logger LOG = Logger.getLogger(IdleWatcher.class.getName());

    @BeforeEach
    void sayNothing() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void sayAllAgain() {
        LOG.setLevel(null);
    }

    /** Ends the test at the first whom it finds cut off. */
    private boolean play(StopWorld world, boolean withVetoAndPreparation) {
        fault = world.play(withVetoAndPreparation);
        if (world.stopped()) {
            stops++;
        }
        return fault.isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void cutsNobodyOff(Kind kind) {
        long plays =
                Choices.playAll(choices -> play(new StopWorld(choices, kind, Fault.NONE, 1, WAY_IN).mayStall(), false));
        assertThat(fault).isEmpty();
        assertThat(stops).isPositive().isLessThan((int) plays);
    }

    @ParameterizedTest
    @EnumSource
    void cutsNobodyOffInAWholeLife(Kind kind) {
        Choices.playAll(choices -> play(new StopWorld(choices, kind, Fault.NONE, 1, WHOLE_LIFE).triesTwice(), false));
        assertThat(fault).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void cutsNobodyOffOfTwo(Kind kind) {
        long plays = Choices.playAll(choices -> play(new StopWorld(choices, kind, Fault.NONE, 2, STEPS_OF_TWO), false));
        assertThat(fault).isEmpty();
        assertThat(stops).isPositive().isLessThan((int) plays);
    }

    @ParameterizedTest
    @EnumSource
    void cutsNobodyOffAfterAVetoAndAPreparation(Kind kind) {
        long plays = Choices.playAll(choices -> play(new StopWorld(choices, kind, Fault.NONE, 1, WAY_IN), true));
        assertThat(fault).isEmpty();
        assertThat(stops).isPositive().isLessThan((int) plays);
    }

    @ParameterizedTest
    @EnumSource
    void leavesNobodyOutsideForEverWhenItIsKilled(Kind kind) {
        AtomicInteger kills = new AtomicInteger();
        Choices.playAll(choices -> {
            StopWorld world = new StopWorld(choices, kind, Fault.NONE, 1, WAY_IN).mayBeKilled();
            boolean goOn = play(world, false);
            if (world.killed()) {
                kills.incrementAndGet();
            }
            return goOn;
        });
        assertThat(fault).isEmpty();
        assertThat(kills.get()).isPositive();
    }

    @Test
    void findsWhoIsCutOffWhereThereIsNoDoor() {
        Choices.playAll(
                choices -> play(new StopWorld(choices, Kind.OBSERVING, Fault.HAS_NO_DOOR, 1, WHOLE_LIFE), false));
        assertThat(fault).isPresent();
    }

    @Test
    void findsWhoIsCutOffWhereAHandshakeIsForgotten() {
        Choices.playAll(choices ->
                play(new StopWorld(choices, Kind.OBSERVING, Fault.FORGETS_HANDSHAKES, 1, WHOLE_LIFE), false));
        assertThat(fault).isPresent();
    }

    @Test
    void findsWhoIsCutOffWhereTheDoorOpensWhileTheServiceEnds() {
        Choices.playAll(choices -> play(
                new StopWorld(choices, Kind.OBSERVING, Fault.STAYS_SHUT_IN_WORDS_ONLY, 1, WHOLE_LIFE).mayStall(),
                false));
        assertThat(fault).isPresent();
    }

    @Test
    void findsWhoIsCutOffWhereSomebodyIsLetThroughAGateBeforeHeCounts() {
        Choices.playAll(
                choices -> play(new StopWorld(choices, Kind.GATED, Fault.ASKS_THE_GATE_FIRST, 1, WHOLE_LIFE), false));
        assertThat(fault).hasValueSatisfying(found -> assertThat(found).startsWith("cut off"));
    }

    @Test
    void findsWhoIsHeldForEverWhereADeathDoesNotEndIt() {
        Choices.playAll(choices ->
                play(new StopWorld(choices, Kind.OBSERVING, Fault.HOLDS_BEYOND_DEATH, 1, WAY_IN).mayBeKilled(), false));
        assertThat(fault).hasValueSatisfying(found -> assertThat(found).startsWith("held for ever"));
    }
}
