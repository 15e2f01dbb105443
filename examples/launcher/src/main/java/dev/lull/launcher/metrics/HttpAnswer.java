package dev.lull.launcher.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An answer of HTTP/1.1 (RFC 9112), after which the connection is closed.
 *
 * @param code such as 200
 * @param reason such as OK
 * @param contentType of the body
 * @param body what is sent
 */
@SuppressWarnings("ArrayRecordComponent") // written once, and read once
record HttpAnswer(int code, String reason, String contentType, byte[] body) {

    static HttpAnswer text(int code, String reason, String line) {
        return new HttpAnswer(
                code, reason, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns all that is sent; without the body for HEAD. */
    ByteBuffer bytes(boolean withBody) {
        byte[] head = ("HTTP/1.1 " + code + " " + reason + "\r\nContent-Type: " + contentType + "\r\nContent-Length: "
                        + body.length + "\r\n" + (code == 405 ? "Allow: GET, HEAD\r\n" : "")
                        + "Cache-Control: no-store\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer all =
                ByteBuffer.allocate(head.length + (withBody ? body.length : 0)).put(head);
        if (withBody) {
            all.put(body);
        }
        return all.flip();
    }
}
