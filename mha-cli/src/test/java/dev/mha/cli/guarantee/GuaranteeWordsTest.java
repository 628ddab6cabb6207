package dev.mha.cli.guarantee;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.bound.GlobalBounds;
import dev.mha.core.bound.LossRange;
import dev.mha.core.guarantee.ComparisonPoint;
import dev.mha.core.guarantee.PathCertificate;
import dev.mha.core.guarantee.TrainingPath;
import dev.mha.core.guarantee.TrainingTheorem;
import dev.mha.core.theory.Certification;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuaranteeWordsTest {
    private static final GlobalBounds SMALL = new GlobalBounds(0, 0, 0, 8);
    private static final ComparisonPoint NEAR = new ComparisonPoint(new double[1], 0, new LossRange(0, 0), 10);
    /** All conditions hold: a loss of 0.97 * 10^2 / 2 is guaranteed. */
    private static final TrainingTheorem THEOREM = new TrainingTheorem(NEAR, SMALL, SMALL, 1, 0, 1, 2);

    private static String said(double defect, double bound) {
        TrainingPath path = new TrainingPath(new double[]{1, 0.5, 0.25}, new double[2], new double[1], 1, 1, 1, 0,
                List.of(new PathCertificate(NEAR, defect, 1, bound, bound)));
        return GuaranteeWords.certificate(new Certification(null, THEOREM, path, List.of(), SMALL, new float[1]));
    }

    @Test
    void saysWhatIsOfNoUse() {
        String loose = said(0.5, 1000);
        assertTrue(loose.contains("proves that its mean training loss is at most 1000 "), loose);
        String last = GuaranteeWords.certificate(new Certification(null, THEOREM,
                new TrainingPath(new double[]{1, 0.5, 0.25}, new double[2], new double[1], 1, 1, 1, 0,
                        List.of(new PathCertificate(NEAR, 0, 1, 0.5, 1.5))),
                List.of(), SMALL, new float[1]));
        assertTrue(last.contains("at most 0.5 (measured") && last.contains(" Of the last loss it proves at most 1.5,"
                + " which says nothing of use"), last);
        String nothing = said(1.5, Double.POSITIVE_INFINITY);
        assertTrue(nothing.contains("proves nothing"), nothing);
        assertTrue(
                loose.contains(
                        "), which says nothing of use (above 0.69, the loss of answering at random). Seen from the"),
                loose);
        assertTrue(loose.contains("(its convexity defect is 0.5, a proof needs less than 1)"), loose);
        String near = said(0.9996, 1000);
        assertTrue(near.contains("(its convexity defect is 0.999, a proof needs less than 1)"), near);
        assertTrue(said(0.0694999, 1000).contains("(its convexity defect is 0.0695, "), "the nearest");
        String tight = said(0, 0.69);
        assertFalse(tight.contains("theorem") || tight.contains("random"), tight);
        assertTrue(GuaranteeWords.theorem(new Certification(null, THEOREM, null, List.of(), null, new float[1]))
                .endsWith(" is guaranteed, with gradients taken as exact, which says nothing of use (above 0.69, the"
                        + " loss of answering at random)."));
    }
}
