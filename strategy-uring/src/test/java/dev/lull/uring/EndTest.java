package dev.lull.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.proxy.UringPath;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** A ring lets go of its listener only when the operations on it are through: closing must wait for that. */
@ExtendWith(LeakCheck.class)
class EndTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @BeforeEach
    void ioUring() {
        UringPath.URING.requireMachine();
    }

    @RepeatedTest(20)
    void leavesThePortFreeAtOnceWithAcceptsAndConnectionsUnderWay() throws IOException {
        InetSocketAddress frontend = FreePort.at(HERE);
        try (ServerSocket service = new ServerSocket(0, 10, HERE);
                Socket client = new Socket()) {
            MonitorTarget target =
                    new MonitorTarget.Proxied(frontend, (InetSocketAddress) service.getLocalSocketAddress());
            try (ActivityMonitor monitor = new UringStrategyProvider().open(target, MonitorOptions.defaults())) {
                client.connect(frontend);
                service.accept().close();
                assertThat(monitor.strategy()).isEqualTo("uring");
            }
            assertThatThrownBy(() -> new Socket(HERE, frontend.getPort()).close())
                    .isInstanceOf(ConnectException.class);
            try (ServerSocket next = new ServerSocket()) {
                next.setReuseAddress(true); // of the connections that were closed TIME_WAIT may be left
                next.bind(frontend);
                assertThat(next.isBound()).isTrue();
            }
        }
    }
}
