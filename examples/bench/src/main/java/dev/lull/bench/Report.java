package dev.lull.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a run: a page to look at, the same as JSON, and a table for documents. */
final class Report {

    private Report() {}

    static List<Path> write(Results results, Path html) throws IOException {
        String name = String.valueOf(html.toAbsolutePath().getFileName());
        String stem = name.endsWith(".html") ? name.substring(0, name.length() - ".html".length()) : name;
        Path folder = html.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path json = html.toAbsolutePath().resolveSibling(stem + ".json");
        Path markdown = html.toAbsolutePath().resolveSibling(stem + ".md");
        Files.writeString(json, JsonReport.write(results));
        Files.writeString(markdown, new Tables(results).markdown());
        Files.writeString(html, new HtmlReport(results).html());
        return List.of(html, json, markdown);
    }
}
