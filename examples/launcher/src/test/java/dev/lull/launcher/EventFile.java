package dev.lull.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads an event stream back: each line an object, its values as text. */
public final class EventFile {

    private EventFile() {}

    public static List<Map<String, String>> read(Path file) {
        try {
            return Files.readAllLines(file).stream().map(EventFile::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Map<String, String> parse(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalStateException("not an object: " + line);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                fields.put(name, value(parser, line));
            }
            if (parser.nextToken() != null) {
                throw new IllegalStateException("more than one value: " + line);
            }
        } catch (IOException e) {
            throw new IllegalStateException("not JSON: " + line, e);
        }
        return fields;
    }

    private static String value(JsonParser parser, String line) throws IOException {
        if (parser.nextToken().isScalarValue()) {
            return parser.getText();
        }
        int begin = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return line.substring(begin, (int) parser.currentLocation().getCharOffset());
    }
}
