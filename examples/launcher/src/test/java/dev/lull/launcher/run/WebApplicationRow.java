package dev.lull.launcher.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A row of docs/web-applications.md.
 *
 * @param who uses the application
 * @param upByDefault whether it stays up then
 * @param setting the options of the row
 * @param upThen whether it stays up with them
 */
record WebApplicationRow(String who, boolean upByDefault, List<String> setting, boolean upThen) {

    private static final Path DOCUMENT = Path.of("..", "..", "docs", "web-applications.md");

    /** So many times faster than in the document. */
    private static final int FASTER = 60;

    static final Duration IDLE = Duration.ofSeconds(60).dividedBy(FASTER);
    static final Duration BETWEEN_PINGS = Duration.ofSeconds(15).dividedBy(FASTER);

    private static final Pattern WINDOW = Pattern.compile("/(\\d+)([sm])$");

    static List<WebApplicationRow> all() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| ") && line.contains("| `--"))
                .map(line -> line.split("\\|", -1))
                .map(cells -> new WebApplicationRow(
                        cells[1].strip(),
                        isUp(cells[2]),
                        Arrays.asList(cells[3].strip().replace("`", "").split(" ")),
                        isUp(cells[4])))
                .toList();
    }

    private static boolean isUp(String cell) {
        return switch (cell.strip()) {
            case "stays up" -> true;
            case "stops" -> false;
            default -> throw new AssertionError("\"" + cell + "\", expected stays up or stops");
        };
    }

    List<String> fasterSetting() {
        return setting.stream().map(WebApplicationRow::faster).toList();
    }

    private static String faster(String word) {
        return WINDOW.matcher(word).replaceFirst(found -> {
            long seconds = Long.parseLong(found.group(1)) * (found.group(2).equals("m") ? 60 : 1);
            return "/" + Duration.ofSeconds(seconds).dividedBy(FASTER).toMillis() + "ms";
        });
    }

    @Override
    public String toString() {
        return who + ", " + String.join(" ", setting);
    }
}
