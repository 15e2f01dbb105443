package dev.lull.launcher.config;

/**
 * Where something is written.
 *
 * @param file the file's name, as it was given
 * @param line from 1 on; 0 for the file as a whole
 * @param column in characters, from 1 on; 0 for the file as a whole
 */
public record Place(String file, int line, int column) {

    static Place of(String file) {
        return new Place(file, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
