/** Attention kernels on flat float arrays: fused softmax attention and the kernel of the attention classifier. */
@SuppressWarnings("module") // dev.mha.core is not there yet when this module is compiled
module dev.mha.kernels {
    requires jdk.incubator.vector;

    exports dev.mha.kernels;
    exports dev.mha.kernels.classifier;
    exports dev.mha.kernels.work to dev.mha.core;
}
