package dev.lull.launcher.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadyWhenTest {

    @Test
    void isToldByTheWordInFront() {
        assertThat(ReadyWhen.parse("tcp")).isEqualTo(new ReadyWhen.Listening());
        assertThat(ReadyWhen.parse("file:/run/ready")).isEqualTo(new ReadyWhen.FileExists(Path.of("/run/ready")));
        assertThat(ReadyWhen.parse("pg_isready -q")).isEqualTo(new ReadyWhen.LineSucceeds("pg_isready -q"));
    }

    @Test
    void takesAUrlAsItIsOrBehindTheWord() {
        ReadyWhen expected = new ReadyWhen.HttpAnswers(URI.create("http://127.0.0.1:8080/health"));
        assertThat(ReadyWhen.parse("http://127.0.0.1:8080/health")).isEqualTo(expected);
        assertThat(ReadyWhen.parse("http:http://127.0.0.1:8080/health")).isEqualTo(expected);
    }
}
