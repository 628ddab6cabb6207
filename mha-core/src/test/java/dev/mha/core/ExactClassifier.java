package dev.mha.core;

import dev.mha.kernels.classifier.ClassifierShape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Scores of a problem and their gradients by the definitions, with sixty digits: what rounding does to those in double.
 */
public final class ExactClassifier {
    public static final MathContext DIGITS = new MathContext(60);

    private final Problem problem;
    private final ClassifierShape shape;
    private final BigDecimal[] theta;
    private final BigDecimal scale;

    public ExactClassifier(Problem problem) {
        this.problem = problem;
        this.shape = problem.shape();
        this.theta = Arrays.stream(problem.theta()).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
        this.scale = BigDecimal.ONE.divide(BigDecimal.valueOf(shape.heads()).sqrt(DIGITS), DIGITS);
    }

    /** Phi of a sample. */
    public BigDecimal score(int sample) {
        BigDecimal[][] x = tokens(sample);
        BigDecimal score = BigDecimal.ZERO;
        for (int head = 0; head < shape.heads(); head++) {
            BigDecimal[][] p = attention(x, head);
            for (int s = 0; s < x.length; s++) {
                for (int t = 0; t < x.length; t++) {
                    score = score.add(p[s][t].multiply(dot(decoder(head, s), x[t])), DIGITS);
                }
            }
        }
        return score.multiply(scale, DIGITS);
    }

    /** The gradient of Phi of a sample, in the order of the parameters. */
    public BigDecimal[] gradient(int sample) {
        BigDecimal[][] x = tokens(sample);
        BigDecimal[] gradient = new BigDecimal[theta.length];
        Arrays.fill(gradient, BigDecimal.ZERO);
        for (int head = 0; head < shape.heads(); head++) {
            BigDecimal[][] p = attention(x, head);
            for (int s = 0; s < x.length; s++) {
                BigDecimal[] u = decoder(head, s);
                BigDecimal mean = BigDecimal.ZERO;
                for (int t = 0; t < x.length; t++) {
                    mean = mean.add(p[s][t].multiply(dot(u, x[t])), DIGITS);
                }
                for (int t = 0; t < x.length; t++) {
                    BigDecimal weight = p[s][t].multiply(scale, DIGITS);
                    BigDecimal slope = weight.multiply(dot(u, x[t]).subtract(mean), DIGITS);
                    for (int j = 0; j < shape.features(); j++) {
                        add(gradient, shape.decoderOffset(head) + s * shape.features() + j, weight.multiply(x[t][j]));
                        for (int i = 0; i < shape.features(); i++) {
                            add(gradient, shape.attentionOffset(head) + i * shape.features() + j,
                                    slope.multiply(x[s][i], DIGITS).multiply(x[t][j]));
                        }
                    }
                }
            }
        }
        return gradient;
    }

    /** Euclidean distance of a vector of doubles from this one. */
    public static BigDecimal distance(BigDecimal[] exact, double[] rounded) {
        BigDecimal square = BigDecimal.ZERO;
        for (int i = 0; i < exact.length; i++) {
            square = square.add(exact[i].subtract(new BigDecimal(rounded[i])).pow(2, DIGITS), DIGITS);
        }
        return square.sqrt(DIGITS);
    }

    public static BigDecimal dot(BigDecimal[] a, BigDecimal[] b) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.length; i++) {
            sum = sum.add(a[i].multiply(b[i], DIGITS), DIGITS);
        }
        return sum;
    }

    private static void add(BigDecimal[] sums, int at, BigDecimal term) {
        sums[at] = sums[at].add(term, DIGITS);
    }

    private BigDecimal[][] tokens(int sample) {
        int d = shape.features();
        BigDecimal[][] x = new BigDecimal[problem.lengths()[sample]][d];
        for (int s = 0; s < x.length; s++) {
            for (int j = 0; j < d; j++) {
                x[s][j] = new BigDecimal(problem.x()[(sample * shape.tokens() + s) * d + j]);
            }
        }
        return x;
    }

    private BigDecimal[] decoder(int head, int s) {
        int from = shape.decoderOffset(head) + s * shape.features();
        return Arrays.copyOfRange(theta, from, from + shape.features());
    }

    private BigDecimal[][] attention(BigDecimal[][] x, int head) {
        int d = shape.features();
        BigDecimal[][] p = new BigDecimal[x.length][x.length];
        for (int s = 0; s < x.length; s++) {
            BigDecimal[] query = new BigDecimal[d];
            for (int k = 0; k < d; k++) {
                query[k] = BigDecimal.ZERO;
                for (int j = 0; j < d; j++) {
                    add(query, k, x[s][j].multiply(theta[shape.attentionOffset(head) + j * d + k]));
                }
            }
            BigDecimal largest = dot(query, x[0]);
            for (int t = 0; t < x.length; t++) {
                p[s][t] = dot(query, x[t]);
                largest = largest.max(p[s][t]);
            }
            BigDecimal sum = BigDecimal.ZERO;
            for (int t = 0; t < x.length; t++) {
                p[s][t] = exp(p[s][t].subtract(largest, DIGITS));
                sum = sum.add(p[s][t], DIGITS);
            }
            for (int t = 0; t < x.length; t++) {
                p[s][t] = p[s][t].divide(sum, DIGITS);
            }
        }
        return p;
    }

    /** The exponential of a number that is not above 0: of its 2^-40th part by the series, then squared as often. */
    private static BigDecimal exp(BigDecimal value) {
        MathContext more = new MathContext(DIGITS.getPrecision() + 20);
        BigDecimal part = value.divide(BigDecimal.TWO.pow(40), more);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k < 40; k++) {
            term = term.multiply(part, more).divide(BigDecimal.valueOf(k), more);
            sum = sum.add(term, more);
        }
        for (int k = 0; k < 40; k++) {
            sum = sum.multiply(sum, more);
        }
        return sum.round(DIGITS);
    }
}
