package dev.lull.proxy;

import dev.lull.Door;
import dev.lull.StrategyException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

/** Shuts and keeps shut a relay's door in front of a client, and prints what happens: {@code DoorProgram PATH}. */
public final class DoorProgram {

    private DoorProgram() {}

    /** Runs the program. */
    public static void main(String[] words) throws Exception {
        RelayPath path = RelayPath.told(words[0]);
        try (RelayStage stage = RelayStage.with(path, path.options().build())) {
            Door door = stage.monitor.door().orElseThrow();
            door.shut(Duration.ofMinutes(1));
            System.out.println(stage.monitor.description());
            System.out.println("kept with nobody there: " + door.keepShut());
            door.open();

            door.shut(Duration.ofMinutes(1));
            Socket client = stage.connect();
            client.getOutputStream().write(7);
            System.out.println("open behind the shut door: " + stage.snapshot().openConnections());
            try {
                System.out.println("kept: " + door.keepShut());
            } catch (StrategyException e) {
                System.out.println("not kept: " + e.getMessage());
            }
            System.out.println("served: " + stage.accept().getInputStream().read());

            door.shut(Duration.ofMinutes(1));
            System.out.println("open then: " + stage.snapshot().openConnections());
        }
        leaveAPlace(path);
    }

    private static void leaveAPlace(RelayPath path) throws Exception {
        InetSocketAddress where = RelayStage.freePort();
        try (ParkedListener parked =
                        ParkedListener.listen(List.of(where), path.options().build(), () -> {});
                Socket client = RelayStage.connectTo(where)) {
            System.out.println("left, and may have lost " + parked.leave(Duration.ofMinutes(1)));
            System.out.println("kept in spite of it: " + parked.clients());
            parked.dismiss("on purpose");
            try {
                System.out.println("answered: " + client.getInputStream().read());
            } catch (SocketException e) {
                System.out.println("sent away");
            }
        }
    }
}
