package dev.mha.core.experiment;

import dev.mha.core.model.Initialization;
import dev.mha.core.trial.EncodedSplit;
import dev.mha.kernels.classifier.ClassifierShape;

/**
 * Where a training starts.
 *
 * @param initialization how
 * @param size b
 */
record Start(Initialization initialization, double size) {
    static final Start ZERO = new Start(Initialization.ZERO, 1);
    static final Start SIGN = new Start(Initialization.SIGN, 1);
    static final Start GAUSS = new Start(Initialization.GAUSS, 1);
    static final Start WARM = new Start(Initialization.WARM, 1);

    float[] create(ClassifierShape shape, EncodedSplit data, long seed) {
        return initialization.create(shape, data.train(), data.trainLabels(), size, seed);
    }
}
