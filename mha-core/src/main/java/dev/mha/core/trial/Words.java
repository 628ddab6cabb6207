package dev.mha.core.trial;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Figures and settings as sentences say them. */
final class Words {
    private Words() {}

    /** {@code 2.1 %}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** {@code 2.1 +- 0.3 %}. */
    static String percent(Estimate share) {
        return Double.isNaN(share.standardError())
                ? percent(share.mean())
                : String.format(Locale.ROOT, "%.1f +- %.1f %%", 100 * share.mean(), 100 * share.standardError());
    }

    /** {@code 1.4 points}: a difference of shares. */
    static String points(double difference) {
        return String.format(Locale.ROOT, "%.1f points", 100 * difference);
    }

    /** {@code 1.4 +- 0.3 points}. */
    static String points(Estimate difference) {
        return Double.isNaN(difference.standardError())
                ? points(difference.mean())
                : String.format(Locale.ROOT, "%.1f +- %.1f points", 100 * difference.mean(),
                        100 * difference.standardError());
    }

    /** A loss with three significant digits. */
    static String loss(double loss) {
        return Double.isFinite(loss) ? number(new BigDecimal(loss).round(new MathContext(3)).doubleValue()) : "" + loss;
    }

    /** A step or size without needless digits. */
    static String number(double value) {
        String plain = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
        return plain.length() > 10 ? Double.toString(value) : plain;
    }

    /** {@code 1 head}, {@code 8 heads}. */
    static String heads(int heads) {
        return count(heads, "head");
    }

    static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code 8 heads, step 1, gauss start, 300 iterations}. */
    static String setting(Setting setting) {
        return heads(setting.heads()) + ", step " + number(setting.step()) + ", "
                + setting.initialization().name().toLowerCase(Locale.ROOT) + " start, "
                + count(setting.iterations(), "iteration");
    }

    /** {@code a, b and c}. */
    static String list(List<String> items) {
        return items.size() < 2
                ? String.join("", items)
                : String.join(", ", items.subList(0, items.size() - 1)) + " and " + items.getLast();
    }
}
