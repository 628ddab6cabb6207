package dev.mha.cli.page;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.core.model.Initialization;
import dev.mha.kernels.classifier.ClassifierShape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings at the top of a page, in the order in which they are put; the same thing has the same words on each. */
public final class PageFacts {
    private final Map<String, String> facts = new LinkedHashMap<>();

    /** Any other. */
    public PageFacts put(String name, String text) {
        facts.put(name, text);
        return this;
    }

    /** The model that was read. */
    public PageFacts model(Path file, ClassifierShape shape) {
        return put("Model", file.getFileName() + ", " + Figures.count(shape.heads(), "head") + ", "
                + Figures.count(shape.parameters(), "parameter"));
    }

    /**
     * Samples and their size.
     *
     * @param name which they are
     */
    public PageFacts samples(String name, int samples, int tokens, int features) {
        return put(name, Figures.count(samples) + " of " + Figures.count(tokens, "token") + " x "
                + Figures.count(features, "feature"));
    }

    /** Where a training starts. */
    public PageFacts start(Initialization initialization, double size, long seed) {
        return put("Start", Names.of(initialization) + " of size " + Figures.brief(size) + ", seed " + seed);
    }

    /**
     * The title with these facts, the seed of the command and the version.
     *
     * @param command that writes the page, {@code mha curvature}
     * @param data name of the data
     */
    public FigurePage.Title title(String command, String data, long seed, String version) {
        put("Seed", Long.toString(seed)).put("Version", "mha " + version);
        return new FigurePage.Title(command, data, facts, version);
    }
}
