package dev.mha.core.bound;

import static dev.mha.core.ExactClassifier.DIGITS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.random.RandomSource;
import dev.mha.kernels.classifier.ClassifierShape;
import dev.mha.kernels.classifier.PackedSamples;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** No bound is below its formula, not even by its last bit; the formulas are evaluated with sixty digits. */
class OutwardBoundsProperties {
    private static final BigDecimal C3 = BigDecimal.ONE.divide(number(6).multiply(number(3).sqrt(DIGITS)), DIGITS);

    private static BigDecimal number(double value) {
        return new BigDecimal(value);
    }

    private static BigDecimal root(double value) {
        return number(value).sqrt(DIGITS);
    }

    private static void above(double bound, BigDecimal exact) {
        assertTrue(number(bound).compareTo(exact) >= 0, () -> bound + " < " + exact);
        assertTrue(number(bound).compareTo(exact.multiply(number(1 + 1e-10))) <= 0, () -> bound + " >> " + exact);
    }

    @Property(tries = 200)
    void ofTheSizesAlone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int heads,
            @ForAll @IntRange(min = 1, max = 50) int tokens) {
        RandomSource random = RandomSource.of(seed);
        double radius = Math.exp(2 * random.nextGaussian());
        double decoder = Math.exp(2 * random.nextGaussian());
        GlobalBounds bounds = GlobalBounds.of(heads, tokens, radius, decoder);
        BigDecimal r = number(radius);
        BigDecimal reach = r.pow(2).multiply(number(decoder));
        above(bounds.phi(), root(heads).multiply(root(tokens)).multiply(r).multiply(number(decoder)));
        BigDecimal gradient = root(tokens).multiply(r).multiply(reach.pow(2).add(number(1)).sqrt(DIGITS));
        above(bounds.gradient(), gradient);
        BigDecimal kappa = root(tokens).multiply(r.pow(3))
                .multiply(number(1).add(number(8).multiply(C3).multiply(reach)));
        above(bounds.kappa(), kappa);
        BigDecimal curvature = kappa.divide(root(heads), DIGITS);
        above(bounds.scoreCurvature(), curvature);
        above(bounds.rho(), gradient.pow(2).divide(number(4), DIGITS).add(curvature));
    }

    @Property(tries = 100)
    void ofDecodersAndSamples(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int tokens) {
        RandomSource random = RandomSource.of(seed);
        ClassifierShape shape = new ClassifierShape(2, tokens, 2);
        float[] x = new float[tokens * 2];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        double[] theta = new double[shape.parameters()];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = random.nextGaussian();
        }
        BigDecimal largest = BigDecimal.ZERO;
        BigDecimal attention = BigDecimal.ZERO;
        BigDecimal all = BigDecimal.ZERO;
        BigDecimal weighted = BigDecimal.ZERO;
        BigDecimal row = BigDecimal.ZERO;
        TokenGeometry geometry = TokenGeometry.of(PackedSamples.pack(x, 1, tokens, 2, null));
        for (int head = 0; head < 2; head++) {
            int from = shape.attentionOffset(head);
            attention = attention.max(squares(theta, from, 4));
            largest = largest.max(squares(theta, from + 4, 2 * tokens));
            all = all.add(squares(theta, from + 4, 2 * tokens));
            BigDecimal sum = BigDecimal.ZERO;
            for (int s = 0; s < tokens; s++) {
                BigDecimal norm = squares(theta, from + 4 + 2 * s, 2).sqrt(DIGITS);
                sum = sum.add(number(geometry.squaredNorm(0, s)).multiply(norm));
                row = row.max(norm);
            }
            weighted = weighted.max(sum);
        }
        above(GlobalBounds.decoderNorm(shape, theta), largest.sqrt(DIGITS));
        above(Rounding.attentionNorm(shape, theta), attention.sqrt(DIGITS));
        SampleBounds bounds = SampleBounds.of(shape, geometry, theta);
        BigDecimal n = number(geometry.spectralNorm(0));
        BigDecimal d = number(geometry.diameter(0));
        BigDecimal al = n.multiply(d.pow(2)).divide(number(4), DIGITS);
        BigDecimal b = C3.multiply(d.pow(3)).multiply(weighted.min(n.pow(2).multiply(row)));
        above(bounds.gradient(0), number(tokens).multiply(number(geometry.radius(0)).pow(2))
                .add(al.pow(2).multiply(all).divide(number(2), DIGITS)).sqrt(DIGITS));
        // without decoders nothing but the tokens is left, which is moved outwards by nothing before
        above(SampleBounds.of(shape, geometry, new double[theta.length]).gradient(0),
                root(tokens).multiply(number(geometry.radius(0))));
        above(bounds.kappa(0), b.divide(number(2), DIGITS)
                .add(b.pow(2).divide(number(4), DIGITS).add(al.pow(2)).sqrt(DIGITS)));
    }

    private static BigDecimal squares(double[] theta, int from, int length) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = from; i < from + length; i++) {
            sum = sum.add(number(theta[i]).pow(2));
        }
        return sum;
    }
}
