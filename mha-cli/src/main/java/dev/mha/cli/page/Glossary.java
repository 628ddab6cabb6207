package dev.mha.cli.page;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Words of the theory for a reader who meets them here. */
public final class Glossary {
    /** Shared with the table of the trial report. */
    public static final String COMPARISON_POINT = "parameters that the theorem compares the run with: those of its end,"
            + " or of low loss near the start";

    /** A word, what finds it, and what it means. */
    private record Entry(String word, Pattern found, String meaning) {
        static Entry of(String word, String found, String meaning) {
            return new Entry(word, Pattern.compile(found, Pattern.CASE_INSENSITIVE), meaning);
        }
    }

    private static final List<Entry> ENTRIES = List.of(
            Entry.of("Step", "\\bstep \\d",
                    "The step size of gradient descent, also called learning rate."),
            Entry.of("Start", "\\b(gauss|sign|warm|zero) start",
                    "Where the parameters begin. zero: all 0. gauss: drawn from the normal distribution. sign:"
                            + " attention 0, output weights of one size and random sign. warm: one gradient step away"
                            + " from 0, up and down in turn from head to head, with a little noise."),
            Entry.of("AUC", "\\bAUC\\b",
                    "Area under the ROC curve: how often a sample of one class gets a higher score than one of the"
                            + " other. 1 is perfect, 0.5 is guessing."),
            Entry.of("Position code", "position code",
                    "Numbers that are appended to each token and say where in the sample it stands."),
            Entry.of("Guaranteed, certified, measured", "certified",
                    "Guaranteed: follows from the theory's formulas and a few sizes, such as those of tokens, decoder"
                            + " and loss. Certified: proved from the numbers of this very run. Measured: computed, and"
                            + " no proof."),
            Entry.of("Eigenvalue", "eigenvalue|lambda_",
                    "How strongly the loss bends along one direction of the parameters: above 0 upwards, below 0"
                            + " downwards. lambda_max is the largest, lambda_min the least. They belong to the Hessian,"
                            + " the matrix of second derivatives of the loss."),
            Entry.of("Score, Phi", "\\|score\\||\\bPhi\\b|largest score",
                    "What the model gives for a sample before it becomes a class: its sign is the class, its size how"
                            + " sure that is."),
            Entry.of("Largest head", "largest head", "The largest norm of the parameters of a head."),
            Entry.of("kappa", "kappa",
                    "The largest curvature that the score of one sample can have by theory, times the"
                            + " square root of the number of heads."),
            Entry.of("Decoder", "decoder", "The output weights of a head, one for each token and feature."),
            Entry.of("Lanczos step", "Lanczos",
                    "One step of the search for the outermost eigenvalues; it costs one product with the Hessian."),
            Entry.of("Ritz value", "Ritz",
                    "A measured eigenvalue. But for rounding, the least one lies at or above the true least eigenvalue,"
                            + " the largest at or below the true largest."),
            Entry.of("Residual", "residual",
                    "There is a true eigenvalue no further from the measured value than this, but for rounding."),
            Entry.of("Gauss-Newton part", "Gauss-Newton",
                    "The part of the curvature that comes from all heads together and is never below 0. What lies below"
                            + " 0 comes from the heads one by one."),
            Entry.of("Tangent features", "tangent features",
                    "How the score of a sample changes when each parameter changes a little."),
            Entry.of("Margin", "margin",
                    "How clearly the two classes can be told apart by a small change of the parameters; above 0 they"
                            + " can."),
            Entry.of("Trace", "\\btrace\\b", "The sum of all eigenvalues: how much the loss bends in total."),
            Entry.of("Probe", "\\bprobes?\\b",
                    "A random direction along which the spread of the eigenvalues is estimated."),
            Entry.of("Comparison point", "comparison point", sentence(COMPARISON_POINT)),
            Entry.of("Theory's reach", "theory's reach",
                    "How far from the start the theory's comparison point lies, if the heads are many enough: the"
                            + " nearer, the better the start."),
            Entry.of("Distinct heads", "distinct heads|\\d distinct",
                    "Heads that differ in at least one number. Heads that start equal stay equal and count as one."),
            Entry.of("Convexity defect", "convexity defect",
                    "How far from convex the loss was from the path towards the comparison point: 0 where it was"
                            + " convex in that direction. In others it may not be. A proof needs less than 1."),
            Entry.of("Leave-one-out", "leave-one-out|left out by training again",
                    "A sample is left out, the training is repeated, and the sample is judged: it stands for a new"
                            + " one."),
            Entry.of("Kernel unroll", "kernel unroll",
                    "An estimate of what leaving a sample out would change, computed along the one training instead of"
                            + " training again."),
            Entry.of("Influence functions", "influence functions",
                    "An estimate of the same from the curvature where the training ended."),
            Entry.of("Damping", "damping",
                    "A small number added to the curvature, so that flat directions do not blow the estimate up."),
            Entry.of("Rank correlation", "rank correlation",
                    "Whether two lists put the samples into the same order: 1 the same, 0 unrelated."));

    private Glossary() {}

    /** The words that occur in a text, as terms of a list. */
    public static List<Map<String, Object>> of(String text) {
        return ENTRIES.stream().filter(entry -> entry.found().matcher(text).find())
                .map(entry -> PageView.term(entry.word(), entry.meaning())).toList();
    }

    private static String sentence(String phrase) {
        return Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1) + ".";
    }
}
