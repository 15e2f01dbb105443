package dev.lull.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkedStreamTest {

    private static final int LENGTH = 2 * StreamContent.PERIOD_BYTES + MarkWriter.BLOCK_BYTES;

    @Test
    void arrivesWholeInPiecesOfAnySize() throws Exception {
        byte[] stream = stream();
        Random random = new Random(1);
        MarkReader reader = new MarkReader();
        int at = 0;
        while (at < stream.length) {
            assertThat(reader.ended()).isFalse();
            int size = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 11 : 9_000));
            reader.accept(ByteBuffer.wrap(stream, at, size));
            at += size;
        }
        assertThat(reader.ended()).isTrue();
        assertThat(reader.bytes()).isEqualTo(LENGTH);
    }

    @Test
    void noticesALostByteWhereverItWas() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 50; i++) {
            byte[] stream = stream();
            int lost = random.nextInt(stream.length - MarkWriter.BLOCK_BYTES);
            ByteBuffer arrived = ByteBuffer.allocate(stream.length - 1)
                    .put(stream, 0, lost)
                    .put(stream, lost + 1, stream.length - lost - 1)
                    .flip();
            assertThatThrownBy(() -> new MarkReader().accept(arrived))
                    .as("lost at %d", lost)
                    .isInstanceOf(CorruptStreamException.class)
                    .hasMessageContaining("are not those that were sent there");
        }
    }

    @Test
    void noticesADoubledByte() throws Exception {
        byte[] stream = stream();
        ByteBuffer arrived = ByteBuffer.allocate(stream.length + 1)
                .put(stream, 0, 5_000)
                .put(stream, 4_999, stream.length - 4_999)
                .flip();
        assertThatThrownBy(() -> new MarkReader().accept(arrived)).isInstanceOf(CorruptStreamException.class);
    }

    @Test
    void noticesAWholePeriodLostByItsCount() throws Exception {
        byte[] stream = stream();
        ByteBuffer arrived =
                ByteBuffer.wrap(stream, StreamContent.PERIOD_BYTES, stream.length - StreamContent.PERIOD_BYTES);
        assertThatThrownBy(() -> new MarkReader().accept(arrived))
                .isInstanceOf(CorruptStreamException.class)
                .hasMessage("1048576 bytes arrived of 2097152");
    }

    @Test
    void noticesBytesBehindTheEnd() throws Exception {
        MarkReader reader = new MarkReader();
        reader.accept(ByteBuffer.wrap(stream()));
        assertThatThrownBy(() -> reader.accept(ByteBuffer.wrap(new byte[3])))
                .isInstanceOf(CorruptStreamException.class)
                .hasMessageContaining("3 bytes follow the end");
    }

    private static byte[] stream() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        WritableByteChannel channel = Channels.newChannel(all);
        MarkWriter writer = new MarkWriter();
        while (writer.offset() < LENGTH - MarkWriter.BLOCK_BYTES) {
            writer.send(channel);
        }
        writer.end();
        while (!writer.finished()) {
            writer.send(channel);
        }
        assertThat(writer.offset()).isEqualTo(LENGTH);
        return all.toByteArray();
    }
}
