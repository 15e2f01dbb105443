package dev.lull.bench.report;

import dev.lull.bench.run.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a run: a page to look at, the same as JSON, and a table for documents. Where they go is settled before
 * anything is measured; what cannot be written there in the end is saved elsewhere.
 */
public final class ReportFiles {

    private static final String IN_A_FOLDER = "report.html";
    private static final String HTML = ".html";

    private final Path folder;
    private final Path html;
    private final Path json;
    private final Path markdown;

    private ReportFiles(Path html) {
        String name = String.valueOf(html.getFileName());
        String stem = name.endsWith(HTML) ? name.substring(0, name.length() - HTML.length()) : name;
        this.folder = html.resolveSibling("").normalize();
        this.html = html;
        this.json = html.resolveSibling(stem + ".json");
        this.markdown = html.resolveSibling(stem + ".md");
    }

    /**
     * Settles where the files go, makes the folder if it is missing, and tries whether files can be written in it.
     *
     * @param out the page, or a folder that gets a {@value #IN_A_FOLDER}
     * @throws IOException if they cannot be written there
     */
    public static ReportFiles prepare(Path out) throws IOException {
        Path absolute = out.toAbsolutePath();
        ReportFiles files = new ReportFiles(Files.isDirectory(absolute) ? absolute.resolve(IN_A_FOLDER) : absolute);
        try {
            Files.createDirectories(files.folder);
            Files.delete(Files.createTempFile(files.folder, ".lull-bench", null));
        } catch (IOException e) {
            throw new IOException(files.folder + " cannot be written: " + reason(e), e);
        }
        for (Path file : List.of(files.html, files.json, files.markdown)) {
            if (Files.isDirectory(file)) {
                throw new IOException(file + " is a folder, and would have to be a file");
            }
            if (Files.exists(file) && !Files.isWritable(file)) {
                throw new IOException(file + " cannot be written: permission denied");
            }
        }
        return files;
    }

    /**
     * Writes them, or saves the results elsewhere and says so.
     *
     * @return whether all of them were written
     */
    public boolean write(Results results, PrintStream out) {
        try {
            Files.createDirectories(folder); // it may have vanished meanwhile
            Files.writeString(json, ReportJson.write(results));
            Files.writeString(markdown, new Tables(results).markdown());
            Files.writeString(html, new HtmlReport(results).html());
        } catch (IOException e) {
            out.println("lull bench: the report cannot be written in " + folder + ": " + reason(e));
            saveElsewhere(results, out);
            return false;
        }
        List.of(html, json, markdown).forEach(file -> out.println("wrote " + file));
        return true;
    }

    /** Saves the results as JSON among the temporary files, or prints them where that fails too. */
    public static void saveElsewhere(Results results, PrintStream out) {
        saveElsewhere(results, out, Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    }

    static void saveElsewhere(Results results, PrintStream out, Path temporary) {
        String text = ReportJson.write(results);
        try {
            Path file = Files.createTempFile(temporary, "lull-bench", ".json");
            Files.writeString(file, text);
            out.println("what was measured is in " + file);
        } catch (IOException e) {
            out.println("what was measured cannot be written in " + temporary + " either (" + reason(e) + "):");
            out.println(text);
        }
        out.flush();
    }

    /** The exceptions of java.nio.file mostly say the file's name only. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such folder, and none can be made";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is no folder";
        }
        return String.valueOf(e.getMessage());
    }
}
