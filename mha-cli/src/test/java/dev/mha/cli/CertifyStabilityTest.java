package dev.mha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.jr.ob.JSON;

/** What {@code mha certify} says of samples that are left out or replaced. */
class CertifyStabilityTest extends CertifiedTraining {
    /** There are 24 samples to replace, whatever is asked for. */
    @Test
    void aReportThatReplacesEverySampleIsWhole() throws IOException {
        CommandRun run = certify("--replace", "30", "--json");
        assertEquals(0, run.code(), run.err());
        Map<?, ?> object = JSON.std.mapFrom(run.out());
        assertEquals(true, object.get("complete"));
        assertEquals(List.of(), object.get("missing"));
        assertEquals(24, ((Map<?, ?>) ((Map<?, ?>) object.get("stability")).get("replaceOne")).get("samples"));
    }

    /** What another number of replacements kept serves where the pair is the same, and only there. */
    @Test
    void keptReplacementsChangeNoFigure() {
        String few = certify("--replace", "6", "--json").out();
        String many = certify("--replace", "12", "--json").out();
        assertEquals(few, certify("--replace", "6", "--keep", "@/k.csv", "--json").out());
        CommandRun more = certify("--replace", "12", "--keep", "@/k.csv", "--json");
        assertTrue(more.err().startsWith("mha: @/k.csv has 30 trainings of these already\n"), more.err());
        assertEquals(many, more.out());
        assertEquals(certify("--replace", "12", "--seed", "3", "--json").out(),
                certify("--replace", "12", "--seed", "3", "--keep", "@/k.csv", "--json").out());
        // other test samples: what they replaced stays, what was left out serves
        CommandRun without = CommandRun.in(folder, "certify", "@/m", "@/d.csv", "--test", "@/other.csv", "--replace",
                "4", "--keep", "@/k.csv");
        assertEquals(0, without.code(), without.err());
        assertTrue(without.err().contains("mha: @/k.csv has 24 trainings of these already\n"), without.err());
        assertEquals(many, certify("--replace", "12", "--keep", "@/k.csv", "--json").out());
    }

    /**
     * At the zero start two samples of either class that are alike leave nothing to learn; without one of them the
     * first step leads out of the range of numbers.
     */
    @Test
    void whatDivergesWithoutASampleLeavesTheRest() throws IOException {
        Files.writeString(folder.resolve("alike.csv"), "v,label\n" + "1e9,x\n1e9,y\n".repeat(2));
        CommandRun train = CommandRun.in(folder, "train", "@/alike.csv", "--no-standardize", "--no-constant",
                "--positions", "0", "--init", "zero", "--step", "1e30", "--iterations", "3", "--out", "@/alike");
        assertEquals(0, train.code(), train.err());
        CommandRun run = CommandRun.in(folder, "certify", "@/alike", "@/alike.csv", "--html", "@/alike.html");
        assertEquals(1, run.code());
        assertTrue(run.joined().contains("failed this report is partial, it lacks: stability, since the training"
                + " without sample 1 diverged at step 1 at most "), run.out());
        assertTrue(run.out().contains("\nmean training loss "), run.out());
        assertTrue(run.out().contains("\nstart "), run.out());
        assertTrue(Files.readString(folder.resolve("alike.html")).contains("his report is partial"), "the page");
        assertEquals(0, CommandRun.in(folder, "certify", "@/alike", "@/alike.csv", "--leave-out", "0").code());
    }

    /** Two samples whose tokens are large, and two whose tokens are too small for that. */
    @Test
    void whatDivergesWithoutSomeSamplesLeavesTheOthers() throws IOException {
        Files.writeString(folder.resolve("some.csv"), "v,label\n1e9,x\n1e-9,x\n1e9,y\n1e-9,y\n");
        CommandRun train = CommandRun.in(folder, "train", "@/some.csv", "--no-standardize", "--no-constant",
                "--positions", "0", "--init", "zero", "--step", "1e30", "--iterations", "1", "--out", "@/some");
        assertEquals(0, train.code(), train.err());
        CommandRun run = CommandRun.in(folder, "certify", "@/some", "@/some.csv", "--threads", "1");
        assertEquals(1, run.code());
        assertTrue(run.joined().contains(" it lacks: 2 of 4 trainings without a sample (the training without sample"
                + " 1 diverged at step 1, and 1 more diverged) "), run.out());
        assertTrue(run.joined().contains("mean over 2 of 4 samples, each left out by training again); 2 more diverged,"
                + " so that this is no estimate of the loss on new samples,"), run.out());
        assertEquals(run, CommandRun.in(folder, "certify", "@/some", "@/some.csv", "--threads", "3"));
        assertEquals("", run.err());
        CommandRun json = CommandRun.in(folder, "certify", "@/some", "@/some.csv", "--json");
        assertTrue(json.err().contains("his report is partial, it lacks: 2 of 4 trainings without a sample (the"),
                json.err());
        Map<?, ?> object = JSON.std.mapFrom(json.out());
        assertEquals(true, object.get("failed"));
        Map<?, ?> stability = (Map<?, ?>) object.get("stability");
        assertEquals(2, stability.get("samples"));
        assertEquals(2, stability.get("diverged"));
        // the other two are ranked, and of one alone that diverged nothing is
        assertEquals(2, ((Map<?, ?>) stability.get("influence")).get("samples"));
        List<Boolean> told = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            Map<?, ?> one = JSON.std.mapFrom(CommandRun.in(folder, "certify", "@/some", "@/some.csv", "--influence",
                    "1", "--seed", Integer.toString(seed), "--json").out());
            boolean lacks = ((List<?>) one.get("missing"))
                    .contains("influence functions, since the trainings without their samples diverged");
            assertEquals(lacks, ((Map<?, ?>) one.get("stability")).get("influence") == null);
            told.add(lacks);
        }
        assertTrue(told.contains(true) && told.contains(false), told::toString);
    }

    /** Without any one of its samples the training ends; one of the three that take a place is too large. */
    @Test
    void whatDivergesWithASampleReplacedLeavesTheOthers() throws IOException {
        Files.writeString(folder.resolve("replaced.csv"), "v,part,label\n" + "1e-9,train,x\n1e-9,train,y\n".repeat(2)
                + "2e10,test,x\n1e-9,test,y\n2e-9,test,x\n");
        CommandRun train = CommandRun.in(folder, "train", "@/replaced.csv", "--part", "part", "--no-standardize",
                "--no-constant", "--positions", "0", "--init", "zero", "--step", "1e30", "--iterations", "1", "--out",
                "@/replaced");
        assertEquals(0, train.code(), train.err());
        CommandRun run = CommandRun.in(folder, "certify", "@/replaced", "@/replaced.csv", "--replace", "3");
        assertEquals(1, run.code());
        assertTrue(run.joined().contains("over 2 replaced; 1 more diverged, so that this may be far higher."),
                run.out());
        Map<?, ?> object = JSON.std.mapFrom(CommandRun.in(folder, "certify", "@/replaced", "@/replaced.csv",
                "--replace", "3", "--json").out());
        assertEquals(true, object.get("failed"));
        List<?> missing = (List<?>) object.get("missing");
        assertEquals(1, missing.size(), missing::toString);
        assertTrue(missing.getFirst().toString().matches("1 of 3 trainings with a sample replaced \\(the training with"
                + " sample [1-4] replaced by fresh sample 1 diverged at step 1\\)"), missing::toString);
        Map<?, ?> stability = (Map<?, ?>) object.get("stability");
        assertEquals(4, stability.get("samples"));
        assertEquals(0, stability.get("diverged"));
        Map<?, ?> bound = (Map<?, ?>) stability.get("bound");
        assertEquals(false, bound.get("proved"));
        assertTrue(number(bound.get("meanDistanceIndicator")) > 0, bound::toString);
        for (Object quantity : (List<?>) object.get("quantities")) {
            Map<?, ?> row = (Map<?, ?>) quantity;
            assertEquals(((String) row.get("name")).startsWith("leaveOneOut"), row.get("theory") == null);
        }
        assertEquals(0, ((Map<?, ?>) stability.get("influence")).get("unsolved"));
        Map<?, ?> replaceOne = (Map<?, ?>) stability.get("replaceOne");
        assertEquals(2, replaceOne.get("samples"));
        assertEquals(1, replaceOne.get("diverged"));
    }

    /** Steps so small that the bounds on stability are proved: what is guaranteed lies above what was measured. */
    @Test
    void guaranteesStabilityOfSmallSteps() throws IOException {
        CommandRun train = CommandRun.in(folder, "train", "@/d.csv", "--part", "part", "--tokens", "4x5",
                "--token-scale", "0.1", "--step", "0.5", "--iterations", "6", "--out", "@/small");
        assertEquals(0, train.code(), train.err());
        Map<?, ?> object = JSON.std.mapFrom(CommandRun.in(folder, "certify", "@/small", "@/d.csv", "--replace", "9",
                "--json").out());
        Map<?, ?> stability = (Map<?, ?>) object.get("stability");
        Map<?, ?> bound = (Map<?, ?>) stability.get("bound");
        assertEquals(true, bound.get("proved"));
        double gap = number(((Map<?, ?>) stability.get("gap")).get("mean"));
        assertTrue(number(bound.get("gap")) > gap, bound::toString);
        assertTrue(number(bound.get("largestDistance")) > number(stability.get("largestDistance")), bound::toString);
        for (Object quantity : (List<?>) object.get("quantities")) {
            Map<?, ?> row = (Map<?, ?>) quantity;
            String name = (String) row.get("name");
            if (name.startsWith("leaveOneOut")) {
                boolean ofLoss = name.equals("leaveOneOutGap");
                assertEquals(true, row.get("guaranteed"), name);
                assertEquals(ofLoss ? gap : number(stability.get("meanDistance")), number(row.get("measured")), name);
                assertTrue(number(row.get("theory")) > number(row.get("measured")), name);
                assertTrue(!ofLoss || row.get("theory").equals(bound.get("gap")), name);
            }
        }
        Map<?, ?> unroll = (Map<?, ?>) stability.get("kernelUnroll");
        double error = number(((Map<?, ?>) unroll.get("error")).get("mean"));
        // of the very samples that were left out
        assertEquals(24, unroll.get("samples"));
        assertEquals(gap + error, number(unroll.get("gap")), 1e-9);
        assertEquals((gap + error) / gap, number(unroll.get("ratio")), 1e-9);
        double replaced = number(((Map<?, ?>) ((Map<?, ?>) stability.get("replaceOne")).get("gap")).get("mean"));
        assertTrue(replaced != gap && replaced > 0, () -> replaced + " and " + gap);
        Map<?, ?> whole = JSON.std.mapFrom(CommandRun.in(folder, "predict", "@/small", "@/d.csv", "--json").out());
        Map<?, ?> path = (Map<?, ?>) object.get("path");
        double all = number(((Map<?, ?>) whole.get("metrics")).get("loss"));
        // 24 samples to train on and 30 to test on
        assertEquals((54 * all - 24 * number(path.get("lastLoss"))) / 30 - number(path.get("lastLoss")),
                number(((Map<?, ?>) object.get("testGap")).get("mean")), 1e-6);
    }

    @Test
    void replacesOnlyByTestSamples() throws IOException {
        CommandRun train = CommandRun.in(folder, "train", "@/d.csv", "--tokens", "4x5", "--features", "v0..v19",
                "--heads", "1", "--iterations", "2", "--out", "@/all");
        assertEquals(0, train.code(), train.err());
        CommandRun run = CommandRun.in(folder, "certify", "@/all", "@/d.csv", "--replace", "3");
        assertEquals(2, run.code());
        assertEquals("mha: --replace takes test samples: give --test, or data with a test part; see mha certify"
                + " --help\n", run.err());
    }
}
