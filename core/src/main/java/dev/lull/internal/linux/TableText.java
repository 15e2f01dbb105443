package dev.lull.internal.linux;

import dev.lull.spi.UnreadableException;
import java.nio.charset.StandardCharsets;

/**
 * The words of a kernel table's lines, read from bytes without an object for each. What is not as expected is named with
 * the file, the line's number and the text. Every line handed in ends with a newline, which is part of no word, so that
 * no reading goes beyond its line. Not safe for use by several threads.
 */
final class TableText {

    static final int WORD_DIGITS = 8;

    private static final int LONGEST_TOKEN_SHOWN = 60;
    private static final byte[] HEX = hexDigits();

    private final String file;
    private byte[] bytes = new byte[0];
    private int at;
    private int line;

    TableText(String file) {
        this.file = file;
    }

    /** Begins at the file's first line. */
    void begin() {
        line = 0;
    }

    /** Goes to the beginning of a piece of the file. */
    void moveTo(byte[] buffer) {
        bytes = buffer;
        at = 0;
    }

    int at() {
        return at;
    }

    /** Begins a line; answers its number, from 1. */
    int beginLine() {
        line++;
        return line;
    }

    /** Checks that the file is at its proper end; {@code rest} is how many bytes follow the last whole line. */
    void end(byte[] buffer, int rest) throws UnreadableException {
        if (rest > 0) {
            throw new UnreadableException(file + " line " + (line + 1) + ": cut off after \""
                    + printable(new String(
                            buffer,
                            Math.max(0, rest - LONGEST_TOKEN_SHOWN),
                            Math.min(rest, LONGEST_TOKEN_SHOWN),
                            StandardCharsets.ISO_8859_1))
                    + "\"");
        }
        if (line == 0) {
            throw new UnreadableException(file + ": empty, not even a header");
        }
    }

    void skipSpaces() {
        while (bytes[at] == ' ') {
            at++;
        }
    }

    void skipToken() {
        while (bytes[at] != ' ' && bytes[at] != '\n') {
            at++;
        }
    }

    void skipLine() {
        while (bytes[at] != '\n') {
            at++;
        }
        at++;
    }

    /** The word that ends here. */
    String tokenFrom(int from) {
        return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    void expect(char expected) throws UnreadableException {
        if (bytes[at] != expected) {
            throw unknown(at, "'" + expected + "'");
        }
        at++;
    }

    void skipSign() {
        if (bytes[at] == '-') {
            at++;
        }
    }

    long decimal(String expected) throws UnreadableException {
        int from = at;
        long value = 0;
        for (int digit = bytes[at] - '0'; digit >= 0 && digit <= 9; digit = bytes[at] - '0') {
            value = value * 10 + digit; // may overflow: no number of the format's is so long
            at++;
        }
        if (at == from || at - from > Long.SIZE) {
            throw unknown(from, expected);
        }
        return value;
    }

    /** Reads a number of so many hex digits, 8 at most. */
    long hex(int digits, String expected) throws UnreadableException {
        int from = at;
        hexDigits(digits, expected);
        return Integer.toUnsignedLong(hexAt(from, digits));
    }

    /** What stands at a place that {@link #hexDigits} has passed over. */
    int hexAt(int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value << 4 | HEX[bytes[i] & 0xFF];
        }
        return value;
    }

    /** Passes over exactly so many digits: the newline that ends every line handed to us is none. */
    void hexDigits(int digits, String expected) throws UnreadableException {
        int from = at;
        while (at - from < digits) {
            if (HEX[bytes[at] & 0xFF] < 0) {
                throw unknown(from, expected);
            }
            at++;
        }
        if (HEX[bytes[at] & 0xFF] >= 0) {
            throw unknown(from, expected);
        }
    }

    UnreadableException unknown(int from, String expected) {
        int end = from;
        while (end - from < LONGEST_TOKEN_SHOWN && bytes[end] != ' ' && bytes[end] != '\n') {
            end++;
        }
        String token = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        String seen = token.isEmpty() ? "its end" : "\"" + printable(token) + "\"";
        return new UnreadableException(file + " line " + line + ": " + seen + ", expected " + expected);
    }

    private static String printable(String token) {
        StringBuilder shown = new StringBuilder(token.length());
        token.chars().forEach(c -> shown.append(c >= ' ' && c < 0x7F ? (char) c : '?'));
        return shown.toString();
    }

    private static byte[] hexDigits() {
        byte[] values = new byte[256];
        for (int c = 0; c < values.length; c++) {
            values[c] = (byte) (c < 0x80 ? Character.digit(c, 16) : -1);
        }
        return values;
    }
}
