package dev.lull.launcher.picture;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a connection travels to a service that is steered to, one picture for each of its states. */
final class SteeringPictures {

    private static final int WIDTH = 840;
    private static final int HEIGHT = 356;

    private SteeringPictures() {}

    /** Returns the text of each file of {@code docs/pictures}, by its name. */
    static Map<String, String> all() {
        Map<String, String> pictures = new LinkedHashMap<>();
        pictures.put("steering-awake.svg", awake());
        pictures.put("steering-asleep.svg", asleep());
        pictures.put("steering-waking.svg", waking());
        pictures.put("steering-stopping.svg", stopping());
        return pictures;
    }

    private static String awake() {
        return begun("Awake", "The kernel hands each client to the service's own socket. No byte passes through Lull.")
                .box("box", 262, 116, 216, 88, "kernel, port 2222", "steer finds the socket", "of the service")
                .box("box", 626, 116, 186, 88, "service, port 22", "listens")
                .box("lull", 262, 256, 216, 72, "Lull's relay, port 2222", "listens; nobody comes")
                .way("way", "162 160 260 160")
                .said("way", 211, 150, "SYN")
                .way("way", "478 160 624 160")
                .said("way", 551, 150, "connection")
                .finish();
    }

    private static String asleep() {
        return begun("Asleep", "The service is stopped. Whoever comes reaches Lull's relay, and wakes the service.")
                .box("box", 262, 116, 216, 88, "kernel, port 2222", "steer's map is empty")
                .box("away", 626, 116, 186, 88, "service, port 22", "is stopped")
                .box("lull", 262, 256, 216, 72, "Lull's relay, port 2222", "holds the client")
                .way("way", "162 160 260 160")
                .said("way", 211, 150, "SYN")
                .way("way", "370 204 370 254")
                .said("way", 584, 288, "early bytes are kept,")
                .said("way", 584, 308, "in bounds")
                .finish();
    }

    private static String waking() {
        return begun(
                        "Waking",
                        "Whoever was held is relayed once the gate is open; whoever comes after that is steered.")
                .box("box", 262, 116, 216, 88, "kernel, port 2222", "steer finds the socket", "of the new service")
                .box("box", 626, 116, 186, 88, "service, port 22", "is ready")
                .box("lull", 262, 256, 216, 72, "Lull's relay, port 2222", "carries the bytes")
                .way("way", "162 160 260 160")
                .said("way", 211, 150, "next SYN")
                .way("way", "478 160 624 160")
                .said("way", 551, 150, "connection")
                .way("earlier", "94 194 94 292 260 292")
                .said("earlier", 177, 282, "was held")
                .way("earlier", "478 292 719 292 719 206")
                .said("earlier", 594, 282, "until the client closes")
                .finish();
    }

    private static String stopping() {
        return begun("Stopping", "The door is shut for the last look: SYNs wait in the clients' kernels.")
                .box("box", 262, 136, 216, 88, "kernel, port 2222", "hold drops SYNs,", "steer is as before")
                .box("box", 626, 136, 186, 88, "service, port 22", "listens until it is ended")
                .box("lull", 262, 268, 216, 60, "Lull's relay, port 2222", "nobody comes")
                .way("dropped", "162 180 236 180")
                .cross("dropped", 250, 180)
                .said("dropped", 201, 170, "SYN")
                .said("dropped", 142, 236, "sent again by the client's")
                .said("dropped", 142, 256, "kernel after a second")
                .way("earlier", "94 146 94 112 719 112 719 134")
                .said("earlier", 406, 102, "whoever is inside goes on, and calls the stop off")
                .finish();
    }

    private static Drawing begun(String state, String sentence) {
        int y = state.equals("Stopping") ? 148 : 128;
        return new Drawing(WIDTH, HEIGHT, state, sentence).box("box", 28, y, 134, 64, "client");
    }
}
