package dev.mha.cli.guarantee;

/** What is bounded of a certified training. Each has one name, on the terminal, on pages and in sentences. */
public enum Quantity {
    MEAN_LOSS("meanLoss", "mean training loss", ""), LAST_LOSS("lastLoss", "last training loss",
            ""), DISTANCE_FROM_START("distanceFromStart", "distance from the start", ""), DISTANCE_FROM_COMPARISON(
                    "distanceFromComparison", "distance from the comparison point", ""), SELF_BOUND("selfBound",
                            "self-bounding constant", "|gradient| / (1 - exp(-loss))"), NON_CONVEXITY("nonConvexity",
                                    "weak convexity",
                                    "-lambda_min / (1 - exp(-loss))"), LAMBDA_MAX("lambdaMax", "largest eigenvalue",
                                            "lambda_max of the Hessian"), LEAVE_ONE_OUT_GAP("leaveOneOutGap",
                                                    "leave-one-out gap of the loss", ""), LEAVE_ONE_OUT_DISTANCE(
                                                            "leaveOneOutDistance", "leave-one-out distance, mean", "");

    private final String key;
    private final String title;
    private final String formula;

    Quantity(String key, String title, String formula) {
        this.key = key;
        this.title = title;
        this.formula = formula;
    }

    /** What it is called in JSON. */
    public String key() {
        return key;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /** How it is computed; empty where the name says that. */
    public String formula() {
        return formula;
    }
}
