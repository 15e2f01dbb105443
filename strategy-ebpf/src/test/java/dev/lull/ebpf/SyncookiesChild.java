package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Watches twenty connections of its own network namespace and says what it saw. */
final class SyncookiesChild {

    private static final int CLIENTS = 20;

    private SyncookiesChild() {}

    public static void main(String[] arguments) throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = Looks.open(stage.port())) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(stage.connect());
                stage.accept();
            }
            say(monitor, CLIENTS);
            for (Socket client : clients) {
                Stage.reset(client);
            }
            say(monitor, 0);
        }
    }

    private static void say(ActivityMonitor monitor, int expected) {
        Looks.awaitOpen(monitor, expected);
        ActivitySnapshot seen = Looks.look(monitor);
        System.out.println("opened " + seen.openedTotal() + ", open " + seen.openConnections());
    }
}
