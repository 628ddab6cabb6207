package dev.mha.cli.train;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.mha.cli.curvature.PathPage;
import dev.mha.cli.curvature.PathRow;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.page.FigurePage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The table and the page of the curvature along a training. Those of a training that was stopped have names of their
 * own, so that a part never takes the place of a whole, and nobody takes it for one.
 *
 * @param table as CSV
 * @param page with the plots, or null
 */
public record CurvatureFiles(Path table, Path page) {

    /** Where a file goes that is not whole: {@code p.csv} as {@code p.partial.csv}. */
    static Path partial(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(
                dot > 0 ? name.substring(0, dot) + ".partial" + name.substring(dot) : name + ".partial");
    }

    /**
     * Refuses places that cannot be written.
     *
     * @param force whether files may be replaced; one of an earlier part always may
     * @param inputs files that are read
     */
    public void check(boolean force, List<String> inputs) {
        for (Path file : page == null ? List.of(table) : List.of(table, page)) {
            WholeFile.check(file, force, inputs);
            WholeFile.check(partial(file), force || isPartial(partial(file)), inputs);
        }
    }

    /** Every place that may be written, under the option that names it. */
    public List<Map.Entry<String, Path>> places() {
        List<Map.Entry<String, Path>> places = new ArrayList<>(
                List.of(Map.entry("--curvature", table), Map.entry("--curvature", partial(table))));
        if (page != null) {
            places.add(Map.entry("--html", page));
            places.add(Map.entry("--html", partial(page)));
        }
        return places;
    }

    /** Whether a file of this name is the part of an earlier training: a table of this kind or a page that says so. */
    private static boolean isPartial(Path file) {
        return isTable(file) || FigurePage.isPartial(file);
    }

    private static boolean isTable(Path file) {
        String columns = String.join(",", PathRow.columns(1).subList(0, 3));
        try (InputStream in = Files.newInputStream(file)) {
            return columns.equals(new String(in.readNBytes(columns.length()), StandardCharsets.UTF_8));
        } catch (IOException other) {
            return false;
        }
    }

    /** Those that are there already. */
    Stream<Path> present() {
        return Stream.of(table, page).filter(file -> file != null && Files.exists(file));
    }

    /**
     * Writes what was recorded.
     *
     * @param title of the page
     * @return where the table is; null where it could not be written
     */
    Path write(TrainFiles files, CurvatureRecorder recorder, FigurePage.Title title, TrainEnd end) {
        Path written = write(files, table, end, path -> {
            try (BufferedWriter writer = Files.newBufferedWriter(path)) {
                CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
                csv.writeRecord(PathRow.columns(recorder.heads()));
                for (PathRow row : recorder.rows()) {
                    csv.writeRecord(row.fields());
                }
                csv.flush();
            }
        });
        if (page != null) {
            List<String> sentences = new ArrayList<>(List.of(recorder.training()));
            if (end.whole() && !end.words().isEmpty()) {
                sentences.add("It ended " + end.words() + ".");
            }
            sentences.add(sentence(recorder.words()));
            sentences.add(sentence(recorder.place() + " " + recorder.rows().getLast().words()));
            String html = PathPage.of(recorder.rows(), end.whole() ? "" : end.words(), sentences, title);
            write(files, page, end, path -> Files.writeString(path, html));
        }
        return written;
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + (words.endsWith(".") ? "" : ".");
    }

    private static Path write(TrainFiles files, Path file, TrainEnd end, WholeFile.Content content) {
        Path place = end.whole() ? file : partial(file);
        return files.write(place, !end.whole() && isPartial(place), content);
    }
}
