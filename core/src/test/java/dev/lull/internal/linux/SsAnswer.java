package dev.lull.internal.linux;

import java.util.List;

/**
 * What {@code ss -tan} or {@code ss -tane} (iproute2) says of the same sockets: an independent reader of the same
 * kernel.
 */
public record SsAnswer(List<SsAnswer.Line> lines) {

    /** One row. */
    public record Line(String state, String local, String remote, boolean heldByAProcess) {
        public int localPort() {
            return Integer.parseInt(local.substring(local.lastIndexOf(':') + 1));
        }

        public boolean isIpv6Row() {
            return local.startsWith("[");
        }

        /** Open in Lull's sense, as far as ss tells. */
        boolean isOpen() {
            return switch (state) {
                case "ESTAB", "CLOSE-WAIT" -> true;
                case "FIN-WAIT-1", "FIN-WAIT-2" -> heldByAProcess;
                default -> false;
            };
        }

        /** Both ends, v4-mapped addresses as IPv4. */
        String ends() {
            return unmapped(local) + " " + unmapped(remote);
        }

        private static String unmapped(String end) {
            return end.replaceFirst("^\\[::ffff:([0-9.]+)]", "$1");
        }
    }

    /** Reads the program's output. */
    public static SsAnswer parse(String text) {
        return new SsAnswer(text.lines()
                .skip(1)
                .map(line -> line.strip().split(" +"))
                .map(columns -> new Line(
                        columns[0],
                        columns[3],
                        columns[4],
                        String.join(" ", columns).matches(".* ino:[1-9][0-9]* .*")))
                .toList());
    }

    /** The open connections, each as "local remote". */
    public List<String> open(Integer... ports) {
        return lines.stream()
                .filter(Line::isOpen)
                .filter(line -> List.of(ports).contains(line.localPort()))
                .map(Line::ends)
                .toList();
    }
}
