package dev.lull.launcher.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads the text of a file, as much of it as a configuration may have. */
final class Utf8File {

    /** Some thousand services. A file that is longer is another one, or is meant to exhaust the memory. */
    static final int MOST_BYTES = 256 * 1024;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private Utf8File() {}

    static String read(Path file) throws NotYamlException {
        Place place = Place.of(file.toString());
        if (Files.isDirectory(file)) {
            throw new NotYamlException(place, "is a folder, expected a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new NotYamlException(place, "is too long, expected at most " + MOST_BYTES + " bytes");
            }
            return decode(file.toString(), bytes);
        } catch (NoSuchFileException e) {
            throw new NotYamlException(place, "there is no such file");
        } catch (AccessDeniedException e) {
            throw new NotYamlException(place, "cannot be read: permission denied");
        } catch (IOException e) {
            throw new NotYamlException(place, "cannot be read: " + e.getMessage());
        }
    }

    static String decode(String file, byte[] bytes) throws NotYamlException {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(input, text, true);
        String decoded = text.flip().toString();
        if (result.isError()) {
            int wrong = Byte.toUnsignedInt(bytes[input.position()]);
            throw new NotYamlException(
                    end(file, decoded),
                    String.format(Locale.ROOT, "the byte 0x%02X is not UTF-8, expected a file in UTF-8", wrong));
        }
        String body = decoded.startsWith(Character.toString(BYTE_ORDER_MARK)) ? decoded.substring(1) : decoded;
        for (int i = 0; i < body.length(); i += Character.charCount(body.codePointAt(i))) {
            int character = body.codePointAt(i);
            if (!isPrintable(character)) {
                throw new NotYamlException(
                        end(file, body.substring(0, i)),
                        String.format(Locale.ROOT, "the character U+%04X is not allowed in YAML", character));
            }
        }
        return body;
    }

    /** YAML 1.2.2, production 1, c-printable, without the byte order mark. */
    private static boolean isPrintable(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= 0x20 && character <= 0x7E)
                || character == 0x85
                || (character >= 0xA0 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD && character != BYTE_ORDER_MARK)
                || character >= 0x10000;
    }

    private static Place end(String file, String text) {
        int newline = text.lastIndexOf('\n');
        return new Place(
                file,
                1 + (int) text.chars().filter(c -> c == '\n').count(),
                1 + text.codePointCount(newline + 1, text.length()));
    }
}
