package dev.lull.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Connection;
import dev.lull.Door;
import dev.lull.Verdict;
import dev.lull.Wake;
import dev.lull.launcher.OpenDoor;
import dev.lull.launcher.process.CommandSettings;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.Termination;
import dev.lull.launcher.process.UnixSignal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** A COMMAND that is played: what is started, waited for and let through, and who hears of its end. */
class StoppedCommandTest {

    private static final Verdict.ShutDown IDLE = new Verdict.ShutDown(Duration.ofMinutes(5));

    private final List<String> story = new ArrayList<>();
    private final List<IntConsumer> ends = new ArrayList<>();
    private final PlayedReadiness readiness = new PlayedReadiness();
    private final PlayedRoom room = new PlayedRoom();
    private boolean runEnds;
    private Optional<Readiness> listening = Optional.empty();

    private StoppedCommand command(Duration startTimeout) {
        WatchedCommand nothing = new WatchedCommand(
                CommandSettings.of(List.of()), new Termination(UnixSignal.TERM, Duration.ZERO), false, event -> {});
        RunEnd end = new RunEnd() {
            @Override
            public boolean hasCome() {
                return runEnds;
            }

            @Override
            public boolean within(Duration most) {
                return runEnds;
            }
        };
        return new StoppedCommand(
                nothing,
                this::start,
                listening,
                readiness,
                room,
                startTimeout,
                verdict -> story.add("stopping"),
                code -> story.add("ended by itself with " + code),
                end);
    }

    private boolean start(IntConsumer ended) throws CommandStartException {
        story.add("start");
        ends.add(ended);
        return true;
    }

    private static final class PlayedReadiness implements Readiness {
        boolean reached = true;
        Runnable look = () -> {};

        @Override
        public void begin() {}

        @Override
        public boolean isReached() {
            look.run();
            return reached;
        }

        @Override
        public String missing() {
            return "the last thing";
        }
    }

    private final class PlayedRoom implements WaitingRoom {
        Optional<IOException> refusal = Optional.empty();

        @Override
        public void prepare(Door door) {
            story.add("prepare");
        }

        @Override
        public void open(Door door) throws IOException {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            story.add("receive");
        }

        @Override
        public void makeWay() {
            story.add("make way");
        }

        @Override
        public void reopen() {
            story.add("receive again");
        }

        @Override
        public void listens() {
            story.add("lead nobody");
        }

        @Override
        public void letThrough() {
            story.add("let through");
        }

        @Override
        public void dismiss(String reason) {
            story.add("dismiss: " + reason);
        }

        @Override
        public void close() {}
    }

    private static Wake wake() {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        Connection now =
                new Connection(1, anywhere, anywhere, System.nanoTime(), OptionalLong.empty(), Optional.empty());
        return new Wake(Wake.Cause.IN_USE, Optional.of(now));
    }

    @Test
    void receivesClientsWhileItIsEndedAndLetsThemThroughWhenItIsReady() throws Exception {
        StoppedCommand command = command(Duration.ofSeconds(60));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        command.wake(wake());
        assertThat(story)
                .containsExactly(
                        "start", "let through", "prepare", "stopping", "receive", "make way", "start", "let through");
    }

    @Test
    void takesTheLateWordOfAnEndForNoEndOfTheNextOne() throws Exception {
        StoppedCommand command = command(Duration.ofSeconds(60));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        readiness.look = () -> ends.get(0).accept(143);
        command.wake(wake());
        assertThat(story).endsWith("start", "let through");
        ends.get(1).accept(3);
        assertThat(story).last().isEqualTo("ended by itself with 3");
    }

    @Test
    void saysThatItEndedBeforeItWasReady() throws Exception {
        StoppedCommand command = command(Duration.ofSeconds(60));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        readiness.reached = false;
        readiness.look = () -> ends.get(1).accept(3);
        assertThatThrownBy(() -> command.wake(wake()))
                .hasMessage("the service ended with exit code 3 before it was ready");
        assertThat(story).endsWith("start", "receive again").doesNotContain("ended by itself with 3");
    }

    @Test
    void isTriedAgainWithinTheTimeForWhichItsClientsAreHeld() throws Exception {
        StoppedCommand command = command(Duration.ofHours(1));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        assertThat(command.longestPause()).isEmpty();
        readiness.reached = false;
        readiness.look = () -> ends.get(1).accept(3);
        assertThatThrownBy(() -> command.wake(wake())).hasMessageContaining("exit code 3");
        assertThat(command.longestPause().orElseThrow()).isPositive().isLessThan(Duration.ofHours(1));
    }

    @Test
    void sendsClientsAwayOnceTheirTimeIsOverAndHoldsTheNextAsLong() throws Exception {
        StoppedCommand command = command(Duration.ofMillis(1));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        readiness.reached = false;
        assertThatThrownBy(() -> command.wake(wake())).hasMessageContaining("was not ready within 1ms");
        assertThat(story).endsWith("dismiss: the service was not ready within 1ms", "receive again");
        assertThat(command.longestPause()).isEmpty();
        readiness.reached = true;
        Thread.onSpinWait();
        command.wake(wake());
        assertThat(story).endsWith("start", "let through");
    }

    @Test
    void isStartedAgainWhereNobodyCouldReceiveItsClients() throws Exception {
        StoppedCommand command = command(Duration.ofSeconds(60));
        command.start();
        room.refusal = Optional.of(new IOException("the port is taken"));
        assertThatThrownBy(() -> command.sleep(IDLE, new OpenDoor())).hasMessage("the port is taken");
        assertThat(story).endsWith("stopping", "start", "let through");
        ends.get(1).accept(3);
        assertThat(story).last().isEqualTo("ended by itself with 3");
    }

    @Test
    void asksForTheReadinessOnceItListensAndNobodyIsLedAnyMore() throws Exception {
        PlayedReadiness port = new PlayedReadiness();
        listening = Optional.of(port);
        StoppedCommand command = command(Duration.ofSeconds(60));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        port.reached = false;
        port.look = () -> port.reached = ends.size() > 1 && story.add("look");
        readiness.look = () -> story.add("ask");
        command.wake(wake());
        assertThat(story).endsWith("start", "look", "lead nobody", "ask", "let through");
    }

    @Test
    void leavesTheEndToTheRunThatEnds() throws Exception {
        StoppedCommand command = command(Duration.ofSeconds(60));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        readiness.reached = false;
        runEnds = true;
        assertThatThrownBy(() -> command.wake(wake())).hasMessage("the run ends");
        assertThat(story).endsWith("start");
    }

    @Test
    void leavesNothingHalfStartedWhateverTheReadinessThrows() throws Exception {
        StoppedCommand command = command(Duration.ofSeconds(60));
        command.start();
        command.sleep(IDLE, new OpenDoor());
        readiness.look = () -> {
            throw new IllegalArgumentException("a bug");
        };
        assertThatThrownBy(() -> command.wake(wake())).hasMessage("a bug");
        assertThat(story).endsWith("start", "receive again");
    }
}
