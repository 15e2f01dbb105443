package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static dev.lull.ebpf.Looks.settled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Subscription;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who only wants to know when use begins and ends is left alone in between. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class UseTest {

    private static final int MANY = 2000;

    private final AtomicInteger told = new AtomicInteger();

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void tellsOfTheFirstOpeningAndTheLastClosing() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            Subscription subscription = monitor.subscribeToUse(told::incrementAndGet);
            Socket client = stage.connect();
            patiently().until(() -> told.get() > 0 && look(monitor).openConnections() == 1);
            int afterOpening = settled(told);
            Stage.reset(client);
            patiently().until(() -> told.get() > afterOpening);
            subscription.close();
            int afterClosing = settled(told);
            Stage.reset(stage.connect());
            assertThat(settled(told)).isEqualTo(afterClosing);
        }
    }

    @Test
    void saysNothingOfConnectionsThatComeAndGoWhileAnotherIsOpen() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            Socket stays = stage.connect();
            monitor.subscribeToUse(told::incrementAndGet);
            int before = settled(told);
            for (int i = 0; i < 100; i++) {
                Stage.reset(new Socket(Loopback.IPV4, stage.port()));
            }
            assertThat(settled(told)).isEqualTo(before);
            Stage.reset(stays);
            patiently().until(() -> told.get() > before);
        }
    }

    @Test
    void isNotCalledForEachOfManyConnectionsOneAfterTheOther() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            monitor.subscribeToUse(told::incrementAndGet);
            for (int i = 0; i < MANY; i++) {
                Stage.reset(new Socket(Loopback.IPV4, stage.port()));
                stage.accept().close();
            }
            assertThat(look(monitor).openedTotal()).isEqualTo(MANY);
            assertThat(settled(told)).isLessThan(MANY / 4);
        }
    }

    @Test
    void goesOnWhenAListenerThrows() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port())) {
            monitor.subscribeToUse(() -> {
                throw new IllegalStateException("on purpose");
            });
            monitor.subscribeToUse(told::incrementAndGet);
            int before = settled(told);
            stage.connect();
            patiently().until(() -> told.get() > before);
        }
    }
}
