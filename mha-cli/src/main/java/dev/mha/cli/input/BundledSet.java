package dev.mha.cli.input;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The data sets that come with the command; origin and licence of each are in NOTICE. */
public enum BundledSet {
    /** Images of digits, cut into 16 patches of 2 x 2 pixels. */
    DIGITS("1797 images of handwritten digits, 16 patches of 2x2 pixels; odd against even", 16, 4, "even", "odd",
            false) {
        @Override
        void arrange(CsvRecord row, float[] x, int at) {
            for (int p = 0; p < 64; p++) {
                int line = p / 8;
                int column = p % 8;
                int patch = line / 2 * 4 + column / 2;
                x[at + patch * 4 + line % 2 * 2 + column % 2] = number(row, p);
            }
        }
    },
    /** Satellite pixels with their eight neighbours; the source warns against shuffled folds and names a test part. */
    SOIL("2134 spots seen by a satellite, 9 neighbouring pixels x 4 bands; damp against very damp grey soil", 9, 4,
            "very_damp", "damp", false) {
        @Override
        void arrange(CsvRecord row, float[] x, int at) {
            for (int k = 0; k < 36; k++) {
                x[at + k] = number(row, k);
            }
        }
    },
    /** Radar returns. */
    RADAR("351 radar returns, 17 pulses x real and imaginary part; good against bad", 17, 2, "bad", "good", false) {
        @Override
        void arrange(CsvRecord row, float[] x, int at) {
            for (int k = 0; k < 34; k++) {
                x[at + k] = number(row, k);
            }
        }
    },
    /** DNA around a candidate splice junction, one-hot. */
    SPLICE("3186 pieces of DNA, 60 bases one-hot; splice junction in the middle or not", 60, 4, "none", "junction",
            false) {
        @Override
        void arrange(CsvRecord row, float[] x, int at) {
            String bases = row.getField(0);
            for (int t = 0; t < 60; t++) {
                x[at + t * 4 + "ACGT".indexOf(bases.charAt(t))] = 1;
            }
        }
    },
    /** Two weeks of weather each; in time order. */
    WEATHER("1447 windows of 14 days x 4 measurements; rain tomorrow or not, in time order", 14, 4, "dry", "wet",
            true) {
        @Override
        Samples arrange(List<CsvRecord> days) {
            int count = days.size() - tokens();
            float[] x = new float[count * tokens() * features()];
            String[] labels = new String[count];
            String[] ids = new String[count];
            for (int i = 0; i < count; i++) {
                for (int t = 0; t < tokens(); t++) {
                    arrange(days.get(i + t), x, (i * tokens() + t) * features());
                }
                ids[i] = days.get(i + tokens()).getField(0);
                labels[i] = number(days.get(i + tokens()), 1) > 0 ? "wet" : "dry";
            }
            return samples(x, ids, labels, null);
        }

        @Override
        void arrange(CsvRecord day, float[] x, int at) {
            // Precipitation is mostly 0 with rare large values: the logarithm keeps those from ruling the mean.
            x[at] = (float) StrictMath.log1p(number(day, 1));
            for (int j = 1; j < 4; j++) {
                x[at + j] = number(day, j + 1);
            }
        }
    },
    /** Loan applicants: numbers, categories, and gaps. */
    CREDIT("4454 loan applicants, 13 features; bad against good, with categories and missing values", 13, 8, "good",
            "bad", false) {
        @Override
        void arrange(CsvRecord row, float[] x, int at) {
            for (int t = 0; t < 13; t++) {
                CreditToken.write(t, row.getField(t), x, at + t * 8);
            }
        }
    };

    private final String description;
    private final int tokens;
    private final int features;
    private final String negative;
    private final String positive;
    private final boolean timeOrdered;

    BundledSet(String description, int tokens, int features, String negative, String positive, boolean timeOrdered) {
        this.description = description;
        this.tokens = tokens;
        this.features = features;
        this.negative = negative;
        this.positive = positive;
        this.timeOrdered = timeOrdered;
    }

    /** The set of that name, or null. */
    public static BundledSet byName(String name) {
        return Arrays.stream(values()).filter(set -> set.title().equals(name)).findFirst().orElse(null);
    }

    /** All names, with commas. */
    public static String names() {
        return String.join(", ", Arrays.stream(values()).map(BundledSet::title).toList());
    }

    /** The name as the user writes it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is, in one line. */
    public String description() {
        return description;
    }

    /** Number of tokens T of a sample. */
    public int tokens() {
        return tokens;
    }

    /** Number of features d of a token. */
    public int features() {
        return features;
    }

    /** The two classes. */
    public ClassNames classes() {
        return new ClassNames(negative, positive);
    }

    /** Reads the set. */
    public Samples read() {
        InputStream resource = BundledSet.class.getResourceAsStream("/dev/mha/cli/data/" + title() + ".csv");
        try (Source source = new Source(title(), new BufferedInputStream(resource), null)) {
            return arrange(new CsvTable(source).rows());
        }
    }

    Samples arrange(List<CsvRecord> rows) {
        float[] x = new float[rows.size() * tokens * features];
        String[] ids = new String[rows.size()];
        String[] labels = new String[rows.size()];
        boolean[] test = this == SOIL ? new boolean[rows.size()] : null;
        for (int i = 0; i < rows.size(); i++) {
            CsvRecord row = rows.get(i);
            arrange(row, x, i * tokens * features);
            ids[i] = Integer.toString(i + 1);
            labels[i] = row.getField(row.getFieldCount() - 1);
            if (test != null) {
                test[i] = row.getField(row.getFieldCount() - 2).equals("test");
            }
        }
        return samples(x, ids, labels, test);
    }

    /** Writes the tokens of a row from {@code at} on. */
    abstract void arrange(CsvRecord row, float[] x, int at);

    Samples samples(float[] x, String[] ids, String[] labels, boolean[] test) {
        return new Samples(title(), title() + ", label", ids, tokens, features, x, null, labels, test, List.of(),
                false, timeOrdered, List.of());
    }

    private static float number(CsvRecord row, int column) {
        return Float.parseFloat(row.getField(column));
    }
}
