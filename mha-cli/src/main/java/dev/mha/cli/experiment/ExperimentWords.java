package dev.mha.cli.experiment;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.core.experiment.Column;
import dev.mha.core.experiment.Expectation;
import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.ExperimentResult;
import dev.mha.core.experiment.Finding;
import dev.mha.core.experiment.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the signs of an experiment stand for, by which rule it is judged, and what it answers. */
final class ExperimentWords {
    /** A sign as it stands in a question, or the name of a start, and what it means. */
    private static final Map<String, String> SIGNS = signs();

    /** A figure as tables and verdicts name it, and what it is. */
    private static final Map<String, String> FIGURES = figures();

    /** Says less than {@code DM1} does, where that stands too. */
    private static final String MIXTURE = "Hard mixture";

    /** Another experiment that has the settings. */
    private static final Pattern ELSEWHERE = Pattern.compile("\\bof ((?:e\\d\\w*|margin)(?:-\\w+)?)");

    private static final double MOST_WHOLE = 1e6;

    /** Letters of signs that mean something else in capitals. */
    private static final int SHORT = 3;

    private ExperimentWords() {}

    private static Map<String, String> signs() {
        Map<String, String> signs = new LinkedHashMap<>();
        signs.put("DM1",
                "made samples, a mixture: some tokens carry the mean of the class, the others one of M means without a"
                        + " class and noise");
        signs.put(MIXTURE, "made samples; some tokens carry the mean of the class, the others other means and noise");
        signs.put("planted teacher", "random tokens, labelled by a random attention model");
        signs.put("T", "tokens of a sample");
        signs.put("d", "features of a token");
        signs.put("M", "means without a class");
        signs.put("S", "length of every mean");
        signs.put("zeta", "share of the tokens that carry the class");
        signs.put("sigma", "deviation of the noise");
        signs.put("n", "training samples");
        signs.put("eta", "step size");
        signs.put("K", "gradient steps");
        signs.put("b", "size of the start (1 where none is given)");
        signs.put("lambda_min",
                "least eigenvalue of the Hessian of the loss: below 0 the loss bends downwards somewhere");
        signs.put("L", "training loss");
        signs.put("zero", "all parameters start at 0");
        signs.put("sign", "a start with attention 0 and output weights of one size and random sign");
        signs.put("gauss", "a random normal start");
        signs.put("warm", "a start one gradient step from zero, up and down in turn from head to head, and some noise");
        signs.put("widened", "given more features, so that one head has as many parameters as many heads");
        signs.put("rectified", "max(0, r'x) of a token x and a random vector r");
        signs.put("leave-one-out", "training again without one of the samples");
        signs.put("ascent", "a step that raises the loss");
        signs.put("tangent features", "how the score of a sample changes when each parameter changes a little");
        return signs;
    }

    private static Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("train loss", "loss on the training samples");
        figures.put("test loss", "loss on new samples");
        figures.put("test error", "share of new samples put into the wrong class");
        figures.put("step size", "length of a gradient step, as a factor of the gradient (the learning rate)");
        figures.put("an ascent", "share of trials in which a step raised the loss");
        figures.put("an end above the start", "share of trials whose loss ended above its start");
        figures.put("ascents", "steps that raised the loss");
        figures.put("steps", "gradient steps until the training stopped");
        figures.put("parameters", "numbers that are learned");
        figures.put("distinct heads", "heads that differ; those that start equal stay equal");
        figures.put("the target reached", "share of trials that came down to the training loss");
        figures.put("measured", "-lambda_min / L as it was measured");
        figures.put("block", "upper bound on it from the blocks of the heads");
        figures.put("per sample", "upper bound on it sample by sample");
        figures.put("global", "upper bound on it from sizes alone");
        figures.put("distance", "how far the parameters move when a sample is left out of the training");
        figures.put("loo gap",
                "how much the loss of a sample rises when it is left out of the training (leave-one-out)");
        figures.put("test gap", "test loss less training loss");
        figures.put("margin", "how clearly a small change of the parameters at the start separates the classes");
        figures.put("closed form", "the margin by its formula");
        return figures;
    }

    /** What the signs mean that occur in an experiment, one a line. */
    static List<String> legend(Experiment experiment) {
        String columns = Stream.concat(experiment.shown().stream(),
                experiment.expectations().stream().flatMap(expectation -> expectation.columns().stream()))
                .map(Column::words).toList().toString();
        String settings = experiment.question() + " " + experiment.series().stream().map(Series::name).toList();
        Stream<String> signs = explained(SIGNS, settings)
                .filter(sign -> !sign.startsWith(MIXTURE) || !occurs("DM1", settings));
        Stream<String> others = ELSEWHERE.matcher(experiment.question()).results()
                .map(name -> "experiment " + name.group(1) + ": one that says its settings");
        return Stream.of(signs, explained(FIGURES, columns), others).flatMap(one -> one).toList();
    }

    private static Stream<String> explained(Map<String, String> words, String text) {
        return words.entrySet().stream().filter(word -> occurs(word.getKey(), text))
                .map(word -> word.getKey() + ": " + word.getValue());
    }

    /** The signs that the questions of several experiments have, in a sentence. */
    static String explained(List<Experiment> experiments) {
        String text = String.join(" ", experiments.stream().map(Experiment::topic).toList());
        return "(" + explained(SIGNS, text).collect(Collectors.joining("; ")) + "; margin: " + FIGURES.get("margin")
                + "; docs/theory.md says more)";
    }

    /** A figure: whole numbers as they are, as counts are. */
    static String figure(double value) {
        return value == Math.rint(value) && Math.abs(value) < MOST_WHOLE
                ? Long.toString((long) value)
                : Figures.number(value);
    }

    private static boolean occurs(String sign, String text) {
        // a single letter is a sign where it is given a value, or stands in a quotient
        String pattern = sign.length() == 1
                ? "(?<![A-Za-z_/])" + sign + "(?= ?= ?)|(?<=/ )" + sign + "(?![A-Za-z])"
                : "(?<![A-Za-z_])" + Pattern.quote(sign) + "(?![A-Za-z_])";
        // a word may begin a question
        return Pattern.compile(pattern, sign.length() > SHORT ? Pattern.CASE_INSENSITIVE : 0).matcher(text).find();
    }

    /** When a verdict is "as expected", for the kinds of expectation that an experiment has. */
    static String rule(Experiment experiment) {
        List<String> rules = experiment.expectations().stream().map(Expectation::rule).distinct().toList();
        return "A verdict is \"as expected\" when "
                + String.join("; or, for another kind of figure, when ", rules) + ".";
    }

    /** What answers the question, with all that the answer must not leave out. */
    static String answer(ExperimentResult result) {
        return String.join(" ", Stream.concat(Stream.of(answer(result.experiment(), result.findings())),
                result.remarks().stream()).toList());
    }

    static String answer(Experiment experiment, List<Finding> findings) {
        long expected = findings.stream().filter(Finding::asExpected).count();
        String answer = experiment.answer();
        if (expected == findings.size()) {
            return "Answer: " + answer + ".";
        }
        String open = findings.stream().filter(finding -> !finding.asExpected())
                .map(finding -> Names.capital(finding.verdict()) + ", " + finding.expectation() + ": "
                        + finding.measured() + ". ")
                .collect(Collectors.joining());
        return "Answer: not in full. " + open + "Expected was: " + answer + ".";
    }
}
