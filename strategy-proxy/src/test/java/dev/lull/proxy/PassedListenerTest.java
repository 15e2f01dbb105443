package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Door;
import dev.lull.StrategyException;
import dev.lull.contract.LeakCheck;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TcpSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A relay that listens at a socket which a service manager has made, and which the manager keeps. */
@ExtendWith(LeakCheck.class)
class PassedListenerTest {

    private static final ProxyPath PATH = ProxyPath.SPLICE;

    private TcpSockets sockets;
    private OwnedDescriptor managers;
    private InetSocketAddress address;

    @BeforeEach
    void listen() throws Exception {
        PATH.requireMachine();
        sockets = new TcpSockets(SystemCalls.load());
        managers = sockets.listen(new InetSocketAddress(RelayStage.HERE, 0), 64, new TcpSockets.KeepAlive(60, 15, 4));
        address = sockets.localAddress(managers.number());
    }

    @AfterEach
    void close() {
        managers.close();
    }

    private RelayStage stage() throws IOException {
        return RelayStage.with(
                PATH, PATH.options().inheritedListener(managers.number()).build(), address);
    }

    private static void assertServed(RelayStage stage, Socket client) throws IOException {
        client.getOutputStream().write(7);
        assertThat(stage.accept().getInputStream().read()).isEqualTo(7);
    }

    @Test
    void servesWhoeverCameBeforeAndAfterItBegan() throws Exception {
        try (Socket early = RelayStage.connectTo(address);
                RelayStage stage = stage()) {
            assertServed(stage, early);
            assertServed(stage, stage.connect());
        }
    }

    @Test
    void leavesWhoeverComesOnceItsStopIsDecidedToTheManager() throws Exception {
        try (RelayStage stage = stage()) {
            Door door = stage.monitor.door().orElseThrow();
            door.shut(Duration.ofMinutes(1));
            assertThat(stage.snapshot().openConnections()).isZero();
            assertThat(door.keepShut()).isTrue();
            Socket client = stage.connect();
            stage.monitor.close();
            int accepted = sockets.accept(managers.number());
            assertThat(accepted).isNotEqualTo(-Errno.EAGAIN);
            sockets.own(accepted, "accepted").close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void servesWhoeverCameBehindTheDoorOnceItIsOpen() throws Exception {
        try (RelayStage stage = stage()) {
            Door door = stage.monitor.door().orElseThrow();
            door.shut(Duration.ofMinutes(1));
            Socket client = stage.connect();
            assertThat(stage.monitor.witness().testify().toString()).contains(String.valueOf(client.getLocalPort()));
            door.open();
            assertServed(stage, client);
        }
    }

    @Test
    void isRefusedWhereTheDataPathHasNoDescriptors() {
        RelayOptions copying =
                ProxyPath.COPY.options().inheritedListener(managers.number()).build();
        assertThatThrownBy(() ->
                        RelayStage.open(ProxyPath.COPY, copying, address, new InetSocketAddress(RelayStage.HERE, 1)))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("needs native code");
    }
}
