package dev.lull.launcher.control;

import java.util.Arrays;
import java.util.Optional;

/** Why an open connection does not keep a service up. */
public enum Uncounted {
    /** Its peer never counts. */
    IGNORED("ignored"),
    /** It moves less than is asked for. */
    TOO_LITTLE_TRAFFIC("too little traffic");

    private final String word;

    Uncounted(String word) {
        this.word = word;
    }

    /** Returns the words for people and programs. */
    public String word() {
        return word;
    }

    /** Finds the reason of these words; empty for one that is not known here. */
    public static Optional<Uncounted> named(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
