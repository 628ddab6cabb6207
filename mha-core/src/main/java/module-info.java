/** The attention classifier: data, model, training by gradient descent, and the trial of settings. */
module dev.mha.core {
    requires transitive dev.mha.kernels;

    exports dev.mha.core.data;
    exports dev.mha.core.model;
    exports dev.mha.core.train;
    exports dev.mha.core.bound;
    exports dev.mha.core.curvature;
    exports dev.mha.core.theory;
    exports dev.mha.core.guarantee;
    exports dev.mha.core.stability;
    exports dev.mha.core.metric;
    exports dev.mha.core.baseline;
    exports dev.mha.core.experiment;
    exports dev.mha.core.generate;
    exports dev.mha.core.trial;
}
